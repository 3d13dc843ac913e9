// SPDX-License-Identifier: Apache-2.0
#include "verdicts.h"

enum { SLOTS_MIN = 256, SLOTS_MAX = 1 << 16 };

struct entry {
	struct og_digest key; /* both 0: free */
	struct og_verdict verdict;
};

struct og_verdicts {
	struct entry *slots;
	size_t n, n_slots;
};

struct og_verdicts *og_verdicts_new(void)
{
	return og_calloc(1, sizeof(struct og_verdicts));
}

void og_verdicts_free(struct og_verdicts *verdicts)
{
	if (!verdicts)
		return;
	free(verdicts->slots);
	free(verdicts);
}

/* ---- digests ------------------------------------------------------------ */

static void add_pci(struct og_digest *d, const struct og_pci_request *req)
{
	og_digest_add(d, (uint32_t)req->vendor);
	og_digest_add(d, (uint32_t)req->device);
	og_digest_add(d, (uint32_t)req->class_id);
	og_digest_add(d, req->has_address | req->bad << 1 |
				 req->dedicated_root << 2);
	og_digest_add(d, (uint64_t)req->address.domain << 24 |
				 (uint64_t)req->address.bus << 16 |
				 (uint64_t)req->address.slot << 8 |
				 req->address.func);
}

struct og_digest og_verdicts_shape(const struct og_vm *vm)
{
	struct og_digest d = { 0 };

	og_digest_add(&d, vm->has_topology);
	og_digest_add(&d, vm->pin);
	og_digest_add(&d, (uint32_t)vm->node_affinity);
	og_digest_add(&d, vm->hugepage_mb);
	og_digest_add(&d, vm->threads);
	og_digest_add(&d, vm->n_vnodes);
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		og_digest_add(&d, vm->vnodes[i].cpus);
		og_digest_add(&d, (uint64_t)vm->vnodes[i].memory);
	}
	og_digest_add(&d, vm->n_pcis);
	for (size_t i = 0; i < vm->n_pcis; i++)
		add_pci(&d, &vm->pcis[i]);
	return d;
}

/* Ids of CPUs and cores decide nothing: they are sorted by them. */
static void add_core(struct og_digest *d, const struct og_core *core)
{
	og_digest_add(d, (uint64_t)core->n_cpus << 1 | core->dedicated);
	for (size_t i = 0; i < core->n_cpus; i++)
		og_digest_add(d, (uint64_t)core->cpus[i].users << 1 |
					 core->cpus[i].isolated);
}

static void add_node(struct og_digest *d, const struct og_node *node)
{
	og_digest_add(d, (uint32_t)node->id);
	og_digest_add(d, (uint64_t)node->mem_total);
	og_digest_add(d, (uint64_t)node->mem_used);
	og_digest_add(d, node->n_pages);
	for (size_t i = 0; i < node->n_pages; i++) {
		og_digest_add(d, node->pages[i].size_kb);
		og_digest_add(d, node->pages[i].total);
		og_digest_add(d, node->pages[i].used);
	}
	og_digest_add(d, node->n_distance);
	for (size_t i = 0; i < node->n_distance; i++)
		og_digest_add(d, (uint32_t)node->distance[i]);
	og_digest_add(d, node->n_cores);
	for (size_t i = 0; i < node->n_cores; i++)
		add_core(d, &node->cores[i]);
}

static void add_device(struct og_digest *d, const struct og_device *dev)
{
	og_digest_add(d, (uint64_t)dev->bdf.domain << 32 |
				 (uint64_t)dev->bdf.bus << 16 |
				 (uint64_t)dev->bdf.slot << 8 | dev->bdf.func);
	og_digest_add(d, (uint64_t)dev->vendor << 32 |
				 (uint64_t)dev->device << 16 | dev->class_id);
	og_digest_add(d, (uint64_t)(uint32_t)dev->node << 1 |
				 (dev->vm == OG_VM_NONE));
	og_digest_add(d, dev->socket);
	og_digest_add(d, dev->pcie_switch);
	og_digest_add(d, dev->root_complex);
}

static void know(struct og_shost *host)
{
	const struct og_host *share = &host->share;
	struct og_digest d = { 0 };

	og_digest_add(&d, share->vms_thread);
	og_digest_add(&d, share->n_nodes);
	for (size_t i = 0; i < share->n_nodes; i++)
		add_node(&d, &share->nodes[i]);
	og_digest_add(&d, share->n_devices);
	for (size_t i = 0; i < share->n_devices; i++)
		add_device(&d, &share->devices[i]);
	host->digest = d;
	host->free_gpus = og_scarce_count(share);
	host->is_known = true;
}

/* ---- the model ---------------------------------------------------------- */

static struct og_verdict judge(const struct og_host *share,
			       const struct og_vm *vm)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_verdict v = { .fits = false };
	struct og_nearness near;

	switch (og_oned_fit(share, vm)) {
	case OG_FIT_PCI:
		v.why = OG_REASON_PCI;
		return v;
	case OG_FIT_NUMA:
		v.why = OG_REASON_NUMA;
		return v;
	case OG_FIT_OK:
		break;
	}
	og_oned_predict(share, vm, &alloc);
	v.locality = og_locality_judge(share, vm, &alloc, &near, NULL);
	v.in_socket = near.in_socket;
	v.far = near.far;
	v.fits = v.locality != OG_ALLOC_FAILS;
	v.why = OG_REASON_FAILS;
	v.apart = og_together_sum(share, &alloc, NULL);
	v.loss = og_scarce_loss(share, &alloc);
	return v;
}

/* ---- what is remembered ------------------------------------------------- */

/* The slot of a key, or the free one where it belongs. */
static struct entry *slot_of(const struct og_verdicts *v,
			     const struct og_digest *key)
{
	size_t i = (size_t)key->a & (v->n_slots - 1);

	while ((v->slots[i].key.a || v->slots[i].key.b) &&
	       !og_digest_is(&v->slots[i].key, key))
		i = (i + 1) & (v->n_slots - 1);
	return &v->slots[i];
}

/* At its largest the table is emptied: the worst is to work out again. */
static void make_room(struct og_verdicts *v)
{
	struct entry *old = v->slots;
	size_t n = v->n_slots;

	if (4 * (v->n + 1) <= 3 * n)
		return;
	if (n == SLOTS_MAX) {
		memset(old, 0, n * sizeof(*old));
		v->n = 0;
		return;
	}
	v->n_slots = n ? n * 4 : SLOTS_MIN;
	v->slots = og_calloc(v->n_slots, sizeof(*v->slots));
	for (size_t i = 0; i < n; i++)
		if (old[i].key.a || old[i].key.b)
			*slot_of(v, &old[i].key) = old[i];
	free(old);
}

struct og_verdict og_verdicts_ask(struct og_verdicts *verdicts,
				  const struct og_digest *shape,
				  struct og_shost *host, const struct og_vm *vm)
{
	struct og_digest key;
	struct entry *e;

	if (!verdicts)
		return judge(&host->share, vm);
	if (!host->is_known)
		know(host);
	if (!vm->n_pcis && !og_vm_has_nodes(vm))
		return (struct og_verdict){
			.fits = true,
			.loss = { .free_gpus = host->free_gpus },
		};
	key = *shape;
	og_digest_add(&key, host->digest.a);
	og_digest_add(&key, host->digest.b);
	make_room(verdicts);
	e = slot_of(verdicts, &key);
	if (!og_digest_is(&e->key, &key)) {
		*e = (struct entry){ key, judge(&host->share, vm) };
		verdicts->n++;
	}
	return e->verdict;
}
