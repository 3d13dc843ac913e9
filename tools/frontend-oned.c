// SPDX-License-Identifier: Apache-2.0
/* Checks of oned.conf: whom oned asks to place VMs and to start them. */
#include <strings.h>

#include "doctor-assign.h"
#include "frontend.h"

static const char ours[] = "onegpu";

/* One command line's words, as OpenNebula's drivers parse theirs. */
struct words {
	struct og_piece rest, word;
	bool more;
};

static struct words words_of(const char *text)
{
	struct words words = { .rest = { text, strlen(text) } };

	words.more = og_piece_word(&words.rest, &words.word);
	return words;
}

static void next(struct words *words)
{
	words->more = og_piece_word(&words->rest, &words->word);
}

/*
 * The value of an option, "p" or "placer", which it must have: behind it, or
 * as the next word. NULL: not given. The caller frees.
 */
static char *option(const char *args, char letter, const char *name)
{
	const size_t len = strlen(name);
	struct words words;
	char *found = NULL;

	for (words = words_of(args); words.more; next(&words)) {
		struct og_piece word = words.word;
		const bool is_long = word.len > len + 1 && word.s[0] == '-' &&
				     word.s[1] == '-' &&
				     memcmp(word.s + 2, name, len) == 0;
		const bool is_short =
			word.len > 1 && word.s[0] == '-' && word.s[1] == letter;

		if (!is_long && !is_short)
			continue;
		if (is_long && word.len > len + 2 && word.s[len + 2] != '=')
			continue;
		if (is_long && word.len > len + 2) {
			word.s += len + 3, word.len -= len + 3;
		} else if (is_short && word.len > 2) {
			word.s += 2, word.len -= 2;
		} else {
			next(&words);
			word = words.more ? words.word : (struct og_piece){ 0 };
		}
		free(found);
		found = og_strndup(word.len ? word.s : "", word.len);
	}
	return found;
}

/* Whether an option of one_vmm_exec takes the next word as its value. */
static bool takes_next(const struct og_piece *word, const struct words *after)
{
	static const char *const may[] = {
		"-r", "-t", "-w", "--retries", "--threads", "--timeout"
	};
	static const char *const must[] = {
		"-l", "-d", "-s", "--local", "--delegate", "--shell"
	};

	for (size_t i = 0; i < OG_COUNT(must); i++)
		if (og_piece_is(word, must[i]))
			return true;
	for (size_t i = 0; i < OG_COUNT(may); i++)
		if (og_piece_is(word, may[i]))
			return after->more && after->word.s[0] != '-';
	return false;
}

/* one_vmm_exec's first argument that is no option: a folder of vmm/. */
static char *folder_of(const char *args)
{
	struct words words = words_of(args);

	while (words.more) {
		const struct og_piece word = words.word;

		if (word.s[0] != '-')
			return og_strndup(word.s, word.len);
		next(&words);
		if (takes_next(&word, &words))
			next(&words);
	}
	return og_strdup("");
}

static bool can_see(const struct og_front_facts *facts,
		    struct og_finding *finding)
{
	if (!facts->oned_unseen)
		return true;
	og_buf_str(&og_finding_unseen(finding, NULL, "%s", facts->oned_unseen)
			    ->mend,
		   "Run this as root or oneadmin on the front-end, or give "
		   "--oned-conf FILE.\n");
	return false;
}

static void add_edit(struct og_remark *remark,
		     const struct og_front_facts *facts, const char *where,
		     const char *line)
{
	og_buf_fmt(&remark->mend, "In %s, in %s:\n", facts->oned_conf, where);
	og_buf_fmt(&remark->mend, "  %s\n", line);
	og_buf_str(&remark->mend, "# systemctl restart opennebula\n");
}

/* --- SCHED_MAD --- */

static const char sched_line[] = "ARGUMENTS = \"-t 15 -p onegpu -o onegpu\"";

static bool has_scheduler(const struct og_front_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_schedulers; i++)
		if (strcmp(facts->schedulers[i], name) == 0)
			return true;
	return false;
}

/* One of -p and -o. */
static void judge_scheduler(const struct og_front_facts *facts,
			    const struct og_oned_attr *attr, const char *which,
			    const char *name, struct og_finding *finding)
{
	struct og_remark *remark;

	if (!has_scheduler(facts, name)) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"line %u: %s %s, and there is no %s/"
					"scheduler/%s",
					attr->line, which, name, facts->remotes,
					name);
		if (strcmp(name, ours) == 0)
			og_buf_fmt(&remark->mend,
				   "# onegpu install --remotes %s --only "
				   "sched\n",
				   facts->remotes);
		else
			add_edit(remark, facts, "SCHED_MAD", sched_line);
	} else if (strcmp(name, ours) != 0 &&
		   facts->tree.steps[OG_STEP_SCHED].there) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"line %u: %s %s: onegpu's scheduler is "
					"installed and not asked",
					attr->line, which, name);
		add_edit(remark, facts, "SCHED_MAD", sched_line);
	}
}

/* OpenNebula before 7.0 has a scheduler of its own and no SCHED_MAD. */
static bool has_sched_mad(const struct og_front_facts *facts,
			  struct og_finding *finding)
{
	if (facts->version && og_front_major(facts->version) == 6) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "OpenNebula %s asks no other scheduler",
			       facts->version);
		return false;
	}
	return can_see(facts, finding);
}

void og_front_sched_mad(const struct og_front_facts *facts,
			struct og_finding *finding)
{
	const struct og_oned_attr *attr;
	og_autofree char *placer = NULL, *optimizer = NULL;
	const char *args;

	if (!has_sched_mad(facts, finding))
		return;
	attr = og_onedconf_next(&facts->oned, NULL, "SCHED_MAD");
	if (!attr) {
		add_edit(og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"%s has no SCHED_MAD: nothing places "
					"VMs",
					facts->oned_conf),
			 facts, "a SCHED_MAD with EXECUTABLE = \"one_sched\"",
			 sched_line);
		return;
	}
	if (strcmp(og_oned_attr_get(attr, "EXECUTABLE"), "one_sched") != 0)
		add_edit(og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"line %u: EXECUTABLE is \"%s\", which "
					"onegpu knows nothing of",
					attr->line,
					og_oned_attr_get(attr, "EXECUTABLE")),
			 facts, "SCHED_MAD", "EXECUTABLE = \"one_sched\"");
	args = og_oned_attr_get(attr, "ARGUMENTS");
	placer = option(args, 'p', "placer");
	optimizer = option(args, 'o', "optimizer");
	judge_scheduler(facts, attr, "-p", placer ? placer : "rank", finding);
	judge_scheduler(facts, attr, "-o", optimizer ? optimizer : "one_drs",
			finding);
	if (finding->n)
		return;
	if (placer && strcmp(placer, ours) == 0)
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "onegpu places VMs");
	else
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "%s places VMs; the step sched is not installed",
			       placer ? placer : "rank");
}

/* --- VM_MAD --- */

static const char vmm_line[] = "ARGUMENTS = \"-t 15 -r 0 onegpu -p\"";

static bool is_known_type(const char *type)
{
	return strcasecmp(type, "kvm") == 0 || strcasecmp(type, "xml") == 0 ||
	       strcasecmp(type, "qemu") == 0;
}

/* One that starts VMs through us. */
static void judge_ours(const struct og_front_facts *facts,
		       const struct og_oned_attr *attr,
		       struct og_finding *finding)
{
	const char *name = og_oned_attr_get(attr, "NAME");
	const char *type = og_oned_attr_get(attr, "TYPE");
	struct og_remark *remark;

	if (!facts->tree.steps[OG_STEP_DRIVER].there) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"line %u: \"%s\" starts VMs with "
					"onegpu, which is not in %s/vmm",
					attr->line, name, facts->remotes);
		og_buf_fmt(&remark->mend,
			   "# onegpu install --remotes %s --only driver\n",
			   facts->remotes);
	} else if (!is_known_type(type)) {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"line %u: TYPE of \"%s\" is \"%s\": "
					"onegpu reads what kvm and xml make",
					attr->line, name, type);
		add_edit(remark, facts, "that VM_MAD", "TYPE = \"kvm\"");
	} else {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "\"%s\" starts VMs with onegpu, from %s", name,
			       strcasecmp(type, "xml") == 0
				       ? "the VM and onegpu-driver.yaml"
				       : "oned's domain");
	}
}

void og_front_vm_mad(const struct og_front_facts *facts,
		     struct og_finding *finding)
{
	const bool installed = facts->tree.steps[OG_STEP_DRIVER].there;
	const struct og_oned_attr *attr = NULL;

	if (!can_see(facts, finding))
		return;
	while ((attr = og_onedconf_next(&facts->oned, attr, "VM_MAD"))) {
		const char *args = og_oned_attr_get(attr, "ARGUMENTS");
		const char *name = og_oned_attr_get(attr, "NAME");
		og_autofree char *folder = folder_of(args);

		if (strcmp(folder, ours) == 0)
			judge_ours(facts, attr, finding);
		else if (strcmp(name, "kvm") == 0 && installed)
			add_edit(og_finding_add(finding, OG_DOCTOR_WARN, NULL,
						"line %u: \"kvm\" starts VMs "
						"with %s: onegpu's driver is "
						"installed and not asked",
						attr->line,
						*folder ? folder : "nothing"),
				 facts, "VM_MAD of NAME = \"kvm\"", vmm_line);
	}
	if (!finding->n && installed)
		add_edit(og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"%s has no VM_MAD of NAME = \"kvm\"",
					facts->oned_conf),
			 facts,
			 "the VM_MAD of NAME = \"kvm\" that comes with "
			 "OpenNebula",
			 vmm_line);
	else if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "the step driver is not installed");
}
