// SPDX-License-Identifier: Apache-2.0
#include "oned-tell.h"

#include <errno.h>

/* A vector attribute as oned keeps it: named values, sorted when told. */
struct pair {
	char *name, *value;
};

struct vector {
	struct pair *pairs;
	size_t n, cap;
};

static void vector_free(struct vector *v)
{
	for (size_t i = 0; i < v->n; i++) {
		free(v->pairs[i].name);
		free(v->pairs[i].value);
	}
	free(v->pairs);
	*v = (struct vector){ 0 };
}

static void vector_set(struct vector *v, const char *name, char *value)
{
	for (size_t i = 0; i < v->n; i++) {
		if (strcmp(v->pairs[i].name, name) != 0)
			continue;
		free(v->pairs[i].value);
		v->pairs[i].value = value;
		return;
	}
	OG_RESERVE(v->pairs, v->n + 1, v->cap);
	v->pairs[v->n++] = (struct pair){ og_strdup(name), value };
}

static void vector_read(struct vector *v, const struct og_xml_node *node)
{
	og_xml_each (child, node, NULL) {
		const char *text = og_xml_text(child);

		vector_set(v, og_xml_name(child), og_strdup(text ? text : ""));
	}
}

static int cmp_pair(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->name,
		      ((const struct pair *)b)->name);
}

static void vector_tell(struct vector *v, const char *name, struct og_buf *out)
{
	if (v->n)
		qsort(v->pairs, v->n, sizeof(*v->pairs), cmp_pair);
	og_buf_fmt(out, "  %s", name);
	for (size_t i = 0; i < v->n; i++)
		og_buf_fmt(out, " %s=%s", v->pairs[i].name, v->pairs[i].value);
	og_buf_char(out, '\n');
}

/* ---- what oned did, as recorded ---------------------------------------- */

static void tell_children(const struct og_xml_node *node, const char *name,
			  struct og_buf *out)
{
	og_xml_each (child, node, name) {
		og_cleanup(vector_free) struct vector v = { 0 };

		vector_read(&v, child);
		vector_tell(&v, name, out);
	}
}

void og_tell_vectors(const struct og_xml_node *node, struct og_buf *out)
{
	tell_children(node, "TOPOLOGY", out);
	tell_children(node, "NUMA_NODE", out);
	tell_children(node, "PCI", out);
}

/* ---- what the model did ------------------------------------------------ */

static void tell_topology(const struct og_xml_node *node,
			  const struct og_oned_alloc *alloc, struct og_buf *out)
{
	og_cleanup(vector_free) struct vector v = { 0 };

	vector_read(&v, node);
	if (alloc->has_topology) {
		vector_set(&v, "THREADS", og_asprintf("%u", alloc->threads));
		vector_set(&v, "CORES", og_asprintf("%u", alloc->cores));
	}
	vector_tell(&v, "TOPOLOGY", out);
}

static void tell_vnode(const struct og_xml_node *node,
		       const struct og_oned_vnode *vnode, bool written,
		       struct og_buf *out)
{
	og_cleanup(vector_free) struct vector v = { 0 };
	og_autobuf cpus = OG_BUF_INIT;

	vector_read(&v, node);
	if (written && vnode->placed) {
		for (size_t i = 0; i < vnode->n_cpus; i++)
			og_buf_fmt(&cpus, "%s%d", i ? "," : "", vnode->cpus[i]);
		vector_set(&v, "NODE_ID", og_asprintf("%d", vnode->node));
		vector_set(&v, "MEMORY_NODE_ID",
			   og_asprintf("%d", vnode->memory_node));
		vector_set(&v, "CPUS", og_strdup(og_buf_text(&cpus)));
	}
	vector_tell(&v, "NUMA_NODE", out);
}

static char *hex4(unsigned value, const char *prefix)
{
	return og_asprintf("%s%04x", prefix, value);
}

static void set_device(struct vector *v, const struct og_device *dev)
{
	char text[OG_BDF_TEXT];

	og_bdf_address(&dev->bdf, text);
	vector_set(v, "ADDRESS", og_strdup(text));
	og_bdf_short(&dev->bdf, text);
	vector_set(v, "SHORT_ADDRESS", og_strdup(text));
	vector_set(v, "DOMAIN", hex4(dev->bdf.domain, ""));
	vector_set(v, "BUS", og_asprintf("%02x", dev->bdf.bus));
	vector_set(v, "SLOT", og_asprintf("%02x", dev->bdf.slot));
	vector_set(v, "FUNCTION", og_asprintf("%x", dev->bdf.func));
	vector_set(v, "VENDOR", hex4(dev->vendor, ""));
	vector_set(v, "DEVICE", hex4(dev->device, ""));
	vector_set(v, "CLASS", hex4(dev->class_id, ""));
	if (dev->uuid)
		vector_set(v, "UUID", og_strdup(dev->uuid));
	if (dev->mdev_mode)
		vector_set(v, "MDEV_MODE", og_strdup(dev->mdev_mode));
	vector_set(v, "NUMA_NODE",
		   dev->node < 0 ? og_strdup("-")
				 : og_asprintf("%d", dev->node));
}

/* "0x01", but zero is "0000". */
static char *flat_number(unsigned value)
{
	return value ? og_asprintf("0x%02x", value) : og_strdup("0000");
}

static void set_guest(struct vector *v, const struct og_oned_pci *pci)
{
	vector_set(v, "VM_ADDRESS",
		   og_asprintf("%02x:%02x.0", pci->guest_bus, pci->guest_slot));
	if (pci->bus_index) {
		vector_set(v, "VM_BUS_INDEX",
			   og_asprintf("%u", pci->bus_index));
		return;
	}
	vector_set(v, "VM_DOMAIN", og_strdup("0x0000"));
	vector_set(v, "VM_FUNCTION", og_strdup("0"));
	vector_set(v, "VM_BUS", flat_number(pci->guest_bus));
	vector_set(v, "VM_SLOT", flat_number(pci->guest_slot));
}

static void tell_pci(const struct og_xml_node *node, const struct og_host *host,
		     const struct og_oned_pci *pci, struct og_buf *out)
{
	og_cleanup(vector_free) struct vector v = { 0 };

	vector_read(&v, node);
	if (pci->device >= 0)
		set_device(&v, &host->devices[pci->device]);
	if (pci->has_guest)
		set_guest(&v, pci);
	vector_tell(&v, "PCI", out);
}

static bool has_capacity(const struct og_shost *host, const struct og_vm *vm)
{
	return host->cpu_max - host->cpu_used >= vm->cpu &&
	       host->mem_max - host->mem_used >= vm->memory;
}

bool og_tell_model(struct og_shost *host, const struct og_vm *vm,
		   const struct og_xml_node *doc,
		   struct og_oned_alloc *ret_alloc, struct og_buf *out)
{
	const struct og_xml_node *tmpl = og_xml_path(doc, "TEMPLATE");
	struct og_oned_alloc alloc;
	size_t i = 0;

	*ret_alloc = (struct og_oned_alloc){ 0 };
	if (!has_capacity(host, vm) ||
	    og_oned_fit(&host->share, vm) != OG_FIT_OK)
		return false;
	og_oned_allocate(&host->share, vm, &alloc);
	host->cpu_used += vm->cpu;
	host->mem_used += vm->memory;
	host->running_vms++;
	og_xml_each (node, tmpl, "TOPOLOGY")
		tell_topology(node, &alloc, out);
	og_xml_each (node, tmpl, "NUMA_NODE")
		tell_vnode(node, &alloc.vnodes[i++], alloc.numa_ok, out);
	i = 0;
	og_xml_each (node, tmpl, "PCI")
		tell_pci(node, &host->share, &alloc.pcis[i++], out);
	*ret_alloc = alloc;
	return true;
}

/* ---- documents --------------------------------------------------------- */

static int host_open(void *ctx, struct og_err *err)
{
	(void)err;
	og_schedxml_host_begin(ctx, ((struct og_schedxml *)ctx)->host);
	return 0;
}

static int host_close(void *ctx, const char *text, size_t len,
		      struct og_err *err)
{
	(void)text, (void)len;
	return og_schedxml_host_end(ctx, err);
}

static int vm_open(void *ctx, struct og_err *err)
{
	(void)err;
	og_schedxml_vm_begin(ctx, ((struct og_schedxml *)ctx)->vm);
	return 0;
}

static int vm_close(void *ctx, const char *text, size_t len, struct og_err *err)
{
	(void)text, (void)len;
	return og_schedxml_vm_end(ctx, err);
}

static const struct og_xml_elem host_doc = {
	.name = "HOST",
	.children = og_schedxml_host,
	.open = host_open,
	.close = host_close,
};

static const struct og_xml_elem vm_doc = {
	.name = "VM",
	.children = og_schedxml_vm,
	.open = vm_open,
	.close = vm_close,
};

int og_tell_read_host(const char *text, size_t len, struct og_shost *ret_host,
		      struct og_err *err)
{
	struct og_schedxml x = { .host = ret_host };
	int r;

	og_shost_init(ret_host);
	r = og_xml_read(&host_doc, &x, text, len, err);
	if (r == 0 && ret_host->fault)
		r = og_err_set(err, -EINVAL, "HOST: %s", ret_host->fault);
	return r;
}

int og_tell_read_vm(const char *text, size_t len, struct og_vm *ret_vm,
		    struct og_err *err)
{
	struct og_schedxml x = { .vm = ret_vm };

	og_vm_init(ret_vm);
	return og_xml_read(&vm_doc, &x, text, len, err);
}
