// SPDX-License-Identifier: Apache-2.0
/* An explanation as JSON. Its keys and words are in onegpu-place(8). */
#include "explain.h"
#include "jsonout.h"
#include "shortage.h"

static const char *const reasons[OG_N_REASONS] = {
	[OG_REASON_FAULT] = "fault",
	[OG_REASON_CPU] = "cpu",
	[OG_REASON_MEMORY] = "memory",
	[OG_REASON_PCI] = "pci",
	[OG_REASON_NUMA] = "numa",
	[OG_REASON_FAILS] = "unpinned",
	[OG_REASON_MATES] = "mates",
	[OG_REASON_POLICY] = "policy",
	[OG_REASON_SOCKET] = "socket",
	[OG_REASON_SOCKET_UNKNOWN] = "socket-unknown",
	[OG_REASON_STORE] = "datastore-full",
	[OG_REASON_CURRENT] = "current",
	[OG_REASON_STATE] = "state",
	[OG_REASON_DISPATCH] = "max-host",
	[OG_REASON_AFFINITY] = "group",
	[OG_REASON_STORE_NONE] = "datastore-none",
	[OG_REASON_STORE_CLUSTER] = "datastore-cluster",
	[OG_REASON_STORE_UNMONITORED] = "datastore-unmonitored",
	[OG_REASON_NET_NONE] = "network-none",
	[OG_REASON_NET_CLUSTER] = "network-cluster",
	[OG_REASON_NET_SAME] = "network-same",
	[OG_REASON_NET_LEASES] = "network-leases",
};

static const char *const changes[OG_N_CHANGES] = {
	[OG_CHANGE_WAIT] = "wait",
	[OG_CHANGE_POLICY] = "policy",
	[OG_CHANGE_PIN] = "pin",
	[OG_CHANGE_THREADS] = "threads",
	[OG_CHANGE_NODE] = "node-affinity",
	[OG_CHANGE_PAGES] = "hugepages",
	[OG_CHANGE_DEVICE] = "device",
	[OG_CHANGE_CPU] = "cpu",
	[OG_CHANGE_MEMORY] = "memory",
	[OG_CHANGE_DISK] = "disk",
	[OG_CHANGE_GROUP] = "group",
	[OG_CHANGE_STATE] = "state",
	[OG_CHANGE_REQUIREMENTS] = "requirements",
};

static const char *const localities[] = {
	[OG_LOCAL] = "local",
	[OG_MENDABLE] = "mendable",
	[OG_SAME_SOCKET] = "socket",
	[OG_REMOTE] = "remote",
};

static const char *const shares[] = {
	[OG_TOGETHER_SWITCH] = "switch", [OG_TOGETHER_ROOT] = "root-complex",
	[OG_TOGETHER_NODE] = "node",	 [OG_TOGETHER_SOCKET] = "socket",
	[OG_TOGETHER_HOST] = "host",
};

static const char *const stores[] = {
	[OG_STORAGE_OK] = "ok",
	[OG_STORAGE_NONE] = "none",
	[OG_STORAGE_CLUSTER] = "cluster",
	[OG_STORAGE_UNMONITORED] = "unmonitored",
	[OG_STORAGE_FULL] = "full",
};

static void put_cpus(struct og_json *j, const char *key, int64_t hundredths)
{
	og_autobuf text = OG_BUF_INIT;

	og_shortage_put_cpus(&text, hundredths);
	og_json_raw(j, key, og_buf_text(&text));
}

static void put_word(struct og_json *j, const char *key, const char *word)
{
	if (word)
		og_json_text(j, key, word);
	else
		og_json_raw(j, key, "null");
}

static void put_pci(struct og_json *j, const struct og_explain_pci *pci)
{
	char address[OG_BDF_TEXT];

	og_bdf_short(&pci->device, address);
	og_json_open(j, NULL, '{');
	og_json_number(j, "pci_id", pci->pci_id);
	og_json_text(j, "wants", pci->wants);
	og_json_number(j, "matching", (int64_t)pci->matching);
	og_json_number(j, "held", (int64_t)pci->held);
	put_word(j, "device", pci->is_given ? address : NULL);
	if (pci->node >= 0)
		og_json_number(j, "node", pci->node);
	else
		og_json_raw(j, "node", "null");
	og_json_close(j, '}');
}

static void put_node(struct og_json *j, const struct og_explain_node *node)
{
	og_json_open(j, NULL, '{');
	og_json_number(j, "id", node->id);
	og_json_number(j, "cpus", node->cpus);
	og_json_number(j, "cpus_free", node->cpus_free);
	og_json_number(j, "memory_mib", node->memory / 1024);
	og_json_number(j, "memory_free_mib", node->memory_free / 1024);
	og_json_number(j, "hugepages", node->pages);
	og_json_number(j, "hugepages_free", node->pages_free);
	og_json_close(j, '}');
}

static void put_store(struct og_json *j, const struct og_explain_store *store)
{
	og_json_open(j, NULL, '{');
	og_json_number(j, "id", store->id);
	og_json_text(j, "verdict", stores[store->verdict]);
	og_json_number(j, "free_mb", store->free_mb);
	og_json_close(j, '}');
}

static void put_host(struct og_json *j, const struct og_explain_host *h)
{
	og_json_open(j, NULL, '{');
	og_json_number(j, "id", h->id);
	og_json_text(j, "name", h->name);
	og_json_bool(j, "fits", h->fits);
	og_json_bool(j, "chosen", h->is_chosen);
	put_word(j, "locality", h->fits ? localities[h->locality] : NULL);
	put_word(j, "reason", h->fits ? NULL : reasons[h->why]);
	put_word(j, "detail", *h->story ? h->story : NULL);
	put_cpus(j, "cpu_free", h->cpu_free);
	og_json_number(j, "memory_free_mib", h->memory_free / 1024);
	og_json_open(j, "pci", '[');
	for (size_t i = 0; i < h->n_pcis; i++)
		put_pci(j, &h->pcis[i]);
	og_json_close(j, ']');
	put_word(j, "devices_share", h->has_several ? shares[h->share] : NULL);
	og_json_open(j, "nodes", '[');
	for (size_t i = 0; i < h->n_nodes; i++)
		put_node(j, &h->nodes[i]);
	og_json_close(j, ']');
	og_json_open(j, "datastores", '[');
	for (size_t i = 0; i < h->n_stores; i++)
		put_store(j, &h->stores[i]);
	og_json_close(j, ']');
	og_json_close(j, '}');
}

static void put_change(struct og_json *j, const struct og_explain_change *c)
{
	if (c->kind == OG_CHANGE_NONE) {
		og_json_raw(j, "change", "null");
		return;
	}
	og_json_open(j, "change", '{');
	og_json_text(j, "kind", changes[c->kind]);
	og_json_number(j, "host", c->host);
	if (c->kind == OG_CHANGE_CPU)
		put_cpus(j, "amount", c->amount);
	else
		og_json_number(j, "amount", c->amount);
	og_json_text(j, "text", c->text);
	og_json_close(j, '}');
}

static void put_vm(struct og_json *j, const struct og_explain_vm *vm)
{
	og_json_open(j, NULL, '{');
	og_json_number(j, "id", vm->id);
	put_word(j, "fault", vm->fault);
	og_json_text(j, "pci_numa_policy", og_policy_name(vm->policy));
	og_json_text(j, "pin_policy", og_pin_name(vm->pin));
	put_cpus(j, "cpu", vm->cpu);
	og_json_number(j, "memory_mib", vm->memory / 1024);
	og_json_number(j, "disk_mb", vm->disk_mb);
	og_json_number(j, "hugepage_mib", (int64_t)vm->hugepage_mb);
	og_json_open(j, "vnodes", '[');
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		og_json_open(j, NULL, '{');
		og_json_number(j, "cpus", vm->vnodes[i].cpus);
		og_json_number(j, "memory_mib", vm->vnodes[i].memory / 1024);
		og_json_close(j, '}');
	}
	og_json_close(j, ']');
	og_json_number(j, "hosts_ruled_out", (int64_t)vm->n_refused);
	og_json_open(j, "hosts", '[');
	for (size_t i = 0; i < vm->n_hosts; i++)
		put_host(j, &vm->hosts[i]);
	og_json_close(j, ']');
	put_change(j, &vm->change);
	og_json_close(j, '}');
}

void og_explain_json(const struct og_explain *explain, struct og_buf *out)
{
	struct og_json j = { .out = out };

	og_json_open(&j, NULL, '{');
	og_json_open(&j, "vms", '[');
	for (size_t i = 0; i < explain->n_vms; i++)
		put_vm(&j, &explain->vms[i]);
	og_json_close(&j, ']');
	og_json_close(&j, '}');
}
