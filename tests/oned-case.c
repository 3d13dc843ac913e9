// SPDX-License-Identifier: Apache-2.0
#include "oned-case.h"

#include "harness.h"

static void make_host(const struct og_oned_case *c, struct og_host *host)
{
	const struct og_build build = {
		.nodes = c->nodes ? c->nodes : 2,
		.cores = 4,
		.threads = 2,
		.memory = 1024 * OG_MIB,
		.vms_thread = c->vms_thread,
	};

	og_build_host(host, &build);
	og_build_mark(host, c->used, og_build_use);
	og_build_mark(host, c->isolated, og_build_isolate);
	for (size_t i = 0; i < host->n_nodes; i++) {
		host->nodes[i].mem_used = c->mem_used[i] * OG_MIB;
		if (c->pages[i])
			og_node_add_pages(&host->nodes[i], 2048)->total =
				c->pages[i];
		if (c->short_distance)
			host->nodes[i].n_distance = 1;
	}
	for (size_t i = 0; c->gpus[i].address; i++) {
		struct og_bdf bdf;

		og_build_gpu(host, c->gpus[i].address, c->gpus[i].node);
		ck_assert_int_eq(og_bdf_parse(c->gpus[i].address, 7, &bdf), 0);
		if (c->gpus[i].taken)
			og_host_device(host, &bdf)->vm = 900;
	}
}

static void add_pci(struct og_vm *vm, const struct og_case_pci *want,
		    uint32_t vm_bus)
{
	struct og_pci_request req = {
		.pci_id = (int32_t)vm->n_pcis,
		.has_address = want->address != NULL,
		.vendor = want->vendor ? want->vendor : -1,
		.device = -1,
		.class_id = want->class_id ? want->class_id : -1,
		.dedicated_root = want->dedicated,
		.vm_bus = vm_bus ? vm_bus : 1,
	};

	if (want->address)
		req.bad = og_bdf_parse(want->address, strlen(want->address),
				       &req.address) < 0;
	OG_RESERVE(vm->pcis, vm->n_pcis + 1, vm->cap_pcis);
	vm->pcis[vm->n_pcis++] = req;
}

static void make_vm(const struct og_oned_case *c, struct og_vm *vm)
{
	og_vm_init(vm);
	vm->id = 7;
	vm->pin = c->pin;
	vm->threads = c->threads;
	vm->sockets = 1;
	vm->hugepage_mb = c->hugepage_mb;
	vm->node_affinity = c->affinity - 1;
	vm->is_flat_slot = c->flat_slot;
	for (int i = 0; i < OG_CASE_VNODES && c->cpus[i]; i++) {
		vm->has_topology = true;
		vm->vcpu += c->cpus[i];
		OG_RESERVE(vm->vnodes, vm->n_vnodes + 1, vm->cap_vnodes);
		vm->vnodes[vm->n_vnodes++] = (struct og_vnode_request){
			.cpus = c->cpus[i],
			.memory = (c->mem ? c->mem : 128) * OG_MIB,
		};
	}
	for (int i = 0; i < OG_CASE_PCIS; i++)
		if (c->pcis[i].address || c->pcis[i].vendor ||
		    c->pcis[i].class_id || c->pcis[i].given)
			add_pci(vm, &c->pcis[i], c->vm_bus);
}

static void tell_pci(const struct og_host *host, const struct og_oned_pci *pci,
		     struct og_buf *out)
{
	char address[OG_BDF_TEXT];

	if (pci->device < 0) {
		og_buf_str(out, "- ");
		return;
	}
	og_bdf_short(&host->devices[pci->device].bdf, address);
	og_buf_str(out, address);
	if (!pci->has_guest)
		og_buf_str(out, "@none ");
	else if (pci->bus_index)
		og_buf_fmt(out, "@%u=%02x:%02x.0 ", pci->bus_index,
			   pci->guest_bus, pci->guest_slot);
	else
		og_buf_fmt(out, "@flat=%02x:%02x.0 ", pci->guest_bus,
			   pci->guest_slot);
}

static void tell_vnode(const struct og_oned_vnode *v, struct og_buf *out)
{
	if (!v->placed) {
		og_buf_str(out, " -");
		return;
	}
	og_buf_fmt(out, " %d", v->node);
	if (v->memory_node != v->node)
		og_buf_fmt(out, "m%d", v->memory_node);
	for (size_t i = 0; i < v->n_cpus; i++)
		og_buf_fmt(out, "%c%d", i ? ',' : ':', v->cpus[i]);
}

static void tell(const struct og_host *host, const struct og_oned_alloc *alloc,
		 struct og_buf *out)
{
	for (size_t i = 0; i < alloc->n_pcis; i++)
		tell_pci(host, &alloc->pcis[i], out);
	if (!alloc->pci_ok)
		og_buf_str(out, "pci fails ");
	og_buf_char(out, '|');
	if (alloc->unpredictable)
		og_buf_str(out, " unpredictable");
	else if (!alloc->numa_ok)
		og_buf_str(out, " numa fails");
	for (size_t i = 0; alloc->numa_ok && i < alloc->n_vnodes; i++)
		tell_vnode(&alloc->vnodes[i], out);
}

/* Prediction and allocation agree on nodes and devices. */
static void check_prediction(const struct og_oned_case *c,
			     const struct og_oned_alloc *said,
			     const struct og_oned_alloc *done)
{
	ck_assert_msg(said->pci_ok == done->pci_ok &&
			      said->numa_ok == done->numa_ok &&
			      said->unpredictable == done->unpredictable,
		      "%s: predicted otherwise", c->name);
	for (size_t i = 0; i < done->n_pcis; i++)
		ck_assert_int_eq(said->pcis[i].device, done->pcis[i].device);
	for (size_t i = 0; done->numa_ok && i < done->n_vnodes; i++) {
		ck_assert_int_eq(said->vnodes[i].node, done->vnodes[i].node);
		ck_assert_int_eq(said->vnodes[i].memory_node,
				 done->vnodes[i].memory_node);
	}
}

void og_case_check(const struct og_oned_case *c)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc said, done;
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_vm_free) struct og_vm vm;
	og_autobuf out = OG_BUF_INIT;
	enum og_fit_verdict fit;

	make_host(c, &host);
	make_vm(c, &vm);
	fit = og_oned_fit(&host, &vm);
	og_oned_predict(&host, &vm, &said);
	og_oned_allocate(&host, &vm, &done);
	tell(&host, &done, &out);
	ck_assert_msg(strcmp(og_buf_text(&out), c->want) == 0, "%s: %s",
		      c->name, og_buf_text(&out));
	ck_assert_msg(fit == c->fit, "%s: fit %d", c->name, fit);
	check_prediction(c, &said, &done);
	for (size_t i = 0; i < done.n_pcis; i++)
		if (done.pcis[i].device >= 0)
			ck_assert_int_eq(host.devices[done.pcis[i].device].vm,
					 vm.id);
}
