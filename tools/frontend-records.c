// SPDX-License-Identifier: Apache-2.0
/*
 * Checks of what oned wrote down of hosts, whether it is still so. oned writes
 * down a device or a core when it first sees it and reads little of it again,
 * so a record can be older than the probe, and only a host made anew has new
 * ones.
 */
#include <ctype.h>

#include "frontend-part.h"
#include "remake.h"

enum { SHOWN = 6 };

/* --- nodes --- */

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
		og_front_host_sync(
			og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
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
		og_front_host_sync(remark, host);
	}
}

void og_front_nodes(const struct og_front_facts *facts,
		    struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!og_front_hosts_seen(facts, finding))
		return;
	for (size_t at = 0; (host = og_front_hosts_next(facts, &at));)
		judge_nodes(facts, host, finding);
	og_front_hosts_fine(facts, "nodes, cores and distances are whole",
			    finding);
}

/* --- devices --- */

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

	if (!og_front_hosts_seen(facts, finding))
		return;
	for (size_t at = 0; (host = og_front_hosts_next(facts, &at));) {
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
		og_front_hosts_fine(facts,
				    "devices are as onegpu's probe lists them",
				    finding);
}
