// SPDX-License-Identifier: Apache-2.0
/*
 * Checks of the hosts that oned knows: whether each has what the front-end
 * has.
 */
#include <strings.h>

#include "frontend-part.h"
#include "remake.h"

bool og_front_hosts_seen(const struct og_front_facts *facts,
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

const struct og_fronthost *
og_front_hosts_next(const struct og_front_facts *facts, size_t *at)
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

void og_front_hosts_fine(const struct og_front_facts *facts, const char *what,
			 struct og_finding *finding)
{
	size_t n = 0;

	if (finding->n)
		return;
	for (size_t at = 0; og_front_hosts_next(facts, &at);)
		n++;
	if (n)
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "%zu %s: %s", n,
			       n == 1 ? "host" : "hosts", what);
	else
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "oned knows no host with KVM");
}

void og_front_host_sync(struct og_remark *remark,
			const struct og_fronthost *host)
{
	og_buf_fmt(&remark->mend,
		   "$ onehost sync -f %d && onehost forceupdate %d\n", host->id,
		   host->id);
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

	if (!og_front_hosts_seen(facts, finding))
		return;
	for (size_t at = 0; (host = og_front_hosts_next(facts, &at));) {
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
	og_front_hosts_fine(facts, "no error", finding);
}

/* --- remotes of hosts --- */

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
	if (!og_front_hosts_seen(facts, finding))
		return;
	for (size_t at = 0; (host = og_front_hosts_next(facts, &at));) {
		const char *version = host->version ? host->version : "none";

		/* Of others nothing is heard, and sync passes them by. */
		if (is_off(host) || !facts->version ||
		    strcmp(version, facts->version) == 0)
			continue;
		og_front_host_sync(
			og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
				       "host %d %s has remotes of %s, the "
				       "front-end of %s",
				       host->id, host->name, version,
				       facts->version),
			host);
	}
	og_front_hosts_fine(facts, "remotes of the front-end's version",
			    finding);
}

/* --- PIN_POLICY --- */

void og_front_pinned(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	const struct og_fronthost *host;

	if (!og_front_hosts_seen(facts, finding))
		return;
	for (size_t at = 0; (host = og_front_hosts_next(facts, &at));) {
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
	og_front_hosts_fine(facts, "pinned, or without a GPU", finding);
}
