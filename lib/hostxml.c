// SPDX-License-Identifier: Apache-2.0
/*
 * A fault in one host must not stop the reading of the others: callbacks
 * note the first one in `fault` and go on.
 */
#include "hostxml.h"

#include <errno.h>
#include <strings.h>

#include "num.h"

static struct og_hostxml *self(void *ctx)
{
	return ctx;
}

static void fault(struct og_hostxml *x, const char *what, const char *text)
{
	if (!x->fault.code)
		og_err_set(&x->fault, -EINVAL,
			   "%s: \"%.64s\" is no valid value", what, text);
}

static int64_t number(struct og_hostxml *x, const char *what, const char *text,
		      size_t len, int64_t min, int64_t max)
{
	int64_t value = 0;

	if (og_num_i64(text, len, min, max, &value) < 0)
		fault(x, what, text);
	return value;
}

static int node_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->node = og_host_add_node(self(ctx)->host, -1);
	return 0;
}

static int node_id(void *ctx, const char *text, size_t len, struct og_err *err)
{
	(void)err;
	self(ctx)->node->id = (int32_t)number(ctx, "NUMA_NODES/NODE/NODE_ID",
					      text, len, 0, INT32_MAX);
	return 0;
}

static int core_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->core = og_node_add_core(self(ctx)->node, -1);
	return 0;
}

static int core_id(void *ctx, const char *text, size_t len, struct og_err *err)
{
	(void)err;
	self(ctx)->core->id = (int32_t)number(ctx, "NUMA_NODES/NODE/CORE/ID",
					      text, len, 0, INT32_MAX);
	return 0;
}

/* "0:-1,8:23": CPU and holder; -1 nobody, -2 reserved by the administrator. */
static int core_cpus(void *ctx, const char *text, size_t len,
		     struct og_err *err)
{
	static const char what[] = "NUMA_NODES/NODE/CORE/CPUS";
	const char *p = text, *end = text + len;

	(void)err;
	while (p <= end && len) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *stop = comma ? comma : end;
		const char *colon = memchr(p, ':', (size_t)(stop - p));
		int cpu, vm = OG_VM_NONE;

		if (og_num_int(p, (size_t)((colon ? colon : stop) - p), 0,
			       OG_CPU_MAX - 1, &cpu) < 0 ||
		    (colon && og_num_int(colon + 1, (size_t)(stop - colon - 1),
					 -2, INT32_MAX, &vm) < 0)) {
			fault(ctx, what, text);
			return 0;
		}
		og_core_add_cpu(self(ctx)->core, cpu, vm, vm == -2);
		p = stop + 1;
	}
	return 0;
}

static int core_dedicated(void *ctx, const char *text, size_t len,
			  struct og_err *err)
{
	(void)len;
	(void)err;
	self(ctx)->core->dedicated = strcasecmp(text, "YES") == 0;
	return 0;
}

static int pages_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->pages = og_node_add_pages(self(ctx)->node, 0);
	return 0;
}

static int pages_size(void *ctx, const char *text, size_t len,
		      struct og_err *err)
{
	(void)err;
	self(ctx)->pages->size_kb = (uint64_t)number(
		ctx, "NUMA_NODES/NODE/HUGEPAGE/SIZE", text, len, 0, INT64_MAX);
	return 0;
}

static int pages_total(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	(void)err;
	self(ctx)->pages->total = (uint64_t)number(
		ctx, "NUMA_NODES/NODE/HUGEPAGE/PAGES", text, len, 0, INT64_MAX);
	return 0;
}

static int pages_used(void *ctx, const char *text, size_t len,
		      struct og_err *err)
{
	(void)err;
	self(ctx)->pages->used = (uint64_t)number(
		ctx, "NUMA_NODES/NODE/HUGEPAGE/USAGE", text, len, 0, INT64_MAX);
	return 0;
}

static int memory_total(void *ctx, const char *text, size_t len,
			struct og_err *err)
{
	(void)err;
	self(ctx)->node->mem_total = number(ctx, "NUMA_NODES/NODE/MEMORY/TOTAL",
					    text, len, 0, OG_MEMORY_MAX);
	return 0;
}

static int memory_used(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	(void)err;
	self(ctx)->node->mem_used = number(ctx, "NUMA_NODES/NODE/MEMORY/USAGE",
					   text, len, 0, OG_MEMORY_MAX);
	return 0;
}

static int memory_distance(void *ctx, const char *text, size_t len,
			   struct og_err *err)
{
	const char *p = text, *end = text + len;

	(void)err;
	while (p < end) {
		const char *space = memchr(p, ' ', (size_t)(end - p));
		const char *stop = space ? space : end;

		if (stop > p)
			og_node_add_distance(
				self(ctx)->node,
				(int32_t)number(
					ctx, "NUMA_NODES/NODE/MEMORY/DISTANCE",
					p, (size_t)(stop - p), 0, INT32_MAX));
		p = stop + 1;
	}
	return 0;
}

static const struct og_xml_elem core_elems[] = {
	{ .name = "CPUS", .close = core_cpus },
	{ .name = "ID", .close = core_id },
	{ .name = "DEDICATED", .close = core_dedicated },
	{ 0 },
};

static const struct og_xml_elem pages_elems[] = {
	{ .name = "SIZE", .close = pages_size },
	{ .name = "PAGES", .close = pages_total },
	{ .name = "USAGE", .close = pages_used },
	{ 0 },
};

static const struct og_xml_elem memory_elems[] = {
	{ .name = "TOTAL", .close = memory_total },
	{ .name = "USAGE", .close = memory_used },
	{ .name = "DISTANCE", .close = memory_distance },
	{ 0 },
};

static const struct og_xml_elem node_elems[] = {
	{ .name = "CORE", .children = core_elems, .open = core_open },
	{ .name = "HUGEPAGE", .children = pages_elems, .open = pages_open },
	{ .name = "MEMORY", .children = memory_elems },
	{ .name = "NODE_ID", .close = node_id },
	{ 0 },
};

const struct og_xml_elem og_hostxml_numa_nodes[] = {
	{ .name = "NODE", .children = node_elems, .open = node_open },
	{ 0 },
};

static int device_open(void *ctx, struct og_err *err)
{
	(void)err;
	self(ctx)->device = og_host_add_device(self(ctx)->host);
	self(ctx)->has_address = false;
	return 0;
}

static int device_close(void *ctx, const char *text, size_t len,
			struct og_err *err)
{
	(void)text, (void)len, (void)err;
	if (!self(ctx)->has_address && !self(ctx)->fault.code)
		og_err_set(&self(ctx)->fault, -EINVAL,
			   "PCI_DEVICES/PCI: no ADDRESS");
	return 0;
}

static int device_address(void *ctx, const char *text, size_t len,
			  struct og_err *err)
{
	(void)err;
	self(ctx)->has_address = true;
	if (og_bdf_parse(text, len, &self(ctx)->device->bdf) < 0)
		fault(ctx, "PCI_DEVICES/PCI/ADDRESS", text);
	return 0;
}

static uint16_t hex_id(void *ctx, const char *what, const char *text,
		       size_t len)
{
	uint32_t id = 0;

	if (og_num_hex(text, len, 4, &id) < 0)
		fault(ctx, what, text);
	return (uint16_t)id;
}

static int device_vendor(void *ctx, const char *text, size_t len,
			 struct og_err *err)
{
	(void)err;
	self(ctx)->device->vendor =
		hex_id(ctx, "PCI_DEVICES/PCI/VENDOR", text, len);
	return 0;
}

static int device_device(void *ctx, const char *text, size_t len,
			 struct og_err *err)
{
	(void)err;
	self(ctx)->device->device =
		hex_id(ctx, "PCI_DEVICES/PCI/DEVICE", text, len);
	return 0;
}

static int device_class(void *ctx, const char *text, size_t len,
			struct og_err *err)
{
	(void)err;
	self(ctx)->device->class_id =
		hex_id(ctx, "PCI_DEVICES/PCI/CLASS", text, len);
	return 0;
}

/* "-" is the probe's word for unknown; oned reads no number as none. */
static int device_node(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	int node = -1;

	(void)err;
	if (og_num_int(text, len, 0, INT32_MAX, &node) < 0)
		node = -1;
	self(ctx)->device->node = node;
	return 0;
}

static int device_vm(void *ctx, const char *text, size_t len,
		     struct og_err *err)
{
	(void)err;
	self(ctx)->device->vm = (int32_t)number(ctx, "PCI_DEVICES/PCI/VMID",
						text, len, -2, INT32_MAX);
	return 0;
}

static int device_uuid(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	(void)err;
	if (len && !self(ctx)->device->uuid)
		self(ctx)->device->uuid = og_strndup(text, len);
	return 0;
}

static int device_mdev_mode(void *ctx, const char *text, size_t len,
			    struct og_err *err)
{
	(void)err;
	if (len && !self(ctx)->device->mdev_mode)
		self(ctx)->device->mdev_mode = og_strndup(text, len);
	return 0;
}

/*
 * "0,1": the nodes of its package. What is no such list is not known: it is
 * our own probe's word, and nothing that oned goes by.
 */
static int device_socket(void *ctx, const char *text, size_t len,
			 struct og_err *err)
{
	const char *p = text, *end = text + len;
	uint64_t nodes = 0;

	(void)err;
	while (p <= end && len) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *stop = comma ? comma : end;
		int node;

		if (og_num_int(p, (size_t)(stop - p), 0, INT32_MAX, &node) < 0)
			return 0;
		if (node < 64)
			nodes |= UINT64_C(1) << node;
		p = stop + 1;
	}
	self(ctx)->device->socket = nodes;
	return 0;
}

/* FNV-1a: only whether two devices have the same one is ever asked. */
static uint64_t name_of(const char *text, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return len ? h | 1 : 0;
}

static int device_switch(void *ctx, const char *text, size_t len,
			 struct og_err *err)
{
	(void)err;
	self(ctx)->device->pcie_switch = name_of(text, len);
	return 0;
}

static int device_root(void *ctx, const char *text, size_t len,
		       struct og_err *err)
{
	(void)err;
	self(ctx)->device->root_complex = name_of(text, len);
	return 0;
}

static const struct og_xml_elem device_elems[] = {
	{ .name = "ADDRESS", .close = device_address },
	{ .name = "VENDOR", .close = device_vendor },
	{ .name = "DEVICE", .close = device_device },
	{ .name = "CLASS", .close = device_class },
	{ .name = "NUMA_NODE", .close = device_node },
	{ .name = "VMID", .close = device_vm },
	{ .name = "UUID", .close = device_uuid },
	{ .name = "MDEV_MODE", .close = device_mdev_mode },
	{ .name = "SOCKET_NODES", .close = device_socket },
	{ .name = "SWITCH", .close = device_switch },
	{ .name = "ROOT_COMPLEX", .close = device_root },
	{ 0 },
};

const struct og_xml_elem og_hostxml_pci_devices[] = {
	{ .name = "PCI",
	  .children = device_elems,
	  .open = device_open,
	  .close = device_close },
	{ 0 },
};
