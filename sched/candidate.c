// SPDX-License-Identifier: Apache-2.0
#include "candidate.h"

#include "oned-pci.h"
#include "shortage.h"

/* What needs no allocation to know: cheapest first. */
static bool is_open(const struct og_seeker *s, const struct og_shost *host,
		    enum og_reason *ret_why)
{
	const struct og_bond *bond = s->bond;

	if (host->fault)
		*ret_why = OG_REASON_FAULT;
	else if (!og_shost_is_enabled(host))
		*ret_why = OG_REASON_STATE;
	else if (og_vm_is_moving(s->vm) && host->id == s->vm->last_host)
		*ret_why = OG_REASON_CURRENT;
	else if (host->cpu_max - host->cpu_used < bond->cpu)
		*ret_why = OG_REASON_CPU;
	else if (host->mem_max - host->mem_used < bond->memory)
		*ret_why = OG_REASON_MEMORY;
	else if (s->max_host && host->n_placed >= s->max_host)
		*ret_why = OG_REASON_DISPATCH;
	else if (!og_affinity_allows(s->affinity, s->index, host))
		*ret_why = OG_REASON_AFFINITY;
	else
		return true;
	return false;
}

static bool has_store(struct og_seeker *s, struct og_candidate *cand,
		      enum og_reason *ret_why)
{
	static const enum og_reason reasons[] = {
		[OG_STORAGE_NONE] = OG_REASON_STORE_NONE,
		[OG_STORAGE_CLUSTER] = OG_REASON_STORE_CLUSTER,
		[OG_STORAGE_UNMONITORED] = OG_REASON_STORE_UNMONITORED,
		[OG_STORAGE_FULL] = OG_REASON_STORE,
	};
	enum og_storage_verdict v =
		og_storage_choose(s->wishes.stores, s->wishes.n_stores,
				  cand->host, &s->storage, &cand->store);

	if (v == OG_STORAGE_OK)
		return true;
	*ret_why = reasons[v];
	return false;
}

static bool has_nets(struct og_seeker *s, struct og_candidate *cand,
		     enum og_reason *ret_why)
{
	static const enum og_reason reasons[] = {
		[OG_NET_NONE] = OG_REASON_NET_NONE,
		[OG_NET_CLUSTER] = OG_REASON_NET_CLUSTER,
		[OG_NET_SAME] = OG_REASON_NET_SAME,
		[OG_NET_LEASES] = OG_REASON_NET_LEASES,
	};
	enum og_net_verdict v = og_net_choose(s->wishes.nics, s->wishes.n_nics,
					      cand->host->cluster, s->same_nets,
					      s->wishes.nets, &cand->nic);

	if (v == OG_NET_OK)
		return true;
	*ret_why = reasons[v];
	return false;
}

/*
 * Is the policy content? `required` and `socket` ask for oned's own outcome:
 * what the node may mend later is no promise that place can make.
 */
static bool is_content(const struct og_seeker *s,
		       const struct og_candidate *cand, enum og_reason *ret_why)
{
	bool socket = s->policy == OG_POLICY_SOCKET;

	if ((s->policy != OG_POLICY_REQUIRED && !socket) || s->vm->n_pcis == 0)
		return true;
	*ret_why = socket ? OG_REASON_SOCKET : OG_REASON_POLICY;
	if (!og_vm_has_nodes(s->vm))
		return false;
	if (cand->locality == OG_LOCAL)
		return true;
	if (socket && cand->in_socket == OG_SOCKET_UNKNOWN)
		*ret_why = OG_REASON_SOCKET_UNKNOWN;
	return socket && cand->in_socket == OG_SOCKET_YES;
}

/*
 * Those who must be beside it get what oned would give them, one after the
 * other. The first that gets nothing, or NULL; the host is then as it finds
 * it.
 */
static const struct og_vm *left_out(const struct og_seeker *s,
				    struct og_host *share)
{
	const struct og_vm *vm = s->vm;

	for (size_t i = 0; i <= s->n_mates; i++) {
		og_cleanup(
			og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };

		vm = i ? s->mates[i - 1] : s->vm;
		if (og_oned_fit(share, vm) != OG_FIT_OK)
			return vm;
		og_oned_allocate(share, vm, &alloc);
		if (!alloc.pci_ok || !alloc.numa_ok || alloc.unlisted)
			return vm;
	}
	return NULL;
}

static bool has_room_for_mates(const struct og_seeker *s,
			       const struct og_shost *host)
{
	og_cleanup(og_host_free) struct og_host share;

	og_host_copy(&host->share, &share);
	return !left_out(s, &share);
}

/* Devices and nodes: what oned would make of them. */
static bool fits(const struct og_seeker *s, struct og_candidate *cand,
		 enum og_reason *ret_why)
{
	struct og_verdict v =
		og_verdicts_ask(s->verdicts, &s->shape, cand->host, s->vm);

	cand->locality = v.locality;
	cand->in_socket = v.in_socket;
	cand->far = v.far;
	cand->apart = v.apart;
	cand->loss = v.loss;
	if (!v.fits) {
		*ret_why = v.why;
		return false;
	}
	if (s->n_mates && !has_room_for_mates(s, cand->host)) {
		*ret_why = OG_REASON_MATES;
		return false;
	}
	return is_content(s, cand, ret_why);
}

bool og_candidate_judge(struct og_seeker *s, struct og_shost *host,
			struct og_candidate *ret_cand, enum og_reason *ret_why)
{
	*ret_cand = (struct og_candidate){ .host = host, .nic = -1 };
	return is_open(s, host, ret_why) && fits(s, ret_cand, ret_why) &&
	       has_store(s, ret_cand, ret_why) &&
	       has_nets(s, ret_cand, ret_why);
}

/* ---- for people --------------------------------------------------------- */

static void tell_locality(const struct og_vm *vm, const struct og_host *share,
			  struct og_buf *out)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_nearness near;

	og_oned_predict(share, vm, &alloc);
	og_locality_judge(share, vm, &alloc, &near, out);
}

static void tell_capacity(const struct og_seeker *s,
			  const struct og_shost *host, enum og_reason why,
			  struct og_buf *out)
{
	const struct og_bond *bond = s->bond;
	int64_t left = why == OG_REASON_CPU ? host->cpu_max - host->cpu_used
					    : host->mem_max - host->mem_used;

	/* Reserved since VMs came: less than nothing is nothing to people. */
	left = left > 0 ? left : 0;
	if (why == OG_REASON_CPU) {
		og_shortage_put_cpus(out, left);
		og_buf_str(out, " free, ");
		og_shortage_put_cpus(out, bond->cpu);
		og_buf_str(out, " needed");
	} else {
		og_buf_fmt(out, "%lld MiB free, %lld needed",
			   (long long)left / 1024,
			   (long long)bond->memory / 1024);
	}
}

static void tell_mates(const struct og_seeker *s, const struct og_host *host,
		       struct og_buf *out)
{
	og_cleanup(og_host_free) struct og_host share;
	const struct og_vm *vm;

	og_host_copy(host, &share);
	vm = left_out(s, &share);
	if (!vm)
		return;
	og_buf_fmt(out, "VM %d: ", vm->id);
	if (!og_oned_pci_fits(&share, vm))
		og_shortage_devices(&share, vm, out);
	else
		og_shortage_nodes(&share, vm, out);
}

void og_candidate_tell(const struct og_seeker *s,
		       const struct og_candidate *cand,
		       const enum og_reason *why, struct og_buf *out)
{
	const struct og_host *share = &cand->host->share;

	if (!why) {
		tell_locality(s->vm, share, out);
		return;
	}
	switch (*why) {
	case OG_REASON_FAULT:
		og_buf_str(out, cand->host->fault);
		break;
	case OG_REASON_CPU:
	case OG_REASON_MEMORY:
		tell_capacity(s, cand->host, *why, out);
		break;
	case OG_REASON_PCI:
		og_shortage_devices(share, s->vm, out);
		break;
	case OG_REASON_NUMA:
		og_shortage_nodes(share, s->vm, out);
		break;
	case OG_REASON_MATES:
		tell_mates(s, share, out);
		break;
	case OG_REASON_SOCKET_UNKNOWN:
		tell_locality(s->vm, share, out);
		og_buf_str(out,
			   "; onegpu's PCI probe tells which nodes share a "
			   "socket, once the host is deleted and created "
			   "again");
		break;
	case OG_REASON_POLICY:
	case OG_REASON_SOCKET:
		if (!og_vm_has_nodes(s->vm))
			og_buf_str(out, "without a TOPOLOGY with PIN_POLICY "
					"nothing is pinned");
		/* fall through */
	case OG_REASON_FAILS:
		tell_locality(s->vm, share, out);
		break;
	default:
		if (cand->nic >= 0)
			og_buf_fmt(out, "NIC %d", cand->nic);
		break;
	}
}
