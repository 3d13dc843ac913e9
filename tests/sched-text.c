// SPDX-License-Identifier: Apache-2.0
#include "sched-text.h"

#include <stdio.h>

#include "harness.h"

static const struct og_text_store the_store = { .id = 0 };

static int or_else(int value, int otherwise)
{
	return value ? value : otherwise;
}

static const char *or_none(const char *text)
{
	return text ? text : "";
}

static void number(struct og_buf *out, const char *name, long long value)
{
	og_buf_fmt(out, "<%s><![CDATA[%lld]]></%s>", name, value, name);
}

/* "1 2 3" as <ID> elements. */
static void ids(struct og_buf *out, const char *list)
{
	og_autofree char *copy = og_strdup(list);
	char *save = NULL;

	for (char *id = strtok_r(copy, " ", &save); id;
	     id = strtok_r(NULL, " ", &save))
		og_buf_fmt(out, "<ID>%s</ID>", id);
}

/* ---- hosts -------------------------------------------------------------- */

static void trait(struct og_buf *out, const char *name, const char *text)
{
	if (text)
		og_buf_fmt(out, "<%s><![CDATA[%s]]></%s>", name, text, name);
}

static void write_gpu(const struct og_text_gpu *gpu, struct og_buf *out)
{
	og_autofree char *address = og_asprintf("0000:%s", gpu->address);

	*strchr(address, '.') = ':';
	og_buf_fmt(out,
		   "<PCI><ADDRESS>%s</ADDRESS><CLASS>0302</CLASS>"
		   "<DEVICE>26b9</DEVICE><VENDOR>10de</VENDOR>",
		   address);
	if (gpu->node < 0)
		og_buf_str(out, "<NUMA_NODE>-</NUMA_NODE>");
	else
		number(out, "NUMA_NODE", gpu->node);
	trait(out, "ROOT_COMPLEX", gpu->root);
	trait(out, "SOCKET_NODES", gpu->socket);
	trait(out, "SWITCH", gpu->pcie_switch);
	number(out, "VMID", gpu->vm ? gpu->vm : -1);
	og_buf_str(out, "</PCI>");
}

static void write_node(const struct og_text_host *h, unsigned n,
		       struct og_buf *out)
{
	unsigned cores = h->cores ? h->cores : 4;

	og_buf_str(out, "<NODE>");
	for (unsigned c = 0; c < cores; c++) {
		unsigned cpu = (n * cores + c) * 2;
		int holder = c < h->busy[n] ? 900 : -1;

		og_buf_fmt(out,
			   "<CORE><CPUS>%u:%d,%u:%d</CPUS>"
			   "<DEDICATED>NO</DEDICATED><ID>%u</ID></CORE>",
			   cpu, holder, cpu + 1, holder, c);
	}
	if (h->hugepages)
		og_buf_fmt(out,
			   "<HUGEPAGE><PAGES>%d</PAGES><SIZE>2048</SIZE>"
			   "<USAGE>0</USAGE></HUGEPAGE>",
			   h->hugepages);
	og_buf_fmt(out, "<MEMORY><DISTANCE>%u", n);
	for (unsigned k = 0; k < h->nodes && !h->short_distance; k++)
		if (k != n)
			og_buf_fmt(out, " %u", k);
	og_buf_str(out, "</DISTANCE>");
	number(out, "TOTAL", or_else(h->node_mem, 16384) * 1024LL);
	og_buf_str(out, "<USAGE>0</USAGE></MEMORY>");
	number(out, "NODE_ID", n);
	og_buf_str(out, "</NODE>");
}

static void write_host(const struct og_text_host *h, struct og_buf *out)
{
	og_buf_fmt(out, "<HOST><ID>%d</ID><NAME>h%d</NAME>", h->id, h->id);
	number(out, "CLUSTER_ID", h->cluster);
	og_buf_str(out, "<HOST_SHARE>");
	number(out, "MEM_USAGE", h->mem_used * 1024LL);
	number(out, "CPU_USAGE", h->cpu_used);
	number(out, "MAX_MEM", or_else(h->mem, 65536) * 1024LL);
	number(out, "MAX_CPU", or_else(h->cpu, 6400));
	number(out, "RUNNING_VMS", h->running);
	og_buf_str(out, "<VMS_THREAD>1</VMS_THREAD><DATASTORES>");
	number(out, "FREE_DISK", or_else(h->free_disk, 100000));
	og_buf_str(out, "</DATASTORES><PCI_DEVICES>");
	for (size_t i = 0; i < OG_TEXT_GPUS && h->gpus[i].address; i++)
		write_gpu(&h->gpus[i], out);
	og_buf_str(out, "</PCI_DEVICES><NUMA_NODES>");
	for (unsigned n = 0; n < h->nodes; n++)
		write_node(h, n, out);
	og_buf_fmt(out, "</NUMA_NODES>%s</HOST_SHARE>%s</HOST>\n",
		   or_none(h->share), or_none(h->more));
}

/* ---- VMs ---------------------------------------------------------------- */

static void write_devices(const struct og_text_vm *vm, struct og_buf *out)
{
	for (int i = 0; i < OG_TEXT_PCIS && vm->pcis[i]; i++) {
		const char *what =
			strchr(vm->pcis[i], ':') ? "SHORT_ADDRESS" : "VENDOR";

		og_buf_fmt(out, "<PCI><PCI_ID>%d</PCI_ID><%s>%s</%s></PCI>", i,
			   what, vm->pcis[i], what);
	}
	if (vm->disk)
		og_buf_fmt(out, "<DISK><TYPE>fs</TYPE><SIZE>%d</SIZE></DISK>",
			   vm->disk);
}

static void write_topology(const struct og_text_vm *vm, struct og_buf *out)
{
	int n = 0;

	while (n < OG_TEXT_VNODES && vm->vnodes[n])
		n++;
	for (int i = 0; i < n; i++) {
		og_buf_str(out, "<NUMA_NODE>");
		number(out, "MEMORY", or_else(vm->mem, 1024) * 1024LL / n);
		number(out, "TOTAL_CPUS", vm->vnodes[i]);
		og_buf_str(out, "</NUMA_NODE>");
	}
	if (vm->pin || vm->topology)
		og_buf_fmt(out,
			   "<TOPOLOGY><PIN_POLICY>%s</PIN_POLICY>%s"
			   "<SOCKETS>%d</SOCKETS></TOPOLOGY>",
			   vm->pin ? vm->pin : "NONE", or_none(vm->topology),
			   n);
}

static void write_history(const char *history, struct og_buf *out)
{
	int host, store, action = 0;

	ck_assert_int_ge(sscanf(history, "%d %d %d", &host, &store, &action),
			 2);
	og_buf_fmt(out,
		   "<HISTORY_RECORDS><HISTORY><HID>%d</HID>"
		   "<DS_ID>%d</DS_ID><ACTION>%d</ACTION></HISTORY>"
		   "</HISTORY_RECORDS>",
		   host, store, action);
}

static void write_vm(const struct og_text_vm *vm, struct og_buf *out)
{
	og_buf_fmt(out, "<VM><ID>%d</ID><STATE>%d</STATE><RESCHED>%d</RESCHED>",
		   vm->id, or_else(vm->state, 1), vm->resched);
	og_buf_str(out, "<TEMPLATE>");
	number(out, "CPU", or_else(vm->cpu, 1));
	number(out, "MEMORY", or_else(vm->mem, 1024));
	number(out, "VCPU", or_else(vm->cpu, 1));
	og_buf_str(out, "<OS><MACHINE>q35</MACHINE></OS>");
	write_devices(vm, out);
	write_topology(vm, out);
	for (int i = 0; i < OG_TEXT_NICS && vm->nics[i]; i++)
		og_buf_fmt(out,
			   "<NIC><NIC_ID>%d</NIC_ID><NETWORK_MODE>auto"
			   "</NETWORK_MODE><SCHED_RANK>%s</SCHED_RANK></NIC>",
			   i, or_none(vm->nic_rank));
	og_buf_fmt(out, "%s</TEMPLATE><USER_TEMPLATE>%s</USER_TEMPLATE>",
		   or_none(vm->tmpl), or_none(vm->user));
	if (vm->history)
		write_history(vm->history, out);
	og_buf_str(out, "</VM>\n");
}

/* ---- the rest ----------------------------------------------------------- */

static void write_store(const struct og_text_store *s, struct og_buf *out)
{
	og_buf_fmt(out, "<DATASTORE><ID>%d</ID><TYPE>%d</TYPE>", s->id,
		   or_else(s->type, 1));
	number(out, "FREE_MB", or_else(s->free_mb, 100000));
	number(out, "USED_MB", s->used_mb);
	number(out, "TOTAL_MB", or_else(s->free_mb, 100000) + s->used_mb);
	og_buf_str(out, "<CLUSTERS>");
	ids(out, s->clusters ? s->clusters : "0");
	og_buf_fmt(out, "</CLUSTERS><TEMPLATE>%s</TEMPLATE></DATASTORE>\n",
		   or_none(s->tmpl));
}

static void write_needs(const struct og_text *t, const struct og_text_vm *vm,
			const struct og_text_store *stores, size_t n_stores,
			struct og_buf *out)
{
	og_buf_fmt(out, "<VM><ID>%d</ID><HOSTS>", vm->id);
	if (vm->hosts)
		ids(out, vm->hosts);
	for (size_t i = 0; !vm->hosts && i < t->n_hosts; i++)
		og_buf_fmt(out, "<ID>%d</ID>", t->hosts[i].id);
	og_buf_str(out, "</HOSTS><DATASTORES>");
	if (vm->stores)
		ids(out, vm->stores);
	for (size_t i = 0; !vm->stores && i < n_stores; i++)
		og_buf_fmt(out, "<ID>%d</ID>", stores[i].id);
	og_buf_str(out, "</DATASTORES>");
	for (int i = 0; i < OG_TEXT_NICS && vm->nics[i]; i++) {
		og_buf_fmt(out, "<NIC><ID>%d</ID><VNETS>", i);
		ids(out, vm->nics[i]);
		og_buf_str(out, "</VNETS></NIC>");
	}
	og_buf_str(out, "</VM>\n");
}

static void write_net(const struct og_text_net *n, struct og_buf *out)
{
	og_buf_fmt(out, "<VNET><ID>%d</ID><CLUSTERS>", n->id);
	ids(out, n->clusters ? n->clusters : "0");
	og_buf_fmt(out,
		   "</CLUSTERS><USED_LEASES>%d</USED_LEASES><TEMPLATE>%s"
		   "</TEMPLATE><AR_POOL><AR><SIZE>%d</SIZE></AR></AR_POOL>"
		   "</VNET>\n",
		   n->used, or_none(n->tmpl), or_else(n->size, 100));
}

void og_text_write(const struct og_text *t, struct og_buf *out)
{
	const struct og_text_store *stores = t->stores ? t->stores : &the_store;
	size_t n_stores = t->stores ? t->n_stores : 1;

	og_buf_str(out, "<SCHEDULER_DRIVER_ACTION><VM_POOL>\n");
	for (size_t i = 0; i < t->n_vms; i++)
		write_vm(&t->vms[i], out);
	og_buf_str(out, "</VM_POOL><HOST_POOL>\n");
	for (size_t i = 0; i < t->n_hosts; i++)
		write_host(&t->hosts[i], out);
	og_buf_str(out, "</HOST_POOL><DATASTORE_POOL>\n");
	for (size_t i = 0; i < n_stores; i++)
		write_store(&stores[i], out);
	og_buf_str(out, "</DATASTORE_POOL><VNET_POOL>\n");
	for (size_t i = 0; i < t->n_nets; i++)
		write_net(&t->nets[i], out);
	og_buf_fmt(out,
		   "</VNET_POOL><VM_GROUP_POOL>%s</VM_GROUP_POOL>"
		   "<CLUSTER_POOL/><REQUIREMENTS>\n",
		   or_none(t->groups));
	for (size_t i = 0; i < t->n_vms; i++)
		write_needs(t, &t->vms[i], stores, n_stores, out);
	og_buf_str(out, "</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>\n");
}

void og_text_message(const struct og_text *t, struct og_message *ret_msg)
{
	og_autobuf out = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_text_write(t, &out);
	ck_assert_msg(
		og_message_read(og_buf_text(&out), out.len, ret_msg, &err) == 0,
		"%s", err.msg);
}
