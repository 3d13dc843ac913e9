// SPDX-License-Identifier: Apache-2.0
/*
 * The memory of a running domain. Source: libvirt's "Domain XML format", for
 * what a memory device without a nodemask or a page size gets.
 */
#include <errno.h>
#include <stdint.h>

#include "num.h"
#include "rundom-part.h"

enum { MEMORIES_MAX = 4096, CELLS_MAX = 1024, PAGES_MAX = 64 };

/* libvirt's units; its own output always says KiB. */
static int64_t unit_bytes(const char *unit)
{
	static const struct {
		const char *name;
		int64_t bytes;
	} units[] = {
		{ "KiB", 1024 },
		{ "k", 1024 },
		{ "b", 1 },
		{ "bytes", 1 },
		{ "KB", 1000 },
		{ "MiB", 1048576 },
		{ "M", 1048576 },
		{ "MB", 1000000 },
		{ "GiB", 1073741824 },
		{ "G", 1073741824 },
		{ "GB", 1000000000 },
		{ "TiB", 1099511627776 },
		{ "T", 1099511627776 },
	};

	for (size_t i = 0; i < OG_COUNT(units); i++)
		if (!unit || strcmp(unit, units[i].name) == 0)
			return units[i].bytes;
	return 0;
}

static int scale(const struct og_xml_node *node, const char *text,
		 int64_t *ret_kib, struct og_err *err)
{
	int64_t unit = unit_bytes(og_xml_attr(node, "unit"));
	int64_t value = 0;

	if (!text || !unit ||
	    og_num_i64(text, strlen(text), 0, INT64_MAX, &value) < 0 ||
	    __builtin_mul_overflow(value, unit, &value))
		return og_err_set(err, -EINVAL,
				  "line %u: <%s> has no size in a known unit",
				  og_xml_line(node), og_xml_name(node));
	*ret_kib = value / 1024;
	return 0;
}

static int scale_child(const struct og_xml_node *parent, const char *name,
		       int64_t *ret_kib, struct og_err *err)
{
	const struct og_xml_node *node = og_xml_child(parent, name);

	*ret_kib = 0;
	return node ? scale(node, og_xml_text(node), ret_kib, err) : 0;
}

/* --- which pages, which nodes --- */

/*
 * Of guest cell `cell`, -1: of none. A <page> with a nodeset is for the cells
 * in it, one without for all others.
 */
static int find_pages(const struct og_xml_node *root, int cell,
		      uint64_t *ret_page_kb, struct og_err *err)
{
	const struct og_xml_node *pages =
		og_xml_path(root, "memoryBacking/hugepages");
	int64_t found = 0;
	size_t n = 0;

	og_xml_each (page, pages, "page") {
		bool named = og_xml_attr(page, "nodeset");
		struct og_cpuset cells = { 0 };
		int64_t kib = 0;
		int r = scale(page, og_xml_attr(page, "size"), &kib, err);

		if (r == 0 && ++n > PAGES_MAX)
			r = og_err_set(err, -E2BIG, "more than %d <page>",
				       PAGES_MAX);
		if (r == 0 && named)
			r = og_rundom_read_set(page, "nodeset", &cells, err);
		if (r < 0)
			return r;
		if (named && cell >= 0 &&
		    og_cpuset_has(&cells, (unsigned)cell)) {
			found = kib;
			break;
		}
		/* A domain of one size and no cells: libvirt fills them in. */
		if (!named || (cell < 0 && !og_xml_next(page, "page")))
			found = kib;
	}
	*ret_page_kb = (uint64_t)found;
	return 0;
}

static bool cell_is(const struct og_xml_node *node, const char *attr, int cell)
{
	const char *text = og_xml_attr(node, attr);
	int id = -1;

	return text && og_num_int(text, strlen(text), 0, INT32_MAX, &id) == 0 &&
	       id == cell;
}

/* Empty: of any node. placement="auto" has no nodeset and is no promise. */
static int find_nodes(const struct og_xml_node *root, int cell,
		      struct og_cpuset *ret_nodes, struct og_err *err)
{
	const struct og_xml_node *tune = og_xml_child(root, "numatune");
	const struct og_xml_node *whole = og_xml_child(tune, "memory");

	*ret_nodes = (struct og_cpuset){ 0 };
	og_xml_each (memnode, tune, "memnode")
		if (cell_is(memnode, "cellid", cell))
			return og_rundom_read_set(memnode, "nodeset", ret_nodes,
						  err);
	if (!whole || !og_xml_attr(whole, "nodeset"))
		return 0;
	return og_rundom_read_set(whole, "nodeset", ret_nodes, err);
}

static int add(struct og_rundom *dom, const struct og_rundom_memory *memory,
	       struct og_err *err)
{
	if (og_cpuset_is_empty(&memory->nodes) || memory->kib <= 0)
		return 0;
	if (dom->n_memory == MEMORIES_MAX)
		return og_err_set(err, -E2BIG,
				  "more than %d cells and memory devices",
				  MEMORIES_MAX);
	OG_RESERVE(dom->memory, dom->n_memory + 1, dom->cap_memory);
	dom->memory[dom->n_memory++] = *memory;
	return 0;
}

/* --- memory devices --- */

/*
 * The most that it may hold: of virtio-mem what was asked for, or what has
 * not been given back yet.
 */
static int device_size(const struct og_xml_node *target, int64_t *ret_kib,
		       struct og_err *err)
{
	bool may_shrink = og_xml_child(target, "requested");
	int64_t whole = 0, requested = 0, current = 0;
	int r = scale_child(target, "size", &whole, err);

	if (r == 0)
		r = scale_child(target, "requested", &requested, err);
	if (r == 0)
		r = scale_child(target, "current", &current, err);
	if (r < 0)
		return r;
	if (requested < current)
		requested = current;
	*ret_kib = may_shrink && requested < whole ? requested : whole;
	return 0;
}

static int device_nodes(const struct og_xml_node *root,
			const struct og_xml_node *source, int cell,
			struct og_cpuset *ret_nodes, struct og_err *err)
{
	const struct og_xml_node *mask = og_xml_child(source, "nodemask");
	const char *text = og_xml_text(mask);

	if (!mask)
		return find_nodes(root, cell, ret_nodes, err);
	if (text && og_cpuset_parse(text, strlen(text), ret_nodes) == 0)
		return 0;
	return og_err_set(err, -EINVAL, "line %u: <nodemask> is no list",
			  og_xml_line(mask));
}

/* Of the host's nodes are those that go to a cell; a file has its own pages. */
static int read_device(const struct og_xml_node *root,
		       const struct og_xml_node *device, struct og_rundom *dom,
		       struct og_err *err)
{
	const struct og_xml_node *source = og_xml_child(device, "source");
	const struct og_xml_node *target = og_xml_child(device, "target");
	const char *node = og_xml_value(target, "node");
	struct og_rundom_memory memory = { 0 };
	int64_t page_kib = 0;
	int cell = -1;
	int r;

	if (!node)
		return 0;
	if (og_num_int(node, strlen(node), 0, INT32_MAX, &cell) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: <node> of a memory device is no "
				  "number",
				  og_xml_line(target));
	r = device_size(target, &memory.kib, err);
	if (r == 0)
		r = device_nodes(root, source, cell, &memory.nodes, err);
	if (r == 0)
		r = scale_child(source, "pagesize", &page_kib, err);
	memory.page_kb = (uint64_t)page_kib;
	if (r == 0 && !page_kib && !og_xml_child(source, "path"))
		r = find_pages(root, cell, &memory.page_kb, err);
	return r < 0 ? r : add(dom, &memory, err);
}

/* `ret_sum` is what they count for in the domain's own <memory>. */
static int read_devices(const struct og_xml_node *root, struct og_rundom *dom,
			int64_t *ret_sum, struct og_err *err)
{
	int64_t sum = 0;
	size_t n = 0;

	og_xml_each (devices, root, "devices")
		og_xml_each (device, devices, "memory") {
			int64_t kib = 0;
			int r = read_device(root, device, dom, err);

			if (r == 0 && ++n > MEMORIES_MAX)
				r = og_err_set(err, -E2BIG,
					       "more than %d memory devices",
					       MEMORIES_MAX);
			if (r == 0)
				r = scale_child(og_xml_child(device, "target"),
						"size", &kib, err);
			if (r < 0)
				return r;
			if (__builtin_add_overflow(sum, kib, &sum))
				sum = INT64_MAX;
		}
	*ret_sum = sum;
	return 0;
}

/* --- cells, or the whole --- */

static int read_cell(const struct og_xml_node *root,
		     const struct og_xml_node *cell, int id,
		     struct og_rundom *dom, struct og_err *err)
{
	struct og_rundom_memory memory = { 0 };
	int r = find_nodes(root, id, &memory.nodes, err);

	if (r < 0 || og_cpuset_is_empty(&memory.nodes))
		return r;
	r = scale(cell, og_xml_attr(cell, "memory"), &memory.kib, err);
	if (r == 0)
		r = find_pages(root, id, &memory.page_kb, err);
	return r < 0 ? r : add(dom, &memory, err);
}

/* Cells without an id are numbered as they come. */
static int read_cells(const struct og_xml_node *root, struct og_rundom *dom,
		      struct og_err *err)
{
	int next = 0;

	og_xml_each (cell, og_xml_path(root, "cpu/numa"), "cell") {
		const char *text = og_xml_attr(cell, "id");
		int id = next++;
		int r;

		if (text &&
		    og_num_int(text, strlen(text), 0, INT32_MAX, &id) < 0)
			return og_err_set(err, -EINVAL,
					  "line %u: <cell> has no number",
					  og_xml_line(cell));
		if (next > CELLS_MAX)
			return og_err_set(err, -E2BIG, "more than %d <cell>",
					  CELLS_MAX);
		r = read_cell(root, cell, id, dom, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_whole(const struct og_xml_node *root, int64_t in_devices,
		      struct og_rundom *dom, struct og_err *err)
{
	const struct og_xml_node *total = og_xml_child(root, "memory");
	struct og_rundom_memory memory = { 0 };
	int r = find_nodes(root, -1, &memory.nodes, err);

	if (r < 0 || og_cpuset_is_empty(&memory.nodes))
		return r;
	if (!total)
		return og_err_set(err, -EINVAL, "the domain has no <memory>");
	r = scale(total, og_xml_text(total), &memory.kib, err);
	if (r == 0)
		r = find_pages(root, -1, &memory.page_kb, err);
	if (r < 0)
		return r;
	memory.kib -= in_devices;
	return add(dom, &memory, err);
}

/* Each <memnode> is of a cell that is there. */
static int check_memnodes(const struct og_xml_node *root, struct og_err *err)
{
	const struct og_xml_node *numa = og_xml_path(root, "cpu/numa");
	size_t n = 0;

	og_xml_each (memnode, og_xml_child(root, "numatune"), "memnode") {
		const char *id = og_xml_attr(memnode, "cellid");
		bool there = false;

		if (++n > CELLS_MAX)
			return og_err_set(err, -E2BIG, "more than %d <memnode>",
					  CELLS_MAX);
		og_xml_each (cell, numa, "cell") {
			const char *text = og_xml_attr(cell, "id");

			there |= id && text && strcmp(id, text) == 0;
		}
		if (!there)
			return og_err_set(err, -EINVAL,
					  "line %u: <memnode> of a cell that "
					  "is not there",
					  og_xml_line(memnode));
	}
	return 0;
}

int og_rundom_read_memory(const struct og_xml_node *root, struct og_rundom *dom,
			  struct og_err *err)
{
	const struct og_xml_node *cell = og_xml_path(root, "cpu/numa/cell");
	int64_t in_devices = 0;
	uint64_t page_kb;
	int r = check_memnodes(root, err);

	/* What is wrong with them is told also where nothing is bound. */
	if (r == 0)
		r = find_pages(root, -1, &page_kb, err);
	if (r == 0)
		r = read_devices(root, dom, &in_devices, err);
	if (r < 0)
		return r;
	return cell ? read_cells(root, dom, err)
		    : read_whole(root, in_devices, dom, err);
}
