// SPDX-License-Identifier: Apache-2.0
/*
 * Stands in for oned between a plan and a deployment: reads a scheduler
 * message of one VM and one host and prints what oned would write into the
 * VM, by the model that `onegpu-place` predicts it with: the NUMA_NODE and
 * PCI vectors, as elements.
 */
#include <stdio.h>
#include <unistd.h>

#include "input.h"
#include "oned.h"

static void element(struct og_buf *out, const char *name, const char *text)
{
	og_buf_fmt(out, "<%s><![CDATA[%s]]></%s>", name, text, name);
}

static void number(struct og_buf *out, const char *name, const char *fmt,
		   int64_t value)
{
	og_buf_fmt(out, "<%s><![CDATA[", name);
	og_buf_fmt(out, *fmt == 'x' ? "%04llx" : "%lld", (long long)value);
	og_buf_fmt(out, "]]></%s>", name);
}

static void tell_vnode(const struct og_vnode_request *request,
		       const struct og_oned_vnode *vnode, struct og_buf *out)
{
	og_buf_str(out, "<NUMA_NODE><CPUS><![CDATA[");
	for (size_t i = 0; i < vnode->n_cpus; i++)
		og_buf_fmt(out, "%s%d", i ? "," : "", vnode->cpus[i]);
	og_buf_str(out, "]]></CPUS>");
	number(out, "MEMORY", "d", request->memory);
	number(out, "MEMORY_NODE_ID", "d", vnode->memory_node);
	number(out, "NODE_ID", "d", vnode->node);
	number(out, "TOTAL_CPUS", "d", request->cpus);
	og_buf_str(out, "</NUMA_NODE>\n");
}

static void tell_device(const struct og_device *dev, struct og_buf *out)
{
	og_autofree char *bus = og_asprintf("%02x", dev->bdf.bus);
	og_autofree char *slot = og_asprintf("%02x", dev->bdf.slot);
	og_autofree char *func = og_asprintf("%x", dev->bdf.func);
	char text[OG_BDF_TEXT];

	og_bdf_address(&dev->bdf, text);
	element(out, "ADDRESS", text);
	og_bdf_short(&dev->bdf, text);
	element(out, "SHORT_ADDRESS", text);
	number(out, "DOMAIN", "x", dev->bdf.domain);
	element(out, "BUS", bus);
	element(out, "SLOT", slot);
	element(out, "FUNCTION", func);
	number(out, "VENDOR", "x", dev->vendor);
	number(out, "DEVICE", "x", dev->device);
	number(out, "CLASS", "x", dev->class_id);
	if (dev->node >= 0)
		number(out, "NUMA_NODE", "d", dev->node);
}

static void tell_pci(const struct og_host *host, int32_t id,
		     const struct og_oned_pci *pci, struct og_buf *out)
{
	og_buf_str(out, "<PCI>");
	number(out, "PCI_ID", "d", id);
	if (pci->device >= 0)
		tell_device(&host->devices[pci->device], out);
	if (pci->has_guest) {
		og_buf_fmt(out,
			   "<VM_ADDRESS><![CDATA[%02x:%02x.0]]></VM_ADDRESS>",
			   pci->guest_bus, pci->guest_slot);
		if (pci->bus_index)
			number(out, "VM_BUS_INDEX", "d", pci->bus_index);
	}
	og_buf_str(out, "</PCI>\n");
}

static int allocate(struct og_message *msg, struct og_buf *out,
		    struct og_err *err)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	const struct og_vm *vm = msg->vms;
	struct og_host *host;

	if (msg->n_vms != 1 || msg->n_hosts != 1)
		return og_err_set(err, -1, "not one VM and one host");
	host = &msg->hosts[0].share;
	if (og_oned_fit(host, vm) != OG_FIT_OK)
		return og_err_set(err, -1, "oned would not take this host");
	og_oned_allocate(host, vm, &alloc);
	if (!alloc.pci_ok || !alloc.numa_ok)
		return og_err_set(err, -1, "oned would start it unpinned");
	for (size_t i = 0; i < alloc.n_vnodes; i++)
		tell_vnode(&vm->vnodes[i], &alloc.vnodes[i], out);
	for (size_t i = 0; i < alloc.n_pcis; i++)
		tell_pci(host, vm->pcis[i].pci_id, &alloc.pcis[i], out);
	return 0;
}

int main(void)
{
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (og_input_read(STDIN_FILENO, "stdin", &msg, &err) < 0 ||
	    allocate(&msg, &out, &err) < 0 ||
	    og_buf_write(&out, STDOUT_FILENO, "stdout", &err) < 0) {
		fprintf(stderr, "oned: %s\n", err.msg);
		return 1;
	}
	return 0;
}
