// SPDX-License-Identifier: Apache-2.0
#include "rundom.h"

#include <errno.h>
#include <stdint.h>
#include <strings.h>

#include "domain-ns.h"
#include "num.h"

enum { PINS_MAX = 4096, CELLS_MAX = 1024, DEVICES_MAX = 4096 };

void og_rundom_free(struct og_rundom *dom)
{
	free(dom->pins);
	free(dom->memory);
	free(dom->devices);
	*dom = (struct og_rundom){ 0 };
}

static int missing(const struct og_xml_node *node, const char *attr,
		   struct og_err *err)
{
	return og_err_set(err, -EINVAL, "line %u: <%s> has no %s",
			  og_xml_line(node), og_xml_name(node), attr);
}

static int read_set(const struct og_xml_node *node, const char *attr,
		    struct og_cpuset *ret_set, struct og_err *err)
{
	const char *text = og_xml_attr(node, attr);

	if (!text)
		return missing(node, attr, err);
	if (og_cpuset_parse(text, strlen(text), ret_set) == 0)
		return 0;
	return og_err_set(err, -EINVAL, "line %u: <%s %s=\"%.64s\"> is no list",
			  og_xml_line(node), og_xml_name(node), attr, text);
}

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

static void add_pin(struct og_rundom *dom, const struct og_cpuset *cpus)
{
	for (size_t i = 0; i < dom->n_pins; i++) {
		if (og_cpuset_equal(&dom->pins[i].cpus, cpus)) {
			dom->pins[i].vcpus++;
			return;
		}
	}
	OG_RESERVE(dom->pins, dom->n_pins + 1, dom->cap_pins);
	dom->pins[dom->n_pins++] = (struct og_rundom_pin){ *cpus, 1 };
}

static int read_pins(const struct og_xml_node *root, struct og_rundom *dom,
		     struct og_err *err)
{
	og_xml_each (pin, og_xml_child(root, "cputune"), "vcpupin") {
		struct og_cpuset cpus;
		int r = read_set(pin, "cpuset", &cpus, err);

		if (r < 0)
			return r;
		if (dom->n_pins == PINS_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d different <vcpupin>",
					  PINS_MAX);
		add_pin(dom, &cpus);
	}
	return 0;
}

static void add_memory(struct og_rundom *dom, const struct og_cpuset *nodes,
		       int64_t kib)
{
	OG_RESERVE(dom->memory, dom->n_memory + 1, dom->cap_memory);
	dom->memory[dom->n_memory++] = (struct og_rundom_memory){ *nodes, kib };
}

static const struct og_xml_node *find_cell(const struct og_xml_node *root,
					   const char *id)
{
	og_xml_each (cell, og_xml_path(root, "cpu/numa"), "cell") {
		const char *cell_id = og_xml_attr(cell, "id");

		if (cell_id && id && strcmp(cell_id, id) == 0)
			return cell;
	}
	return NULL;
}

static int read_cell_memory(const struct og_xml_node *root,
			    const struct og_xml_node *memnode,
			    struct og_rundom *dom, struct og_err *err)
{
	const struct og_xml_node *cell =
		find_cell(root, og_xml_attr(memnode, "cellid"));
	struct og_cpuset nodes = { 0 };
	int64_t kib = 0;
	int r;

	if (!cell)
		return og_err_set(err, -EINVAL,
				  "line %u: <memnode> of a cell that is not "
				  "there",
				  og_xml_line(memnode));
	if (dom->n_memory == CELLS_MAX)
		return og_err_set(err, -E2BIG, "more than %d <memnode>",
				  CELLS_MAX);
	r = read_set(memnode, "nodeset", &nodes, err);
	if (r < 0)
		return r;
	r = scale(cell, og_xml_attr(cell, "memory"), &kib, err);
	if (r < 0)
		return r;
	add_memory(dom, &nodes, kib);
	return 0;
}

static int read_memory(const struct og_xml_node *root, struct og_rundom *dom,
		       struct og_err *err)
{
	const struct og_xml_node *tune = og_xml_child(root, "numatune");
	const struct og_xml_node *whole = og_xml_child(tune, "memory");
	const struct og_xml_node *total = og_xml_child(root, "memory");
	struct og_cpuset nodes = { 0 };
	int64_t kib = 0;
	int r;

	og_xml_each (memnode, tune, "memnode") {
		r = read_cell_memory(root, memnode, dom, err);
		if (r < 0)
			return r;
	}
	/* placement="auto" has no nodeset and is nobody's promise. */
	if (dom->n_memory || !whole || !og_xml_attr(whole, "nodeset"))
		return 0;
	r = read_set(whole, "nodeset", &nodes, err);
	if (r < 0)
		return r;
	if (!total)
		return og_err_set(err, -EINVAL, "the domain has no <memory>");
	r = scale(total, og_xml_text(total), &kib, err);
	if (r < 0)
		return r;
	add_memory(dom, &nodes, kib);
	return 0;
}

static int read_hugepages(const struct og_xml_node *root, struct og_rundom *dom,
			  struct og_err *err)
{
	const struct og_xml_node *page =
		og_xml_path(root, "memoryBacking/hugepages/page");
	int64_t kib = 0;
	int r;

	if (!page)
		return 0;
	r = scale(page, og_xml_attr(page, "size"), &kib, err);
	if (r < 0)
		return r;
	dom->hugepage_kb = (uint64_t)kib;
	return 0;
}

/* "0x41", "65"; an attribute that is not there is 0, as libvirt has it. */
static bool read_part(const struct og_xml_node *address, const char *attr,
		      uint32_t max, uint32_t *ret_part)
{
	const char *text = og_xml_attr(address, attr);
	int64_t value = 0;
	uint32_t hex = 0;

	if (text && strncasecmp(text, "0x", 2) == 0) {
		if (og_num_hex(text + 2, strlen(text + 2), 8, &hex) < 0)
			return false;
		value = hex;
	} else if (text && og_num_i64(text, strlen(text), 0, max, &value) < 0) {
		return false;
	}
	*ret_part = (uint32_t)value;
	return value <= max;
}

static int read_address(const struct og_xml_node *address,
			struct og_rundom *dom, struct og_err *err)
{
	uint32_t domain, bus, slot, func;

	if (!read_part(address, "domain", UINT32_MAX, &domain) ||
	    !read_part(address, "bus", 0xff, &bus) ||
	    !read_part(address, "slot", 0x1f, &slot) ||
	    !read_part(address, "function", 7, &func))
		return og_err_set(err, -EINVAL,
				  "line %u: <address> is no PCI address",
				  og_xml_line(address));
	if (dom->n_devices == DEVICES_MAX)
		return og_err_set(err, -E2BIG, "more than %d devices",
				  DEVICES_MAX);
	OG_RESERVE(dom->devices, dom->n_devices + 1, dom->cap_devices);
	dom->devices[dom->n_devices++] = (struct og_bdf){
		.domain = domain,
		.bus = (uint8_t)bus,
		.slot = (uint8_t)slot,
		.func = (uint8_t)func,
	};
	return 0;
}

/*
 * PCI devices are passed through as <hostdev type="pci"> and, for a network
 * card, as <interface type="hostdev">.
 */
static int read_devices(const struct og_xml_node *devices,
			struct og_rundom *dom, struct og_err *err)
{
	int r = 0;

	og_xml_each (dev, devices, NULL) {
		bool is_nic = strcmp(og_xml_name(dev), "interface") == 0;
		const char *type = og_xml_attr(dev, "type");
		const struct og_xml_node *address =
			og_xml_path(dev, "source/address");

		if (!is_nic && strcmp(og_xml_name(dev), "hostdev") != 0)
			continue;
		if (!type || strcmp(type, is_nic ? "hostdev" : "pci") != 0 ||
		    !address)
			continue;
		r = read_address(address, dom, err);
		if (r < 0)
			break;
	}
	return r;
}

static void read_policy(const struct og_xml_node *root, struct og_rundom *dom)
{
	og_xml_each (meta, og_xml_child(root, "metadata"), OG_DOMAIN_ELEMENT) {
		const struct og_xml_node *pin = og_xml_child(meta, "pin");
		const char *ns = og_xml_ns(meta);

		if (!pin || !ns || strcmp(ns, OG_DOMAIN_NS) != 0)
			continue;
		dom->ours = true;
		dom->pin = og_pin_parse(og_xml_attr(pin, "policy"));
	}
}

int og_rundom_read(const struct og_xml_node *root, struct og_rundom *ret_dom,
		   struct og_err *err)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = {
		.vm = OG_RUNDOM_FOREIGN,
	};
	const char *name = og_xml_value(root, "name");
	int r;

	if (strcmp(og_xml_name(root), "domain") != 0)
		return og_err_set(err, -EINVAL,
				  "the root element is <%.64s>, not <domain>",
				  og_xml_name(root));
	if (name && strncmp(name, "one-", 4) == 0)
		og_num_int(name + 4, strlen(name + 4), 0, INT32_MAX - 1,
			   &dom.vm);
	read_policy(root, &dom);
	r = read_pins(root, &dom, err);
	if (r < 0)
		return r;
	r = read_memory(root, &dom, err);
	if (r < 0)
		return r;
	r = read_hugepages(root, &dom, err);
	if (r < 0)
		return r;
	og_xml_each (devices, root, "devices") {
		r = read_devices(devices, &dom, err);
		if (r < 0)
			return r;
	}
	*ret_dom = dom;
	dom = (struct og_rundom){ 0 };
	return 0;
}

static void mark_cpu(const struct og_rundom *dom, bool dedicated,
		     struct og_host *host, int32_t id)
{
	struct og_node *node = og_host_node_of_cpu(host, id);
	struct og_core *core = NULL;
	struct og_cpu *cpu = node ? og_node_cpu(node, id, &core) : NULL;

	if (!cpu)
		return;
	cpu->users++;
	cpu->vm = dom->vm;
	core->dedicated |= dedicated;
}

/*
 * Whether every vCPU has one CPU of its own and no two are of one core: so
 * does policy CORE, and THREAD with a single CPU of each, never so a domain
 * that uses both threads of a core.
 */
static bool looks_dedicated(const struct og_rundom *dom,
			    const struct og_host *host)
{
	struct og_cpuset cores = { 0 };

	for (size_t i = 0; i < dom->n_pins; i++) {
		const struct og_rundom_pin *pin = &dom->pins[i];
		int id = og_cpuset_next(&pin->cpus, -1);
		const struct og_node *node = og_host_node_of_cpu(host, id);
		struct og_core *core = NULL;

		if (pin->vcpus != 1 || og_cpuset_count(&pin->cpus) != 1)
			return false;
		if (!node || !og_node_cpu(node, id, &core))
			continue;
		if (og_cpuset_has(&cores, (unsigned)core->cpus[0].id))
			return false;
		og_cpuset_add(&cores, (unsigned)core->cpus[0].id);
	}
	return dom->n_pins > 0;
}

/* false: it is not on huge pages that this node has. */
static bool mark_pages(const struct og_rundom *dom, int64_t kib,
		       struct og_node *node)
{
	for (size_t i = 0; dom->hugepage_kb && i < node->n_pages; i++) {
		if (node->pages[i].size_kb != dom->hugepage_kb)
			continue;
		node->pages[i].used += (uint64_t)kib / dom->hugepage_kb;
		return true;
	}
	return false;
}

static void mark_memory(const struct og_rundom *dom,
			const struct og_rundom_memory *m, struct og_host *host)
{
	int64_t each = og_cpuset_is_empty(&m->nodes)
			       ? 0
			       : m->kib / (int64_t)og_cpuset_count(&m->nodes);

	for (int id = -1; (id = og_cpuset_next(&m->nodes, id)) >= 0;) {
		struct og_node *node = og_host_node(host, id);

		if (!node)
			continue;
		if (mark_pages(dom, each, node))
			continue;
		if (__builtin_add_overflow(node->mem_used, each,
					   &node->mem_used))
			node->mem_used = INT64_MAX;
	}
}

void og_rundom_mark(const struct og_rundom *dom, struct og_host *host)
{
	bool dedicated = dom->ours ? dom->pin == OG_PIN_CORE
				   : looks_dedicated(dom, host);

	for (size_t i = 0; i < dom->n_pins; i++) {
		const struct og_rundom_pin *pin = &dom->pins[i];

		if ((dom->ours && dom->pin == OG_PIN_NONE) ||
		    og_cpuset_count(&pin->cpus) > pin->vcpus)
			continue;
		for (int id = -1; (id = og_cpuset_next(&pin->cpus, id)) >= 0;)
			mark_cpu(dom, dedicated, host, id);
	}
	for (size_t i = 0; i < dom->n_memory; i++)
		mark_memory(dom, &dom->memory[i], host);
}
