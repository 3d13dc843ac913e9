// SPDX-License-Identifier: Apache-2.0
/* The numbers of one host, as the VM at hand would have them. */
#include "explain.h"

#include <stdio.h>

#include "oned-nodes.h"
#include "oned-pci.h"
#include "shortage.h"

/* The model itself is asked, about a host with that one device. */
bool og_explain_matches(const struct og_vm *vm, size_t request,
			const struct og_device *dev)
{
	struct og_device device = *dev;
	struct og_host host = {
		.devices = &device,
		.n_devices = 1,
		.vms_thread = 1,
	};
	struct og_vm one = *vm;

	device.vm = OG_VM_NONE;
	one.pcis = &vm->pcis[request];
	one.n_pcis = 1;
	return og_oned_pci_fits(&host, &one);
}

static void put_id(char *text, size_t size, int32_t id)
{
	size_t len = strlen(text);

	if (id < 0)
		snprintf(text + len, size - len, "%s*", len ? ":" : "");
	else
		snprintf(text + len, size - len, "%s%04x", len ? ":" : "",
			 (unsigned)id);
}

static void tell_wish(const struct og_pci_request *req,
		      struct og_explain_pci *out)
{
	char address[OG_BDF_TEXT];

	if (og_oned_pci_by_address(req) && req->bad) {
		snprintf(out->wants, sizeof(out->wants), "a bad address");
		return;
	}
	if (og_oned_pci_by_address(req)) {
		og_bdf_short(&req->address, address);
		snprintf(out->wants, sizeof(out->wants), "%s", address);
		return;
	}
	put_id(out->wants, sizeof(out->wants), req->vendor);
	put_id(out->wants, sizeof(out->wants), req->device);
	if (req->class_id >= 0)
		put_id(out->wants, sizeof(out->wants), req->class_id);
}

/*
 * The first free device that answers, of those no other request has; unlike
 * oned this goes on behind a request that gets none.
 */
static void give_device(const struct og_host *share, const struct og_vm *vm,
			size_t i, bool *taken, struct og_explain_pci *out)
{
	for (size_t d = 0; d < share->n_devices; d++) {
		const struct og_device *dev = &share->devices[d];

		if (!og_explain_matches(vm, i, dev))
			continue;
		out->matching++;
		out->held += dev->vm != OG_VM_NONE;
		if (out->is_given || taken[d] || dev->vm != OG_VM_NONE)
			continue;
		taken[d] = true;
		out->is_given = true;
		out->device = dev->bdf;
		out->node = dev->node;
	}
}

static void look_at_devices(const struct og_vm *vm, const struct og_host *share,
			    struct og_explain_host *out)
{
	og_autofree bool *taken = og_calloc(share->n_devices, sizeof(*taken));

	out->pcis = og_calloc(vm->n_pcis, sizeof(*out->pcis));
	out->n_pcis = vm->n_pcis;
	for (int by_address = 1; by_address >= 0; by_address--)
		for (size_t i = 0; i < vm->n_pcis; i++) {
			struct og_explain_pci *pci = &out->pcis[i];

			if (og_oned_pci_by_address(&vm->pcis[i]) != by_address)
				continue;
			pci->pci_id = vm->pcis[i].pci_id;
			pci->node = -1;
			tell_wish(&vm->pcis[i], pci);
			give_device(share, vm, i, taken, pci);
		}
}

/* What the devices share that oned would give. */
static void look_at_share(const struct og_vm *vm, const struct og_host *share,
			  struct og_explain_host *out)
{
	og_autofree struct og_oned_pci *pcis =
		og_calloc(vm->n_pcis, sizeof(*pcis));
	struct og_oned_alloc alloc = { .pcis = pcis };
	size_t n = 0;

	og_oned_pci_choose(share, vm, &alloc);
	for (size_t i = 0; i < alloc.n_pcis; i++)
		n += pcis[i].device >= 0;
	out->has_several = alloc.pci_ok && n > 1;
	og_together_sum(share, &alloc, &out->share);
}

static void look_at_nodes(const struct og_vm *vm, const struct og_host *share,
			  struct og_explain_host *out)
{
	out->has_room_in_nodes = true;
	if (!og_vm_has_nodes(vm))
		return;
	out->has_room_in_nodes = og_oned_nodes_fit(share, vm);
	out->nodes = og_calloc(share->n_nodes, sizeof(*out->nodes));
	for (size_t i = 0; i < share->n_nodes; i++) {
		const struct og_node *node = &share->nodes[i];
		const struct og_pages *pages =
			og_oned_pages(node, vm->hugepage_mb * 1024);

		out->nodes[out->n_nodes++] = (struct og_explain_node){
			.id = node->id,
			.cpus = og_shortage_cpus(node, vm->pin),
			.cpus_free = og_fit_free_cpus(share, node, vm->pin,
						      vm->threads),
			.memory = node->mem_total,
			.memory_free = node->mem_total - node->mem_used,
			.pages = pages ? (int64_t)pages->total : 0,
			.pages_free = pages ? (int64_t)pages->total -
						      (int64_t)pages->used
					    : 0,
		};
	}
}

static void look_at_stores(const struct og_seeker *s,
			   const struct og_shost *host,
			   struct og_explain_host *out)
{
	out->stores = og_calloc(s->wishes.n_stores, sizeof(*out->stores));
	for (size_t i = 0; i < s->wishes.n_stores; i++) {
		struct og_store *store = s->wishes.stores[i], *chosen;

		out->stores[out->n_stores++] = (struct og_explain_store){
			.id = store->id,
			.verdict = og_storage_choose(&store, 1, host,
						     &s->storage, &chosen),
			.free_mb = og_storage_room(store, host),
		};
	}
}

void og_explain_look(const struct og_seeker *seeker, struct og_shost *host,
		     struct og_explain_host *ret_host)
{
	struct og_seeker s = *seeker;
	struct og_explain_host out = {
		.id = host->id,
		.name = og_strdup(host->name ? host->name : ""),
		.cpu_free = host->cpu_max - host->cpu_used,
		.memory_free = host->mem_max - host->mem_used,
	};
	og_autobuf story = OG_BUF_INIT;
	struct og_candidate cand;

	out.fits = og_candidate_judge(&s, host, &cand, &out.why);
	out.locality = cand.locality;
	og_candidate_tell(&s, &cand, out.fits ? NULL : &out.why, &story);
	out.story = og_strdup(og_buf_text(&story));
	look_at_devices(s.vm, &host->share, &out);
	look_at_share(s.vm, &host->share, &out);
	look_at_nodes(s.vm, &host->share, &out);
	look_at_stores(&s, host, &out);
	*ret_host = out;
}
