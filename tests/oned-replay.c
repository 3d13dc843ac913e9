// SPDX-License-Identifier: Apache-2.0
/*
 * oned-replay FILE.xml: replay recorded allocations and compare.
 *
 * The file holds cases of a host, VMs, and what oned's own code did with each
 * VM in turn: whether its test passed (FIT), whether devices and CPUs were
 * given (PCI, NUMA: ok or failed), and every attribute it left in the VM's
 * TOPOLOGY, NUMA_NODE and PCI vectors. Prints "N cases, M VMs, K mismatches"
 * and the first mismatch in full; exit 0 only without one.
 */
#include <errno.h>
#include <stdio.h>

#include "cases.h"
#include "oned.h"
#include "schedxml.h"
#include "xmltree.h"

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

static const char *attr(const struct og_xml_node *node, const char *name)
{
	const char *value = og_xml_attr(node, name);

	return value ? value : "-";
}

static void tell_recorded(const struct og_xml_node *vm, struct og_buf *out)
{
	og_buf_fmt(out, "fit=%s pci=%s numa=%s\n", attr(vm, "FIT"),
		   attr(vm, "PCI"), attr(vm, "NUMA"));
	tell_children(vm, "TOPOLOGY", out);
	tell_children(vm, "NUMA_NODE", out);
	tell_children(vm, "PCI", out);
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

static void tell_model(struct og_shost *host, const struct og_vm *vm,
		       const struct og_xml_node *doc, struct og_buf *out)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	const struct og_xml_node *tmpl = og_xml_path(doc, "TEMPLATE");
	size_t i = 0;

	if (!has_capacity(host, vm) ||
	    og_oned_fit(&host->share, vm) != OG_FIT_OK) {
		og_buf_str(out, "fit=no pci=- numa=-\n");
		return;
	}
	og_oned_allocate(&host->share, vm, &alloc);
	host->cpu_used += vm->cpu;
	host->mem_used += vm->memory;
	og_buf_fmt(out, "fit=yes pci=%s numa=%s\n",
		   alloc.pci_ok ? "ok" : "failed",
		   alloc.numa_ok ? "ok" : "failed");
	og_xml_each (node, tmpl, "TOPOLOGY")
		tell_topology(node, &alloc, out);
	og_xml_each (node, tmpl, "NUMA_NODE")
		tell_vnode(node, &alloc.vnodes[i++], alloc.numa_ok, out);
	i = 0;
	og_xml_each (node, tmpl, "PCI")
		tell_pci(node, &host->share, &alloc.pcis[i++], out);
}

/* ---- cases -------------------------------------------------------------- */

struct replay {
	struct og_schedxml x; /* first: see schedxml.h */
	unsigned number, cases, vms, mismatches;
};

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

static int replay_vm(struct replay *rp, struct og_shost *host, const char *text,
		     size_t len, const struct og_xml_node *recorded,
		     struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf want = OG_BUF_INIT, got = OG_BUF_INIT;
	int r;

	rp->x = (struct og_schedxml){ .vm = &vm };
	r = og_xml_read(&vm_doc, rp, text, len, err);
	if (r == 0)
		r = og_xml_doc_parse(text, len, &doc, err);
	if (r < 0)
		return r;
	if (!recorded)
		return og_err_set(err, -EINVAL, "VM %d: no record", vm.id);
	tell_recorded(recorded, &want);
	tell_model(host, &vm, og_xml_root(doc), &got);
	rp->vms++;
	if (strcmp(og_buf_text(&want), og_buf_text(&got)) != 0 &&
	    rp->mismatches++ == 0)
		printf("first mismatch: case %u, VM %d\n%.*s\noned: %sours: "
		       "%s\n",
		       rp->number, vm.id, (int)len, text, og_buf_text(&want),
		       og_buf_text(&got));
	return 0;
}

static int replay_case(void *ctx, unsigned number, struct og_slice text,
		       struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_shost_free) struct og_shost host = { 0 };
	struct replay *rp = ctx;
	struct og_xml_node *recorded;
	struct og_slice part, rest = text;
	int r = og_xml_doc_parse(text.text, text.len, &doc, err);

	rp->number = number;
	if (r < 0)
		return r;
	if (!og_slice_next(&text, "HOST", &part))
		return og_err_set(err, -EINVAL, "no HOST");
	rest = text;
	rp->x = (struct og_schedxml){ .host = &host };
	r = og_xml_read(&host_doc, rp, part.text, part.len, err);
	if (r == 0 && host.fault)
		r = og_err_set(err, -EINVAL, "HOST: %s", host.fault);
	recorded = og_xml_child(og_xml_path(og_xml_root(doc), "ONED"), "VM");
	/* The answers are VM elements too. */
	if (og_slice_next(&rest, "ONED", &part))
		text.len = (size_t)(part.text - text.text);
	while (r == 0 && og_slice_next(&text, "VM", &part)) {
		r = replay_vm(rp, &host, part.text, part.len, recorded, err);
		if (recorded)
			recorded = og_xml_next(recorded, "VM");
	}
	rp->cases++;
	return r;
}

int main(int argc, char **argv)
{
	struct replay rp = { 0 };
	struct og_err err = { 0 };

	if (argc != 2) {
		fputs("Usage: oned-replay FILE.xml\n", stderr);
		return 2;
	}
	if (og_cases_each(argv[1], replay_case, &rp, &err) < 0) {
		fprintf(stderr, "oned-replay: %s\n", err.msg);
		return 2;
	}
	printf("%u cases, %u VMs, %u mismatches\n", rp.cases, rp.vms,
	       rp.mismatches);
	return rp.mismatches ? 1 : 0;
}
