// SPDX-License-Identifier: Apache-2.0
#include "frontend.h"

#include <errno.h>

const struct og_front_check og_front_checks[OG_FRONT_CHECKS] = {
	{ "OpenNebula", og_front_version },
	{ "probes", og_front_probes },
	{ "replaced scripts", og_front_replaced },
	{ "scheduler", og_front_sched },
	{ "driver", og_front_driver },
	{ "programs of nodes", og_front_machines },
	{ "SCHED_MAD", og_front_sched_mad },
	{ "VM_MAD", og_front_vm_mad },
	{ "monitoring", og_front_monitoring },
	{ "remotes of hosts", og_front_synced },
	{ "PIN_POLICY", og_front_pinned },
	{ "records of nodes", og_front_nodes },
	{ "records of devices", og_front_devices },
};

static const char *const step_names[OG_STEPS] = {
	[OG_STEP_PROBES] = "probes",
	[OG_STEP_SCHED] = "sched",
	[OG_STEP_DRIVER] = "driver",
};

/* As onegpu-install check writes them. */
static const char *const state_names[OG_FRONT_STATES] = {
	[OG_FRONT_OK] = "ok",	      [OG_FRONT_MISSING] = "missing",
	[OG_FRONT_OLDER] = "older",   [OG_FRONT_CHANGED] = "changed",
	[OG_FRONT_MODE] = "mode",     [OG_FRONT_OWNER] = "owner",
	[OG_FRONT_EDITED] = "edited", [OG_FRONT_STALE] = "stale",
	[OG_FRONT_ON] = "on",	      [OG_FRONT_UNSEEN] = "unseen",
};

const char *og_step_name(enum og_step step)
{
	return step_names[step];
}

unsigned og_front_major(const char *version)
{
	unsigned major = 0;

	for (; *version >= '0' && *version <= '9' && major < 1000; version++)
		major = major * 10 + (unsigned)(*version - '0');
	return *version == '.' ? major : 0;
}

/* --- what onegpu-install check says --- */

void og_front_tree_free(struct og_front_tree *tree)
{
	for (size_t i = 0; i < tree->n_files; i++)
		free(tree->files[i].path);
	free(tree->files);
	for (size_t i = 0; i < OG_STEPS; i++)
		free(tree->steps[i].version);
	*tree = (struct og_front_tree){ 0 };
}

/* Which of the names that is; -1: none. */
static int find_name(const char *const *names, int n, const char *word,
		     size_t len)
{
	for (int i = 0; i < n; i++)
		if (strlen(names[i]) == len && memcmp(names[i], word, len) == 0)
			return i;
	return -1;
}

/* STATE, STEP and PATH between tabs; or "step", STEP and a version. */
static int take_line(struct og_front_tree *tree, const char *line, size_t len)
{
	const char *end = line + len;
	const char *step = memchr(line, '\t', len);
	const char *path =
		step ? memchr(step + 1, '\t', (size_t)(end - step - 1)) : NULL;
	struct og_front_file file;
	int state, of;

	if (!path || memchr(path + 1, '\t', (size_t)(end - path - 1)) ||
	    memchr(line, '\0', len))
		return -EINVAL;
	of = find_name(step_names, OG_STEPS, step + 1,
		       (size_t)(path - step - 1));
	if (of < 0)
		return -EINVAL;
	if (step - line == 4 && memcmp(line, "step", 4) == 0) {
		tree->steps[of].there = true;
		free(tree->steps[of].version);
		tree->steps[of].version =
			og_strndup(path + 1, (size_t)(end - path - 1));
		return 0;
	}
	state = find_name(state_names, OG_FRONT_STATES, line,
			  (size_t)(step - line));
	if (state < 0 || path + 1 == end)
		return -EINVAL;
	file = (struct og_front_file){
		.state = (enum og_front_state)state,
		.step = (enum og_step)of,
		.path = og_strndup(path + 1, (size_t)(end - path - 1)),
	};
	OG_RESERVE(tree->files, tree->n_files + 1, tree->cap_files);
	tree->files[tree->n_files++] = file;
	return 0;
}

int og_front_tree_parse(const char *text, size_t len,
			struct og_front_tree *ret_tree, struct og_err *err)
{
	og_cleanup(og_front_tree_free) struct og_front_tree tree = { 0 };

	for (unsigned line = 1; len; line++) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;

		if (!end || take_line(&tree, text, n) < 0)
			return og_err_set(err, -EINVAL,
					  "line %u is not understood: \"%.*s\"",
					  line, n > 200 ? 200 : (int)n, text);
		text += n + 1;
		len -= n + 1;
	}
	*ret_tree = tree;
	tree = (struct og_front_tree){ 0 };
	return 0;
}

/* --- the report --- */

void og_front_run(const struct og_front_facts *facts,
		  struct og_front_report *ret_report)
{
	struct og_front_report report = { .facts = facts };

	for (size_t i = 0; i < OG_FRONT_CHECKS; i++)
		og_front_checks[i].fn(facts, &report.findings[i]);
	*ret_report = report;
}

void og_front_report_free(struct og_front_report *report)
{
	for (size_t i = 0; i < OG_FRONT_CHECKS; i++)
		og_finding_free(&report->findings[i]);
	*report = (struct og_front_report){ 0 };
}

enum og_doctor_status og_front_worst(const struct og_front_report *report)
{
	enum og_doctor_status worst = OG_DOCTOR_NA;

	for (size_t i = 0; i < OG_FRONT_CHECKS; i++)
		if (og_finding_status(&report->findings[i]) > worst)
			worst = og_finding_status(&report->findings[i]);
	return worst;
}
