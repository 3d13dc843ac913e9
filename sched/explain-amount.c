// SPDX-License-Identifier: Apache-2.0
/* Changes that have an amount: devices, CPUs, memory, disk. */
#include "shortage.h"
#include "variant.h"

enum {
	TRIES = 4096,  /* numbers of CPUs, on one host */
	PARTS = 16,    /* vnodes that may share one node's memory */
	VNODES = 1024, /* of a VM; products stay far from overflow */
};

static char *tell_device(const struct og_host *share, size_t i)
{
	const struct og_device *dev = &share->devices[i];
	char address[OG_BDF_TEXT];

	og_bdf_short(&dev->bdf, address);
	return og_asprintf("one free %04x:%04x (VM %d holds %s)", dev->vendor,
			   dev->device, dev->vm, address);
}

/* One device that a VM holds: each that answers a request, in turn. */
static bool try_one_device(const struct og_variant *v, struct og_shost *copy,
			   struct og_explain_change *out)
{
	for (size_t d = 0; d < copy->share.n_devices; d++) {
		struct og_device *dev = &copy->share.devices[d];
		int32_t holder = dev->vm;
		bool answers = false, helped = false;

		if (holder == OG_VM_NONE)
			continue;
		for (size_t i = 0; i < v->vm.n_pcis && !answers; i++)
			answers = og_explain_matches(&v->vm, i, dev);
		if (answers) {
			char *text = tell_device(&copy->share, d);

			dev->vm = OG_VM_NONE;
			helped = og_variant_helps(v, copy, 1, text, out);
			dev->vm = holder;
		}
		if (helped)
			return true;
	}
	return false;
}

/* Several: for each request, in order, the first that answers it. */
static bool try_more_devices(const struct og_variant *v, struct og_shost *copy,
			     int64_t limit, struct og_explain_change *out)
{
	int64_t n = 0;

	for (size_t i = 0; i < v->vm.n_pcis; i++)
		for (size_t d = 0; d < copy->share.n_devices; d++) {
			struct og_device *dev = &copy->share.devices[d];

			if (dev->vm == OG_VM_NONE ||
			    !og_explain_matches(&v->vm, i, dev))
				continue;
			dev->vm = OG_VM_NONE;
			if (++n >= limit)
				return false;
			if (n > 1 &&
			    og_variant_helps(
				    v, copy, n,
				    og_asprintf("%lld more free devices of "
						"those it asks for",
						(long long)n),
				    out))
				return true;
			break;
		}
	return false;
}

bool og_change_devices(struct og_variant *v, const struct og_shost *host,
		       int64_t limit, struct og_explain_change *out)
{
	og_cleanup(og_host_free) struct og_host share = { 0 };
	struct og_shost copy = *host;
	enum og_reason why;

	if (limit <= 1 || og_variant_fits(v, host, &why) ||
	    why != OG_REASON_PCI)
		return false;
	og_host_copy(&host->share, &share);
	copy.share = share;
	return try_one_device(v, &copy, out) ||
	       try_more_devices(v, &copy, limit, out);
}

static char *tell_cpus(int64_t fewer, int64_t left)
{
	og_autobuf text = OG_BUF_INIT;

	og_shortage_put_cpus(&text, fewer);
	og_buf_fmt(&text, " CPU%s fewer (", fewer == 100 ? "" : "s");
	og_shortage_put_cpus(&text, left);
	og_buf_str(&text, " in all)");
	return og_strdup(og_buf_text(&text));
}

/* CPUs of the largest node: no vnode ever has more. */
static uint64_t widest_node(const struct og_host *share)
{
	uint64_t most = 0;

	for (size_t i = 0; i < share->n_nodes; i++) {
		uint64_t n = 0;

		for (size_t k = 0; k < share->nodes[i].n_cores; k++)
			n += share->nodes[i].cores[k].n_cpus;
		if (n > most)
			most = n;
	}
	return most * share->vms_thread;
}

static uint64_t least_cpus(const struct og_vm *vm)
{
	uint64_t least = UINT32_MAX;

	for (size_t i = 0; i < vm->n_vnodes; i++)
		if (vm->vnodes[i].cpus < least)
			least = vm->vnodes[i].cpus;
	return least;
}

/* Each vnode has `d` fewer; oned makes CPU of VCPU where it pins. */
static int64_t drop_cpus(struct og_variant *v, uint64_t d)
{
	const struct og_vm *from = v->from;
	int64_t left = 0;

	for (size_t i = 0; i < from->n_vnodes; i++) {
		v->vnodes[i].cpus = from->vnodes[i].cpus - (uint32_t)d;
		left += v->vnodes[i].cpus;
	}
	v->vm.vcpu = (uint32_t)left;
	left *= 100;
	v->bond.cpu -= v->vm.cpu;
	v->vm.cpu = from->cpu < left ? from->cpu : left;
	v->bond.cpu += v->vm.cpu;
	return left;
}

static bool change_pinned_cpus(struct og_variant *v,
			       const struct og_shost *host, int64_t limit,
			       struct og_explain_change *out)
{
	uint64_t least = least_cpus(v->from);
	uint64_t room = widest_node(&host->share);
	uint64_t first = least > room ? least - room : 1;

	if (v->from->n_vnodes > VNODES)
		return false;
	for (uint64_t d = first; d < least && d - first < TRIES; d++) {
		int64_t fewer = (int64_t)(d * v->from->n_vnodes) * 100;
		int64_t left;

		if (fewer >= limit)
			return false;
		left = drop_cpus(v, d);
		if (og_variant_helps(v, host, fewer, tell_cpus(fewer, left),
				     out))
			return true;
	}
	return false;
}

bool og_change_cpus(struct og_variant *v, const struct og_shost *host,
		    int64_t limit, struct og_explain_change *out)
{
	int64_t fewer = v->bond.cpu - (host->cpu_max - host->cpu_used);

	if (og_vm_has_nodes(&v->vm) && v->vm.pin != OG_PIN_NONE)
		return change_pinned_cpus(v, host, limit, out);
	if (fewer <= 0 || fewer >= limit || fewer >= v->vm.cpu)
		return false;
	v->vm.cpu -= fewer;
	v->bond.cpu -= fewer;
	return og_variant_helps(v, host, fewer, tell_cpus(fewer, v->vm.cpu),
				out);
}

/* The best so far of the memory that one host would need it to have. */
struct memory_search {
	struct og_variant *v;
	const struct og_shost *host;
	int64_t limit;
	struct og_explain_change best;
};

/* `left` KiB for all of the VM, in whole MiB for each vnode. */
static bool lower_memory(struct og_variant *v, int64_t left)
{
	const struct og_vm *from = v->from;
	int64_t n = og_vm_has_nodes(from) ? (int64_t)from->n_vnodes : 1;
	int64_t fewer;

	left = left / (1024 * n) * (1024 * n);
	fewer = from->memory - left;
	if (left <= 0 || fewer <= 0)
		return false;
	v->bond.memory += left - v->vm.memory;
	v->vm.memory = left;
	for (size_t i = 0; i < from->n_vnodes; i++) {
		v->vnodes[i].memory = from->vnodes[i].memory - fewer / n;
		if (v->vnodes[i].memory <= 0)
			return false;
	}
	return true;
}

static void search_memory(struct memory_search *m, int64_t left)
{
	struct og_explain_change next = { m->best.kind, m->best.host, 0, NULL };
	int64_t fewer;

	if (!lower_memory(m->v, left))
		return;
	left = m->v->vm.memory / 1024;
	fewer = m->v->from->memory / 1024 - left;
	if (fewer <= 0 || fewer >= m->limit ||
	    !og_variant_helps(m->v, m->host, fewer,
			      og_asprintf("%lld MiB less (%lld in all)",
					  (long long)fewer, (long long)left),
			      &next))
		return;
	free(m->best.text);
	m->best = next;
	m->limit = fewer;
}

/* What of a node's memory one, two ... of the vnodes can share. */
static void search_parts(struct memory_search *m, int64_t room)
{
	int64_t n = (int64_t)m->v->vm.n_vnodes;

	for (int64_t k = 1; k <= n && k <= PARTS && n <= VNODES; k++)
		search_memory(m, room / k * n);
}

static int64_t page_room(const struct og_pages *pages)
{
	uint64_t n =
		pages->total > pages->used ? pages->total - pages->used : 0;

	if (!pages->size_kb || n > (uint64_t)OG_MEMORY_MAX / pages->size_kb)
		return 0;
	return (int64_t)(n * pages->size_kb);
}

bool og_change_memory(struct og_variant *v, const struct og_shost *host,
		      int64_t limit, struct og_explain_change *out)
{
	struct memory_search m = { v, host, limit, *out };
	uint64_t size_kb = v->vm.hugepage_mb * 1024;
	int64_t mates = v->bond.memory - v->vm.memory;

	search_memory(&m, host->mem_max - host->mem_used - mates);
	for (size_t i = 0; i < host->share.n_nodes; i++) {
		const struct og_node *node = &host->share.nodes[i];

		search_parts(&m, node->mem_total - node->mem_used);
		for (size_t p = 0; p < node->n_pages; p++)
			if (size_kb && node->pages[p].size_kb == size_kb)
				search_parts(&m, page_room(&node->pages[p]));
	}
	*out = m.best;
	return m.best.text != NULL;
}

static bool lower_disk(struct og_variant *v, const struct og_shost *host,
		       const struct og_store *store, int64_t need,
		       int64_t limit, struct og_explain_change *out)
{
	int64_t room = og_storage_room(store, host);
	int64_t left = room > 1 ? room - 1 : 0, fewer = need - left;

	if (fewer <= 0 || fewer >= limit)
		return false;
	v->seeker.storage.mb = left;
	return og_variant_helps(
		v, host, fewer,
		og_asprintf("%lld MB of disk less (%lld in all)",
			    (long long)fewer, (long long)left),
		out);
}

bool og_change_disk(struct og_variant *v, const struct og_shost *host,
		    int64_t limit, struct og_explain_change *out)
{
	const struct og_wishes *wishes = &v->seeker.wishes;
	struct og_explain_change best = *out;
	int64_t need = v->seeker.storage.mb;

	for (size_t i = 0; i < wishes->n_stores; i++) {
		struct og_explain_change next = *out;

		if (!lower_disk(v, host, wishes->stores[i], need, limit, &next))
			continue;
		free(best.text);
		best = next;
		limit = next.amount;
	}
	*out = best;
	return best.text != NULL;
}
