// SPDX-License-Identifier: Apache-2.0
#include "seat.h"

#include <errno.h>

#include "num.h"
#include "xmltree.h"

enum { DEVICES_MAX = 256, VCPUS_MAX = OG_CPU_MAX };

void og_seat_free(struct og_seat *seat)
{
	free(seat->name);
	free(seat->devices);
	*seat = (struct og_seat){ 0 };
}

static int bad(const struct og_xml_node *node, const char *what,
	       const char *value, struct og_err *err)
{
	return og_err_set(err, -EINVAL, "line %u: <%s>: %s is \"%s\"",
			  og_xml_line(node), og_xml_name(node), what,
			  value ? value : "");
}

/* Add a list of numbers; no list adds nothing. */
static int add_list(const struct og_xml_node *node, const char *what,
		    const char *list, struct og_cpuset *set, struct og_err *err)
{
	struct og_cpuset more;

	if (!list)
		return 0;
	if (og_cpuset_parse(list, strlen(list), &more) < 0)
		return bad(node, what, list, err);
	og_cpuset_or(set, &more);
	return 0;
}

static int add_device(const struct og_xml_node *node, const struct og_bdf *bdf,
		      struct og_seat *seat, struct og_err *err)
{
	if (seat->n_devices == DEVICES_MAX)
		return og_err_set(err, -E2BIG, "line %u: more than %d devices",
				  og_xml_line(node), DEVICES_MAX);
	seat->devices = og_reallocarray(seat->devices, seat->n_devices + 1,
					sizeof(*seat->devices));
	seat->devices[seat->n_devices++] = *bdf;
	return 0;
}

static int read_vcpus(const struct og_xml_node *root, const char *path,
		      struct og_seat *seat, struct og_err *err)
{
	const char *text = og_xml_value(root, path);

	if (text &&
	    og_num_i64(text, strlen(text), 1, VCPUS_MAX, &seat->vcpus) == 0)
		return 0;
	return bad(root, path, text, err);
}

static void read_name(const struct og_xml_node *root, const char *path,
		      struct og_seat *seat)
{
	const char *name = og_xml_value(root, path);

	seat->name = og_strdup(name ? name : "");
}

static int read_vm_node(const struct og_xml_node *node, struct og_seat *seat,
			struct og_err *err)
{
	const char *cpus = og_xml_value(node, "CPUS");
	const char *total = og_xml_value(node, "TOTAL_CPUS");
	int64_t count = 0;
	int r;

	r = add_list(node, "CPUS", cpus, &seat->cpus, err);
	if (r < 0)
		return r;
	if (total && og_num_i64(total, strlen(total), 0, VCPUS_MAX, &count) < 0)
		return bad(node, "TOTAL_CPUS", total, err);
	if (cpus)
		seat->pinned += count;
	return add_list(node, "MEMORY_NODE_ID",
			og_xml_value(node, "MEMORY_NODE_ID"), &seat->memory,
			err);
}

static int read_vm_device(const struct og_xml_node *node, struct og_seat *seat,
			  struct og_err *err)
{
	const char *address = og_xml_value(node, "ADDRESS");
	struct og_bdf bdf;

	if (!address)
		return 0; /* not allocated yet */
	if (og_bdf_parse(address, strlen(address), &bdf) < 0)
		return bad(node, "ADDRESS", address, err);
	return add_device(node, &bdf, seat, err);
}

int og_seat_of_vm(const char *xml, size_t len, struct og_seat *ret_seat,
		  struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_autoseat seat = { 0 };
	const struct og_xml_node *root, *tmpl;
	int r;

	r = og_xml_doc_parse(xml, len, &doc, err);
	if (r < 0)
		return r;
	root = og_xml_root(doc);
	tmpl = og_xml_child(root, "TEMPLATE");
	if (strcmp(og_xml_name(root), "VM") != 0 || !tmpl)
		return og_err_set(err, -EINVAL, "not a VM with a TEMPLATE");
	read_name(root, "NAME", &seat);
	r = read_vcpus(root, "TEMPLATE/VCPU", &seat, err);
	og_xml_each (node, tmpl, "NUMA_NODE")
		if (r == 0)
			r = read_vm_node(node, &seat, err);
	og_xml_each (pci, tmpl, "PCI")
		if (r == 0)
			r = read_vm_device(pci, &seat, err);
	if (r < 0)
		return r;
	*ret_seat = seat;
	seat = (struct og_seat){ 0 };
	return 0;
}

static int read_hex(const struct og_xml_node *node, const char *name,
		    unsigned digits, uint32_t max, uint32_t *ret_value,
		    struct og_err *err)
{
	const char *text = og_xml_attr(node, name);
	const char *hex = text;

	if (text && strncmp(text, "0x", 2) == 0)
		hex += 2;
	if (!hex || og_num_hex(hex, strlen(hex), digits, ret_value) < 0 ||
	    *ret_value > max)
		return bad(node, name, text, err);
	return 0;
}

static int read_hostdev(const struct og_xml_node *hostdev, struct og_seat *seat,
			struct og_err *err)
{
	const struct og_xml_node *address =
		og_xml_path(hostdev, "source/address");
	const char *type = og_xml_attr(hostdev, "type");
	uint32_t domain = 0, bus = 0, slot = 0, func = 0;
	struct og_bdf bdf;
	int r;

	if (!type || strcmp(type, "pci") != 0 || !address)
		return 0;
	r = read_hex(address, "domain", 8, UINT32_MAX, &domain, err);
	if (r == 0)
		r = read_hex(address, "bus", 2, 0xff, &bus, err);
	if (r == 0)
		r = read_hex(address, "slot", 2, 31, &slot, err);
	if (r == 0)
		r = read_hex(address, "function", 1, 7, &func, err);
	if (r < 0)
		return r;
	bdf = (struct og_bdf){ .domain = domain,
			       .bus = (uint8_t)bus,
			       .slot = (uint8_t)slot,
			       .func = (uint8_t)func };
	return add_device(hostdev, &bdf, seat, err);
}

/* memnode binds single cells; without one, memory binds them all. */
static int read_memory(const struct og_xml_node *root, struct og_seat *seat,
		       struct og_err *err)
{
	const struct og_xml_node *tune = og_xml_child(root, "numatune");
	const char *name = "memnode";
	int r = 0;

	if (!tune)
		return 0;
	if (!og_xml_child(tune, name))
		name = "memory";
	og_xml_each (node, tune, name)
		if (r == 0)
			r = add_list(node, "nodeset",
				     og_xml_attr(node, "nodeset"),
				     &seat->memory, err);
	return r;
}

static int read_vcpupins(const struct og_xml_node *root, struct og_seat *seat,
			 struct og_err *err)
{
	const struct og_xml_node *tune = og_xml_child(root, "cputune");
	struct og_cpuset seen = { 0 };

	if (!tune)
		return 0;
	og_xml_each (pin, tune, "vcpupin") {
		const char *vcpu = og_xml_attr(pin, "vcpu");
		int64_t n;
		int r;

		if (!vcpu ||
		    og_num_i64(vcpu, strlen(vcpu), 0, seat->vcpus - 1, &n) < 0)
			return bad(pin, "vcpu", vcpu, err);
		og_cpuset_add(&seen, (unsigned)n);
		r = add_list(pin, "cpuset", og_xml_attr(pin, "cpuset"),
			     &seat->cpus, err);
		if (r < 0)
			return r;
	}
	seat->pinned = og_cpuset_count(&seen);
	return 0;
}

int og_seat_of_domain(const char *xml, size_t len, struct og_seat *ret_seat,
		      struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_autoseat seat = { 0 };
	const struct og_xml_node *root;
	int r;

	r = og_xml_doc_parse(xml, len, &doc, err);
	if (r < 0)
		return r;
	root = og_xml_root(doc);
	if (strcmp(og_xml_name(root), "domain") != 0)
		return og_err_set(err, -EINVAL, "not a libvirt domain");
	read_name(root, "name", &seat);
	r = read_vcpus(root, "vcpu", &seat, err);
	if (r == 0)
		r = read_vcpupins(root, &seat, err);
	if (r == 0)
		r = read_memory(root, &seat, err);
	og_xml_each (devices, root, "devices")
		og_xml_each (hostdev, devices, "hostdev")
			if (r == 0)
				r = read_hostdev(hostdev, &seat, err);
	if (r < 0)
		return r;
	*ret_seat = seat;
	seat = (struct og_seat){ 0 };
	return 0;
}
