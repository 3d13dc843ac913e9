// SPDX-License-Identifier: Apache-2.0
/*
 * refine-replay VM DOMAIN: refine a domain that oned made, twice. What we may
 * not touch must be there byte for byte, white space between elements aside,
 * and the second time must change nothing. Prints the refined domain.
 *
 * Exit status: 0 so it is, 1 it is not, 3 refused with a reason.
 */
#include <errno.h>
#include <unistd.h>

#include "domain-ns.h"
#include "part.h"
#include "refine-suites.h"

enum { INPUT_MAX = 16 * 1024 * 1024, EXIT_REFUSED = 3 };

static void drop_all(struct og_xml_node *parent, const char *name)
{
	struct og_xml_node *node;

	while (parent && (node = og_part(parent, name)))
		og_xml_remove(node);
}

static void drop_controllers(struct og_xml_node *devices)
{
	struct og_xml_node *next;

	for (struct og_xml_node *node = og_part(devices, "controller"); node;
	     node = next) {
		next = og_part_next(node, "controller");
		if (og_part_is(node, "type", "pci"))
			og_xml_remove(node);
	}
}

static void drop_ours(struct og_xml_node *metadata)
{
	struct og_xml_node *next;

	for (struct og_xml_node *node = og_xml_child(metadata, NULL); node;
	     node = next) {
		next = og_xml_next(node, NULL);
		if (og_xml_ns(node) &&
		    strcmp(og_xml_ns(node), OG_DOMAIN_NS) == 0)
			og_xml_remove(node);
	}
}

static void mask_devices(struct og_xml_node *devices)
{
	drop_controllers(devices);
	drop_all(devices, "memballoon");
	og_part_each(node, devices, "hostdev")
	{
		struct og_xml_node *driver = og_part(node, "driver");

		drop_all(node, "address");
		if (driver && !og_xml_attr(driver, "iommufd"))
			og_xml_remove(driver);
		else if (driver)
			og_xml_unset(driver, "name");
	}
	og_part_each(node, devices, "iommu") if (og_part(node, "driver"))
		og_xml_unset(og_part(node, "driver"), "pciBus");
}

/* What makes no cell is left out, and how far the others are from it. */
static void drop_cell(struct og_xml_node *numa, struct og_xml_node *empty)
{
	unsigned number;

	if (og_part_number(empty, "id", &number))
		og_part_each(cell, numa, "cell")
		{
			struct og_xml_node *distances =
				og_part(cell, "distances");
			struct og_xml_node *sibling = og_part_numbered(
				distances, "sibling", "id", number);

			if (sibling)
				og_xml_remove(sibling);
		}
	og_xml_remove(empty);
}

static void mask_cells(struct og_xml_node *numa)
{
	struct og_xml_node *next;

	for (struct og_xml_node *cell = og_part(numa, "cell"); cell;
	     cell = next) {
		next = og_part_next(cell, "cell");
		og_xml_unset(cell, "memAccess");
		if (og_part_is(cell, "memory", "0") &&
		    !og_xml_attr(cell, "cpus"))
			drop_cell(numa, cell);
	}
}

static void mask_cpu(struct og_xml_node *cpu)
{
	static const char *const parts[] = { "topology", "cache",
					     "maxphysaddr" };

	if (!cpu)
		return;
	for (size_t i = 0; i < OG_COUNT(parts); i++)
		drop_all(cpu, parts[i]);
	og_xml_unset(cpu, "check");
	mask_cells(og_part(cpu, "numa"));
}

/* The user's own arguments stay, behind them two of ours. */
static void drop_spared(struct og_xml_node *domain)
{
	struct og_xml_node *arg, *last = NULL, *line;

	line = og_xml_child(domain, "commandline");
	og_xml_each (node, line, "arg")
		if (og_part_is(node, "value", "pcie-root-port.io-reserve=0"))
			last = node;
	if (!last)
		return;
	arg = og_xml_child(line, "arg");
	while (og_xml_next(arg, NULL) != last)
		arg = og_xml_next(arg, NULL);
	og_xml_remove(last);
	og_xml_remove(arg);
	if (!og_xml_child(line, NULL))
		og_xml_remove(line);
}

/* A file for the variables of UEFI, if the user names none. */
static void drop_asked(struct og_xml_node *os)
{
	struct og_xml_node *nvram = og_part(os, "nvram");

	if (nvram && !og_xml_text(nvram) && !og_xml_attr_name(nvram, 0) &&
	    !og_xml_child(nvram, NULL))
		og_xml_remove(nvram);
}

/* All that refining may write goes from both. */
static void mask(struct og_xml_node *domain)
{
	static const char *const pins[] = { "vcpupin", "emulatorpin",
					    "iothreadpin" };

	for (size_t i = 0; i < OG_COUNT(pins); i++)
		drop_all(og_part(domain, "cputune"), pins[i]);
	drop_all(domain, "numatune");
	drop_all(domain, "memoryBacking");
	mask_cpu(og_part(domain, "cpu"));
	mask_devices(og_part(domain, "devices"));
	drop_ours(og_part(domain, "metadata"));
	drop_spared(domain);
	drop_asked(og_part(domain, "os"));
}

static bool is_plain(const struct og_vm *vm)
{
	return !vm->n_cells && !vm->n_pci;
}

static void squeeze(struct og_buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		if (!strchr(" \t\r\n", text->data[i]))
			text->data[n++] = text->data[i];
	text->len = n;
}

/* The address that an emulated device had not, and whom libvirt would add. */
static void unseat(const struct og_xml_node *before, struct og_xml_node *after)
{
	static const char *const added[] = { "usb", "virtio-serial" };
	struct og_xml_node *next;

	for (struct og_xml_node *node = og_part(after, NULL); node;
	     node = next) {
		const struct og_xml_node *was = og_part(before, NULL);

		next = og_part_next(node, NULL);
		for (const struct og_xml_node *n = og_part(after, NULL);
		     n != node; n = og_part_next(n, NULL))
			was = og_part_next(was, NULL);
		if (was && !og_part(was, "address"))
			drop_all(node, "address");
		for (size_t i = 0; !was && i < OG_COUNT(added); i++)
			if (og_part_is(node, "type", added[i])) {
				og_xml_remove(node);
				break;
			}
	}
}

static int masked(const struct og_buf *text, bool plain,
		  struct og_xml_doc **ret_doc, struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	struct og_xml_node *devices, *more;
	int r;

	r = og_xml_doc_parse_kept(og_buf_text(text), text->len, &doc, err);
	if (r < 0)
		return r;
	devices = og_part(og_xml_root(doc), "devices");
	while ((more = og_part_next(devices, "devices")))
		og_xml_merge(more, devices);
	if (!plain)
		mask(og_xml_root(doc));
	*ret_doc = og_steal(doc);
	return 0;
}

static int check_untouched(const struct og_buf *before,
			   const struct og_buf *after, bool plain,
			   struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *was = NULL, *is = NULL;
	og_autobuf a = OG_BUF_INIT, b = OG_BUF_INIT;
	size_t at = 0;

	if (masked(before, plain, &was, err) < 0 ||
	    masked(after, plain, &is, err) < 0)
		return -EINVAL;
	if (!plain)
		unseat(og_part(og_xml_root(was), "devices"),
		       og_part(og_xml_root(is), "devices"));
	og_xml_write(was, &a);
	og_xml_write(is, &b);
	squeeze(&a);
	squeeze(&b);
	while (at < a.len && at < b.len && a.data[at] == b.data[at])
		at++;
	if (at == a.len && at == b.len)
		return 0;
	return og_err_set(err, -EINVAL, "touched: was '%.*s', is '%.*s'",
			  (int)(a.len - at > 60 ? 60 : a.len - at), a.data + at,
			  (int)(b.len - at > 60 ? 60 : b.len - at),
			  b.data + at);
}

static int refine(const struct og_buf *vm, const struct og_buf *domain,
		  struct og_buf *out, bool *ret_plain, struct og_err *err)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };

	if (og_refining_read(&r, vm, domain, NULL, err) < 0 ||
	    og_refine(r.domain, &r.plan, err) < 0)
		return -EINVAL;
	*ret_plain = is_plain(&r.vm);
	og_xml_write(r.domain, out);
	return 0;
}

static int replay(const struct og_buf *vm, const struct og_buf *domain,
		  const struct og_buf *once, bool plain, struct og_err *err)
{
	og_autobuf twice = OG_BUF_INIT;

	if (check_untouched(domain, once, plain, err) < 0 ||
	    refine(vm, once, &twice, &plain, err) < 0)
		return -EINVAL;
	if (twice.len != once->len ||
	    memcmp(twice.data, once->data, twice.len) != 0)
		return og_err_set(err, -EINVAL,
				  "refined a second time it is another");
	return og_buf_write(once, STDOUT_FILENO, "standard output", err);
}

int main(int argc, char **argv)
{
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, once = OG_BUF_INIT;
	struct og_err err = { 0 };
	bool plain = false;

	if (argc != 3) {
		fputs("usage: refine-replay VM DOMAIN\n", stderr);
		return 2;
	}
	if (og_buf_read_file(&vm, argv[1], INPUT_MAX, &err) < 0 ||
	    og_buf_read_file(&domain, argv[2], INPUT_MAX, &err) < 0) {
		og_log(stderr, OG_ERROR, -1, "%s", err.msg);
		return 1;
	}
	if (refine(&vm, &domain, &once, &plain, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return EXIT_REFUSED;
	}
	if (replay(&vm, &domain, &once, plain, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	return 0;
}
