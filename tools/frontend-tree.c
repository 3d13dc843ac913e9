// SPDX-License-Identifier: Apache-2.0
/* Checks of remotes/: what is onegpu's in it, and what is OpenNebula's. */
#include <ctype.h>

#include "frontend.h"

enum { SHOWN = 4 };

static void add_install(struct og_remark *remark,
			const struct og_front_facts *facts)
{
	og_buf_fmt(&remark->mend, "# onegpu install --remotes %s\n",
		   facts->remotes);
	og_buf_str(&remark->mend, "$ onehost sync -f && onehost forceupdate\n");
}

void og_front_version(const struct og_front_facts *facts,
		      struct og_finding *finding)
{
	const char *version = facts->version;
	unsigned major = version ? og_front_major(version) : 0;

	if (!version)
		og_finding_unseen(finding, NULL, "%s/VERSION", facts->remotes);
	else if (!major)
		og_finding_add(finding, OG_DOCTOR_WARN, NULL,
			       "%s/VERSION is no version: \"%s\"",
			       facts->remotes, version);
	else if (major < 6 || (major == 6 && strncmp(version, "6.10", 4) != 0))
		og_buf_str(&og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					   "%s, onegpu needs 6.10 or later",
					   version)
				    ->mend,
			   "Upgrade OpenNebula first.\n");
	else if (major > 7)
		og_finding_add(finding, OG_DOCTOR_WARN, NULL,
			       "%s, onegpu was made for 6.10 to 7", version);
	else if (major == 6)
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%s; it asks no other scheduler", version);
	else
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "%s", version);
}

/* Files in one of these states, named up to a few. */
static size_t list_files(const struct og_front_facts *facts, enum og_step step,
			 enum og_front_state state, struct og_buf *out)
{
	const struct og_front_tree *tree = &facts->tree;
	size_t n = 0;

	for (size_t i = 0; i < tree->n_files; i++) {
		const struct og_front_file *file = &tree->files[i];

		if (file->step != step || file->state != state)
			continue;
		if (n++ < SHOWN)
			og_buf_fmt(out, "%s%s", n > 1 ? ", " : "", file->path);
	}
	if (n > SHOWN)
		og_buf_fmt(out, " and %zu more", n - SHOWN);
	return n;
}

static const struct {
	enum og_front_state state;
	enum og_doctor_status status;
	const char *text;
} tree_faults[] = {
	{ OG_FRONT_MISSING, OG_DOCTOR_FAIL, "missing" },
	{ OG_FRONT_MODE, OG_DOCTOR_FAIL, "cannot be run" },
	{ OG_FRONT_CHANGED, OG_DOCTOR_FAIL, "not as onegpu laid it down" },
	{ OG_FRONT_OLDER, OG_DOCTOR_WARN, "of another version than this" },
	{ OG_FRONT_OWNER, OG_DOCTOR_WARN, "not the owner's of the folder" },
	{ OG_FRONT_STALE, OG_DOCTOR_WARN, "of an older onegpu" },
};

/* False where the step was not installed, which is said. */
static bool judge_step(const struct og_front_facts *facts, enum og_step step,
		       struct og_finding *finding)
{
	if (!facts->tree.steps[step].there) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "this step is not installed");
		return false;
	}
	for (size_t i = 0; i < OG_COUNT(tree_faults); i++) {
		og_autobuf names = OG_BUF_INIT;

		if (list_files(facts, step, tree_faults[i].state, &names))
			add_install(og_finding_add(
					    finding, tree_faults[i].status,
					    NULL, "%s: %s", tree_faults[i].text,
					    og_buf_text(&names)),
				    facts);
	}
	return true;
}

static void say_step(const struct og_front_facts *facts, enum og_step step,
		     struct og_finding *finding)
{
	og_autobuf names = OG_BUF_INIT;
	const char *version;
	size_t n;

	if (!judge_step(facts, step, finding))
		return;
	version = facts->tree.steps[step].version;
	n = list_files(facts, step, OG_FRONT_UNSEEN, &names);
	if (n && !finding->n)
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "all there, of %s; %zu of the programs are not "
			       "installed here to compare with",
			       *version ? version : "an older onegpu", n);
	else if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "all there, of this onegpu (%s)",
			       facts->own_version);
}

void og_front_probes(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	say_step(facts, OG_STEP_PROBES, finding);
}

void og_front_sched(const struct og_front_facts *facts,
		    struct og_finding *finding)
{
	if (!facts->n_schedulers && !facts->tree.steps[OG_STEP_SCHED].there)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "this OpenNebula has no remotes/scheduler");
	else
		say_step(facts, OG_STEP_SCHED, finding);
}

void og_front_driver(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	say_step(facts, OG_STEP_DRIVER, finding);
}

void og_front_replaced(const struct og_front_facts *facts,
		       struct og_finding *finding)
{
	og_autobuf names = OG_BUF_INIT;
	struct og_remark *remark;

	if (!facts->tree.steps[OG_STEP_PROBES].there) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "this step is not installed");
		return;
	}
	if (!list_files(facts, OG_STEP_PROBES, OG_FRONT_ON, &names)) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "all are switched off");
		return;
	}
	remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
				"on again beside onegpu's probes: %s",
				og_buf_text(&names));
	og_buf_str(&remark->mend,
		   "An upgrade of OpenNebula's packages does that.\n");
	add_install(remark, facts);
}

/* --- programs of nodes --- */

/* "x86_64" of onegpu/x86_64/onegpu-pci, and the length of it; 0: none. */
static size_t machine_of(const struct og_front_file *file,
			 const char **ret_machine)
{
	static const char folder[] = "onegpu/";
	const char *name = file->path + sizeof(folder) - 1;

	if (strncmp(file->path, folder, sizeof(folder) - 1) != 0 ||
	    !strchr(name, '/'))
		return 0;
	*ret_machine = name;
	return strcspn(name, "/");
}

static bool has_machine(const struct og_front_facts *facts, const char *name)
{
	const struct og_front_tree *tree = &facts->tree;

	for (size_t i = 0; i < tree->n_files; i++) {
		const char *machine = "";
		size_t len = machine_of(&tree->files[i], &machine);

		if (len && strlen(name) == len &&
		    memcmp(machine, name, len) == 0 &&
		    tree->files[i].state != OG_FRONT_STALE)
			return true;
	}
	return false;
}

static bool is_word(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '_')
			return false;
	return true;
}

/* Hosts of a kind that there are no programs for, which each names once. */
static void judge_machines(const struct og_front_facts *facts,
			   struct og_finding *finding)
{
	const struct og_fronthosts *hosts = &facts->hosts;

	for (size_t i = 0; i < hosts->n_hosts; i++) {
		const struct og_fronthost *host = &hosts->hosts[i];
		struct og_remark *remark;

		if (!og_fronthost_is_kvm(host) || !host->arch ||
		    !is_word(host->arch) || has_machine(facts, host->arch))
			continue;
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"host %d %s is %s, and there are none "
					"for such nodes",
					host->id, host->name, host->arch);
		og_buf_fmt(&remark->mend,
			   "In a build for %s: make install-nodes, then:\n",
			   host->arch);
		add_install(remark, facts);
	}
}

void og_front_machines(const struct og_front_facts *facts,
		       struct og_finding *finding)
{
	const struct og_front_tree *tree = &facts->tree;
	og_autobuf names = OG_BUF_INIT;
	const char *last = "";
	size_t last_len = 0;

	if (!tree->steps[OG_STEP_PROBES].there) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "probes are not installed");
		return;
	}
	judge_machines(facts, finding);
	for (size_t i = 0; i < tree->n_files; i++) {
		const char *machine = "";
		size_t len = machine_of(&tree->files[i], &machine);

		if (!len || tree->files[i].state == OG_FRONT_STALE ||
		    (len == last_len && memcmp(machine, last, len) == 0))
			continue;
		og_buf_str(&names, names.len ? ", " : "");
		og_buf_add(&names, machine, len);
		last = machine;
		last_len = len;
	}
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "for %s%s",
			       og_buf_text(&names),
			       facts->hosts_unseen ? "; hosts were not seen"
						   : "");
}
