// SPDX-License-Identifier: Apache-2.0
/*
 * Checks of the hosts that oned knows: whether each has what the front-end
 * has, and whether what oned wrote down of it is still so. oned writes down a
 * device or a core when it first sees it and reads little of it again, so a
 * record can be older than the probe, and only a host made anew has new ones.
 */
#include <ctype.h>
#include <strings.h>

#include "frontend.h"
#include "remake.h"

enum { SHOWN = 6 };

static bool can_see(const struct og_front_facts *facts,
		    struct og_finding *finding)
{
	if (!facts->hosts_unseen)
		return true;
	og_buf_str(
		&og_finding_unseen(finding, NULL, "%s", facts->hosts_unseen)
			 ->mend,
		"Run this as oneadmin on the front-end, or give --hosts FILE, "
		"what this prints:\n"
		"$ onehost list --xml\n");
	return false;
}

static const struct og_fronthost *next_host(const struct og_front_facts *facts,
					    size_t *at)
{
	while (*at < facts->hosts.n_hosts) {
		const struct og_fronthost *host = &facts->hosts.hosts[(*at)++];

		if (og_fronthost_is_kvm(host))
			return host;
	}
	return NULL;
}

static bool is_off(const struct og_fronthost *host)
{
	return host->state == OG_HOST_DISABLED ||
	       host->state == OG_HOST_MONITORING_DISABLED ||
	       host->state == OG_HOST_OFFLINE;
}

/* Nothing was found: so many hosts are as they should be. */
static void say_fine(const struct og_front_facts *facts, const char *what,
		     struct og_finding *finding)
{
	size_t n = 0;

	if (finding->n)
		return;
	for (size_t at = 0; next_host(facts, &at);)
		n++;
	if (n)
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "%zu %s: %s", n,
			       n == 1 ? "host" : "hosts", what);
	else
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "oned knows no host with KVM");
}

/* --- monitoring --- */

static void add_probe(struct og_remark *remark, const struct og_fronthost *host)
{
	og_buf_str(&remark->mend, "What the probes say themselves:\n$ ssh ");
	og_remake_word(host->name, &remark->mend);
	og_buf_str(&remark->mend, " /var/tmp/one/im/kvm-probes.d/host/system/"
				  "onegpu-pci\n");
	og_buf_fmt(&remark->mend, "$ onehost forceupdate %d\n", host->id);
}

void og_front_monitoring(const struct og_front_facts *facts,
			 struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!can_see(facts, finding))
		return;
	for (size_t at = 0; (host = next_host(facts, &at));) {
		if (host->state == OG_HOST_ERROR ||
		    host->state == OG_HOST_MONITORING_ERROR)
			add_probe(og_finding_add(
					  finding, OG_DOCTOR_FAIL, NULL,
					  "host %d %s is in error: %s",
					  host->id, host->name,
					  host->error
						  ? host->error
						  : "oned does not say why"),
				  host);
		else if (host->error && !is_off(host))
			add_probe(og_finding_add(finding, OG_DOCTOR_WARN, NULL,
						 "host %d %s: %s", host->id,
						 host->name, host->error),
				  host);
		else if (host->state == OG_HOST_INIT ||
			 host->state == OG_HOST_MONITORING_INIT)
			add_probe(og_finding_add(finding, OG_DOCTOR_WARN, NULL,
						 "host %d %s was not monitored "
						 "yet",
						 host->id, host->name),
				  host);
	}
	say_fine(facts, "no error", finding);
}

/* --- remotes of hosts --- */

static void add_sync(struct og_remark *remark, const struct og_fronthost *host)
{
	og_buf_fmt(&remark->mend,
		   "$ onehost sync -f %d && onehost forceupdate %d\n", host->id,
		   host->id);
}

void og_front_synced(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (facts->unsynced)
		og_buf_str(&og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					   "something was laid down since the "
					   "last onehost sync: nodes do not "
					   "have it")
				    ->mend,
			   "$ onehost sync -f && onehost forceupdate\n");
	if (!can_see(facts, finding))
		return;
	for (size_t at = 0; (host = next_host(facts, &at));) {
		const char *version = host->version ? host->version : "none";

		/* Of others nothing is heard, and sync passes them by. */
		if (is_off(host) || !facts->version ||
		    strcmp(version, facts->version) == 0)
			continue;
		add_sync(og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"host %d %s has remotes of %s, the "
					"front-end of %s",
					host->id, host->name, version,
					facts->version),
			 host);
	}
	say_fine(facts, "remotes of the front-end's version", finding);
}

/* --- PIN_POLICY --- */

void og_front_pinned(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!can_see(facts, finding))
		return;
	for (size_t at = 0; (host = next_host(facts, &at));) {
		const size_t gpus = og_fronthost_gpus(host);
		struct og_remark *remark;

		if (!gpus ||
		    (host->pin && strcasecmp(host->pin, "PINNED") == 0))
			continue;
		remark = og_finding_add(
			finding, OG_DOCTOR_WARN, NULL,
			"host %d %s has %zu %s and is not pinned: no VM with a "
			"PIN_POLICY goes there",
			host->id, host->name, gpus, gpus == 1 ? "GPU" : "GPUs");
		og_buf_str(&remark->mend,
			   "VMs without a pin then go elsewhere.\n"
			   "$ echo 'PIN_POLICY = \"PINNED\"' >pinned\n");
		og_buf_fmt(&remark->mend,
			   "$ onehost update %d pinned --append\n", host->id);
	}
	say_fine(facts, "pinned, or without a GPU", finding);
}

/* --- records of nodes --- */

/* The first node whose DISTANCE does not name all of them; NULL: none. */
static const struct og_node *short_distance(const struct og_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].n_distance < host->n_nodes)
			return &host->nodes[i];
	return NULL;
}

static bool has_probes(const struct og_front_facts *facts)
{
	return facts->tree.steps[OG_STEP_PROBES].there;
}

static void judge_nodes(const struct og_front_facts *facts,
			const struct og_fronthost *host,
			struct og_finding *finding)
{
	const struct og_node *node = short_distance(&host->host);

	if (host->fault.code) {
		og_remake_host(host,
			       &og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					       "host %d %s cannot be: %s",
					       host->id, host->name,
					       host->fault.msg)
					->mend);
	} else if (!host->host.n_nodes && host->n_devices) {
		add_sync(og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"host %d %s has no NUMA nodes: nothing "
					"can be pinned there",
					host->id, host->name),
			 host);
	} else if (node) {
		struct og_remark *remark = og_finding_add(
			finding, OG_DOCTOR_FAIL, NULL,
			"host %d %s: DISTANCE of node %d has %zu of %zu nodes, "
			"as OpenNebula's numa_host.rb writes it, and oned "
			"reads past its end",
			host->id, host->name, node->id, node->n_distance,
			host->host.n_nodes);

		if (!has_probes(facts))
			og_buf_fmt(&remark->mend,
				   "onegpu-numa writes all of them:\n"
				   "$ onegpu install --remotes %s --only "
				   "probes\n",
				   facts->remotes);
		add_sync(remark, host);
	}
}

void og_front_nodes(const struct og_front_facts *facts,
		    struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!can_see(facts, finding))
		return;
	for (size_t at = 0; (host = next_host(facts, &at));)
		judge_nodes(facts, host, finding);
	say_fine(facts, "nodes, cores and distances are whole", finding);
}

/* --- records of devices --- */

static const struct og_probed *probed_of(const struct og_front_facts *facts,
					 const struct og_fronthost *host)
{
	for (size_t i = 0; i < facts->n_probed; i++)
		if (strcmp(facts->probed[i].host, host->name) == 0)
			return &facts->probed[i].devices;
	return NULL;
}

/* What the record says, -1 where it says nothing. */
static int32_t node_of(const struct og_frontdev *dev)
{
	int32_t node = 0;

	if (!dev->node || !isdigit((unsigned char)dev->node[0]))
		return -1;
	for (const char *p = dev->node; *p; p++) {
		if (!isdigit((unsigned char)*p) || node > 99999)
			return -1;
		node = node * 10 + (*p - '0');
	}
	return node;
}

/* Why a record is not to be believed. The first that is true of it. */
enum stale { FINE, MOVED, NO_SUCH_NODE, NO_NODE, OF_BEFORE, STALES };

static enum stale judge_device(const struct og_fronthost *host,
			       const struct og_frontdev *dev,
			       const struct og_probed *probed)
{
	const struct og_probed_device *now =
		probed ? og_probed_find(probed, &dev->bdf) : NULL;
	const int32_t node = node_of(dev);

	if (now && now->node != node)
		return MOVED;
	if (!host->fault.code && node >= 0 && host->host.n_nodes &&
	    !og_host_node(&host->host, node))
		return NO_SUCH_NODE;
	if (node < 0 && !now && host->host.n_nodes > 1)
		return NO_NODE;
	return dev->from_onegpu ? FINE : OF_BEFORE;
}

static const struct {
	enum og_doctor_status status;
	const char *text;
} stale_words[STALES] = {
	[MOVED] = { OG_DOCTOR_FAIL, "NUMA_NODE is not what the probe says" },
	[NO_SUCH_NODE] = { OG_DOCTOR_FAIL,
			   "NUMA_NODE is none of the host's nodes" },
	[NO_NODE] = { OG_DOCTOR_WARN,
		      "NUMA_NODE is not known, or was not when oned first saw "
		      "it" },
	[OF_BEFORE] = { OG_DOCTOR_WARN,
			"known since before onegpu's probe: its switch, socket "
			"and state are missing" },
};

static void add_device(const struct og_frontdev *dev,
		       const struct og_probed *probed, enum stale stale,
		       struct og_buf *out)
{
	const struct og_probed_device *now =
		probed ? og_probed_find(probed, &dev->bdf) : NULL;
	char name[OG_BDF_TEXT];

	og_bdf_short(&dev->bdf, name);
	og_buf_fmt(out, "%s%s", out->len ? ", " : "", name);
	if (stale == NO_SUCH_NODE)
		og_buf_fmt(out, " (%s)", dev->node);
	else if (stale == MOVED && now && now->node >= 0)
		og_buf_fmt(out, " (%s, now %d)", dev->node ? dev->node : "-",
			   now->node);
	else if (stale == MOVED)
		og_buf_fmt(out, " (%s, now -)", dev->node ? dev->node : "-");
}

static void judge_kind(const struct og_fronthost *host,
		       const struct og_probed *probed, enum stale stale,
		       struct og_finding *finding)
{
	og_autobuf names = OG_BUF_INIT;
	struct og_remark *remark;
	size_t n = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		if (judge_device(host, &host->devices[i], probed) == stale &&
		    n++ < SHOWN)
			add_device(&host->devices[i], probed, stale, &names);
	if (!n)
		return;
	if (n > SHOWN)
		og_buf_fmt(&names, " and %zu more", n - SHOWN);
	remark = og_finding_add(finding, stale_words[stale].status, NULL,
				"host %d %s: %s: %s", host->id, host->name,
				stale_words[stale].text, og_buf_text(&names));
	if (stale == NO_NODE)
		og_buf_str(&remark->mend,
			   "Where the probe says a number now, and only then:"
			   "\n");
	og_remake_host(host, &remark->mend);
}

/* Devices that the probe lists and oned does not know, or the other way. */
static void judge_lists(const struct og_fronthost *host,
			const struct og_probed *probed,
			struct og_finding *finding)
{
	size_t known = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		known += og_probed_find(probed, &host->devices[i].bdf) != NULL;
	if (known == host->n_devices && known == probed->n_devices)
		return;
	og_buf_fmt(&og_finding_add(finding, OG_DOCTOR_WARN, NULL,
				   "host %d %s: oned knows %zu devices, the "
				   "probe lists %zu, %zu are in both",
				   host->id, host->name, host->n_devices,
				   probed->n_devices, known)
			    ->mend,
		   "PCI_FILTER of host or cluster may leave some out, and a VM "
		   "keeps what it holds.\n"
		   "$ onehost forceupdate %d\n",
		   host->id);
}

/* Where it has not, a host made anew would be known no better. */
static bool has_run_probe(const struct og_front_facts *facts,
			  const struct og_fronthost *host)
{
	return has_probes(facts) && !facts->unsynced && facts->version &&
	       host->version && strcmp(host->version, facts->version) == 0;
}

void og_front_devices(const struct og_front_facts *facts,
		      struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!can_see(facts, finding))
		return;
	for (size_t at = 0; (host = next_host(facts, &at));) {
		const struct og_probed *probed = probed_of(facts, host);
		int end = has_run_probe(facts, host) ? STALES : OF_BEFORE;

		for (int stale = MOVED; stale < end; stale++)
			judge_kind(host, probed, (enum stale)stale, finding);
		if (probed)
			judge_lists(host, probed, finding);
	}
	if (!finding->n && !has_probes(facts))
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "onegpu's probes are not laid down");
	else
		say_fine(facts, "devices are as onegpu's probe lists them",
			 finding);
}
