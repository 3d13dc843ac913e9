// SPDX-License-Identifier: Apache-2.0
/* Which change is the smallest, and those that have no amount. */
#include "variant.h"

enum { STATE_MONITORED = 2 }; /* oned's, of a host */

static bool try_wait(struct og_variant *v, const struct og_shost *host,
		     int64_t limit, struct og_explain_change *out)
{
	(void)limit;
	if (!v->seeker.max_host)
		return false;
	v->seeker.max_host = 0;
	return og_variant_helps(
		v, host, 1,
		og_strdup("none but to wait for the next cycle, this one has "
			  "reached max_host"),
		out);
}

static bool try_policy(struct og_variant *v, const struct og_shost *host,
		       int64_t limit, struct og_explain_change *out)
{
	(void)limit;
	if (v->seeker.policy != OG_POLICY_REQUIRED &&
	    v->seeker.policy != OG_POLICY_SOCKET)
		return false;
	v->seeker.policy = OG_POLICY_PREFERRED;
	return og_variant_helps(v, host, 1,
				og_strdup("PCI_NUMA_POLICY=preferred"), out);
}

static bool try_pin(struct og_variant *v, const struct og_shost *host,
		    int64_t limit, struct og_explain_change *out)
{
	(void)limit;
	if (!og_vm_has_nodes(&v->vm) || v->vm.pin != OG_PIN_CORE)
		return false;
	v->vm.pin = OG_PIN_THREAD;
	return og_variant_helps(v, host, 1, og_strdup("PIN_POLICY=THREAD"),
				out);
}

static bool try_threads(struct og_variant *v, const struct og_shost *host,
			int64_t limit, struct og_explain_change *out)
{
	(void)limit;
	if (!og_vm_has_nodes(&v->vm) || !v->vm.threads ||
	    v->vm.pin == OG_PIN_NONE)
		return false;
	v->vm.threads = 0;
	return og_variant_helps(
		v, host, 1,
		og_asprintf("no THREADS (it is %u)", v->from->threads), out);
}

static bool try_node(struct og_variant *v, const struct og_shost *host,
		     int64_t limit, struct og_explain_change *out)
{
	int32_t was = v->vm.node_affinity;

	(void)limit;
	if (!og_vm_has_nodes(&v->vm) || was < 0)
		return false;
	for (size_t i = 0; i < host->share.n_nodes; i++) {
		v->vm.node_affinity = host->share.nodes[i].id;
		if (og_variant_helps(v, host, 1,
				     og_asprintf("NODE_AFFINITY=%d",
						 v->vm.node_affinity),
				     out))
			return true;
	}
	return false;
}

static bool try_pages(struct og_variant *v, const struct og_shost *host,
		      int64_t limit, struct og_explain_change *out)
{
	uint64_t was = v->vm.hugepage_mb;

	(void)limit;
	if (!og_vm_has_nodes(&v->vm) || !was || v->vm.pin == OG_PIN_NONE)
		return false;
	v->vm.hugepage_mb = 0;
	return og_variant_helps(v, host, 1,
				og_asprintf("no HUGEPAGE_SIZE (it is %llu)",
					    (unsigned long long)was),
				out);
}

/* Its own claim stays, what its group asks of the host does not. */
static bool try_group(struct og_variant *v, const struct og_shost *host,
		      int64_t limit, struct og_explain_change *out)
{
	struct og_bond free_bond = v->bond;
	const struct og_affinity none = { .bonds = &free_bond, .n = 1 };

	(void)limit;
	if (!v->bond.n)
		return false;
	free_bond.clauses = NULL;
	free_bond.n = 0;
	v->seeker.affinity = &none;
	v->seeker.n_mates = 0;
	v->seeker.index = 0;
	return og_variant_helps(v, host, 1,
				og_strdup("no rules of its VM group"), out);
}

static bool try_state(struct og_variant *v, const struct og_shost *host,
		      int64_t limit, struct og_explain_change *out)
{
	struct og_shost copy = *host;

	(void)limit;
	if (og_shost_is_enabled(host))
		return false;
	copy.state = STATE_MONITORED;
	return og_variant_helps(
		v, &copy, 1, og_strdup("a host that is monitored and enabled"),
		out);
}

static bool try_requirements(struct og_variant *v, const struct og_shost *host,
			     int64_t limit, struct og_explain_change *out)
{
	(void)limit;
	return og_variant_helps(v, host, 1,
				og_strdup("requirements that allow this host"),
				out);
}

static const struct {
	enum og_change kind;
	og_change_fn *attempt;
	bool elsewhere; /* on hosts that its requirements rule out */
} changes[] = {
	{ OG_CHANGE_WAIT, try_wait, false },
	{ OG_CHANGE_POLICY, try_policy, false },
	{ OG_CHANGE_PIN, try_pin, false },
	{ OG_CHANGE_THREADS, try_threads, false },
	{ OG_CHANGE_NODE, try_node, false },
	{ OG_CHANGE_PAGES, try_pages, false },
	{ OG_CHANGE_DEVICE, og_change_devices, false },
	{ OG_CHANGE_CPU, og_change_cpus, false },
	{ OG_CHANGE_MEMORY, og_change_memory, false },
	{ OG_CHANGE_DISK, og_change_disk, false },
	{ OG_CHANGE_GROUP, try_group, false },
	{ OG_CHANGE_STATE, try_state, false },
	{ OG_CHANGE_REQUIREMENTS, try_requirements, true },
};

/* One kind on all hosts: the smallest amount, of equals the lowest host. */
static bool seek_kind(const struct og_seeker *s, const struct og_message *msg,
		      size_t kind, struct og_explain_change *ret_change)
{
	struct og_explain_change best = { 0 };
	int64_t limit = INT64_MAX;

	for (size_t i = 0; i < msg->n_hosts; i++) {
		const struct og_shost *host = &msg->hosts[i];
		og_cleanup(og_variant_free) struct og_variant v;
		struct og_explain_change next = { changes[kind].kind, host->id,
						  0, NULL };

		og_variant_make(&v, s);
		if (og_vm_may_use(s->vm, host->id) == changes[kind].elsewhere ||
		    !changes[kind].attempt(&v, host, limit, &next))
			continue;
		if (next.amount >= limit) {
			free(next.text);
			continue;
		}
		free(best.text);
		best = next;
		limit = next.amount;
	}
	*ret_change = best;
	return best.kind != OG_CHANGE_NONE;
}

void og_explain_seek(const struct og_seeker *seeker,
		     const struct og_message *msg,
		     struct og_explain_change *ret_change)
{
	struct og_explain_change best = { 0 };

	for (size_t i = 0; i < OG_COUNT(changes); i++)
		if (seek_kind(seeker, msg, i, &best))
			break;
	*ret_change = best;
}
