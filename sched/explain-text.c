// SPDX-License-Identifier: Apache-2.0
/* An explanation for people, in lines of 80 columns. */
#include <stdarg.h>
#include <stdio.h>

#include "explain.h"
#include "shortage.h"

enum { WIDTH = 80 };

static void put_word(struct og_buf *out, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		og_buf_char(out, (unsigned char)word[i] < ' ' || word[i] == 0x7f
					 ? '?'
					 : word[i]);
}

/* A line; its continuations are two further in. Control characters as '?'. */
og_printf(3, 4) static void put(struct og_buf *out, unsigned indent,
				const char *fmt, ...)
{
	og_autofree char *text = NULL;
	size_t column = 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	og_buf_fmt(out, "%*s", (int)indent, "");
	for (const char *s = text; *s; s += strspn(s, " ")) {
		size_t len = strcspn(s, " ");

		if (column && indent + column + 1 + len > WIDTH) {
			og_buf_fmt(out, "\n%*s", (int)indent + 2, "");
			column = 2;
		} else if (column) {
			og_buf_char(out, ' ');
			column++;
		}
		put_word(out, s, len);
		column += len;
		s += len;
	}
	og_buf_char(out, '\n');
}

static char *cpus(int64_t hundredths)
{
	og_autobuf text = OG_BUF_INIT;

	og_shortage_put_cpus(&text, hundredths);
	return og_strdup(og_buf_text(&text));
}

static const char *verdict(const struct og_explain_host *h)
{
	static const char *const words[] = {
		[OG_LOCAL] = "fits",
		[OG_MENDABLE] = "fits; the node must move its CPUs and memory",
		[OG_SAME_SOCKET] = "fits, but only in the same socket",
		[OG_REMOTE] = "fits, but stays remote",
	};

	return h->fits ? words[h->locality] : og_reason_text(h->why);
}

static void put_capacity(const struct og_explain_vm *vm,
			 const struct og_explain_host *h, struct og_buf *out)
{
	og_autofree char *need = cpus(vm->cpu);
	og_autofree char *left = cpus(h->cpu_free);

	if (h->cpu_free < vm->cpu)
		put(out, 4, "CPU: needs %s, %s free", need, left);
	if (h->memory_free < vm->memory)
		put(out, 4, "memory: needs %lld MiB, %lld free",
		    (long long)vm->memory / 1024,
		    (long long)h->memory_free / 1024);
}

static void put_pci(const struct og_explain_pci *pci, struct og_buf *out)
{
	char address[OG_BDF_TEXT];

	if (!pci->is_given && pci->matching == 0) {
		put(out, 4, "PCI %d (%s): the host has none", pci->pci_id,
		    pci->wants);
	} else if (!pci->is_given) {
		put(out, 4, "PCI %d (%s): none left; %zu match, %zu held",
		    pci->pci_id, pci->wants, pci->matching, pci->held);
	} else {
		og_bdf_short(&pci->device, address);
		if (pci->node < 0)
			put(out, 4, "PCI %d (%s): oned takes %s, on no node",
			    pci->pci_id, pci->wants, address);
		else
			put(out, 4, "PCI %d (%s): oned takes %s, on node %d",
			    pci->pci_id, pci->wants, address, pci->node);
	}
}

static void put_node(const struct og_explain_vm *vm,
		     const struct og_explain_node *node, struct og_buf *out)
{
	og_autobuf line = OG_BUF_INIT;

	og_buf_fmt(&line, "node %d: ", node->id);
	if (vm->pin != OG_PIN_NONE)
		og_buf_fmt(&line, "%u of %u %s free, ", node->cpus_free,
			   node->cpus,
			   vm->pin == OG_PIN_CORE ? "whole cores" : "CPUs");
	og_buf_fmt(&line, "%lld of %lld MiB free",
		   (long long)node->memory_free / 1024,
		   (long long)node->memory / 1024);
	if (vm->hugepage_mb)
		og_buf_fmt(&line, ", %lld of %lld huge pages free",
			   (long long)node->pages_free, (long long)node->pages);
	put(out, 4, "%s", og_buf_text(&line));
}

static void put_stores(const struct og_explain_vm *vm,
		       const struct og_explain_host *h, struct og_buf *out)
{
	static const char *const words[] = {
		[OG_STORAGE_OK] = "has room",
		[OG_STORAGE_NONE] = "is no system datastore that is ready",
		[OG_STORAGE_CLUSTER] = "is not in the cluster",
		[OG_STORAGE_UNMONITORED] = "is not monitored",
	};

	for (size_t i = 0; i < h->n_stores; i++) {
		const struct og_explain_store *s = &h->stores[i];

		if (s->verdict == OG_STORAGE_FULL)
			put(out, 4,
			    "datastore %d: %lld MB free, must be more than "
			    "%lld",
			    s->id, (long long)s->free_mb,
			    (long long)vm->disk_mb);
		else
			put(out, 4, "datastore %d %s", s->id,
			    words[s->verdict]);
	}
}

static bool is_about_stores(enum og_reason why)
{
	return why == OG_REASON_STORE || why == OG_REASON_STORE_NONE ||
	       why == OG_REASON_STORE_CLUSTER ||
	       why == OG_REASON_STORE_UNMONITORED;
}

static bool is_about_nodes(const struct og_explain_host *h)
{
	if (h->fits)
		return h->locality != OG_LOCAL;
	return !h->has_room_in_nodes || h->why == OG_REASON_FAILS ||
	       h->why == OG_REASON_POLICY || h->why == OG_REASON_SOCKET ||
	       h->why == OG_REASON_SOCKET_UNKNOWN;
}

/* What is short is told line by line below the host. */
static bool is_told_below(const struct og_explain_host *h)
{
	return !h->fits &&
	       (h->why == OG_REASON_CPU || h->why == OG_REASON_MEMORY ||
		h->why == OG_REASON_PCI || h->why == OG_REASON_NUMA);
}

static void put_host(const struct og_explain_vm *vm,
		     const struct og_explain_host *h, struct og_buf *out)
{
	const char *story = is_told_below(h) ? "" : h->story;
	bool nodes = is_about_nodes(h);

	put(out, 2, "host %d (%.128s): %s%s%s%s", h->id, h->name,
	    h->is_chosen ? "chosen: " : "", verdict(h), *story ? ": " : "",
	    story);
	/* Its numbers mean nothing. */
	if (!h->fits && h->why == OG_REASON_FAULT)
		return;
	put_capacity(vm, h, out);
	for (size_t i = 0; i < h->n_pcis; i++)
		if (!h->pcis[i].is_given || h->fits || nodes)
			put_pci(&h->pcis[i], out);
	if (h->has_several && (h->fits || nodes))
		put(out, 4, "its devices share %s", og_together_name(h->share));
	for (size_t i = 0; nodes && i < h->n_nodes; i++)
		put_node(vm, &h->nodes[i], out);
	if (!h->fits && is_about_stores(h->why))
		put_stores(vm, h, out);
}

static void put_needs(const struct og_explain_vm *vm, struct og_buf *out)
{
	og_autofree char *n = cpus(vm->cpu);

	put(out, 2,
	    "needs CPU %s, memory %lld MiB, disk %lld MB; PIN_POLICY=%s, "
	    "PCI_NUMA_POLICY=%s",
	    n, (long long)vm->memory / 1024, (long long)vm->disk_mb,
	    og_pin_name(vm->pin), og_policy_name(vm->policy));
	for (size_t i = 0; i < vm->n_vnodes; i++)
		put(out, 2, "virtual node %zu: %u CPU%s, %lld MiB", i,
		    vm->vnodes[i].cpus, vm->vnodes[i].cpus == 1 ? "" : "s",
		    (long long)vm->vnodes[i].memory / 1024);
}

static const struct og_explain_host *chosen_of(const struct og_explain_vm *vm)
{
	for (size_t i = 0; i < vm->n_hosts; i++)
		if (vm->hosts[i].is_chosen)
			return &vm->hosts[i];
	return NULL;
}

static void put_vm(const struct og_explain_vm *vm, struct og_buf *out)
{
	const struct og_explain_host *chosen = chosen_of(vm);

	if (vm->fault) {
		put(out, 0, "VM %d: no host can take it: %s", vm->id,
		    vm->fault);
		return;
	}
	if (chosen)
		put(out, 0, "VM %d: goes to host %d (%.128s)", vm->id,
		    chosen->id, chosen->name);
	else
		put(out, 0, "VM %d: no host fits", vm->id);
	put_needs(vm, out);
	if (vm->n_refused)
		put(out, 2, "its requirements rule out %zu host%s",
		    vm->n_refused, vm->n_refused == 1 ? "" : "s");
	for (size_t i = 0; i < vm->n_hosts; i++)
		put_host(vm, &vm->hosts[i], out);
	if (chosen)
		return;
	if (vm->change.kind == OG_CHANGE_NONE)
		put(out, 2, "smallest change: no single one helps");
	else
		put(out, 2, "smallest change: %s: host %d would take it",
		    vm->change.text, vm->change.host);
}

void og_explain_text(const struct og_explain *explain, struct og_buf *out)
{
	if (!explain->n_vms)
		put(out, 0, "no VM waits");
	for (size_t i = 0; i < explain->n_vms; i++) {
		if (i)
			og_buf_char(out, '\n');
		put_vm(&explain->vms[i], out);
	}
}
