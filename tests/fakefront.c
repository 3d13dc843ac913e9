// SPDX-License-Identifier: Apache-2.0
#include "fakefront.h"

#include "harness.h"

/* What onegpu-install check says of a whole tree, in short. */
static const char whole[] = "step\tdriver\t1.2.3\n"
			    "step\tprobes\t1.2.3\n"
			    "step\tsched\t1.2.3\n"
			    "ok\tdriver\tvmm/onegpu/deploy\n"
			    "ok\tprobes\tonegpu/aarch64/onegpu-pci\n"
			    "ok\tprobes\tonegpu/x86_64/onegpu-pci\n"
			    "ok\tprobes\tim/onegpu-pci\n"
			    "ok\tsched\tscheduler/onegpu/place\n";

static char *file(const char *name)
{
	og_autofree char *path = og_test_path(name);
	og_autobuf text = OG_BUF_INIT;

	og_test_read(path, &text);
	return og_steal(text.data);
}

void og_fakefront_make(struct og_fakefront *ret_front)
{
	*ret_front = (struct og_fakefront){
		.texts = {
			[NOTHING] = og_strdup(""),
			[TREE] = og_strdup(whole),
			[CONF] = file("tests/frontend/oned.conf"),
			[HOSTS] = file("tests/frontend/hosts.xml"),
			[VERSION] = og_strdup("7.4.0"),
		},
	};
}

void og_fakefront_free(struct og_fakefront *front)
{
	for (int i = 0; i < TEXTS; i++)
		free(front->texts[i]);
	og_front_facts_free(&front->facts);
}

void og_fakefront_change(struct og_fakefront *front, enum og_front_text text,
			 const char *from, const char *to)
{
	char *old = front->texts[text];
	const char *at = strstr(old, from);

	ck_assert_msg(at != NULL, "there is no %s", from);
	front->texts[text] = og_asprintf("%.*s%s%s", (int)(at - old), old, to,
					 at + strlen(from));
	free(old);
}

void og_fakefront_read(struct og_fakefront *front)
{
	static const char *const schedulers[] = { "one_drs", "onegpu", "rank" };
	struct og_front_facts *facts = &front->facts;
	struct og_err err = { 0 };

	facts->remotes = "remotes";
	facts->oned_conf = "oned.conf";
	facts->own_version = "1.2.3";
	facts->version = og_strdup(front->texts[VERSION]);
	facts->schedulers =
		og_calloc(OG_COUNT(schedulers), sizeof(*facts->schedulers));
	for (; facts->n_schedulers < OG_COUNT(schedulers);
	     facts->n_schedulers++)
		facts->schedulers[facts->n_schedulers] =
			og_strdup(schedulers[facts->n_schedulers]);
	ck_assert_msg(og_front_tree_parse(front->texts[TREE],
					  strlen(front->texts[TREE]),
					  &facts->tree, &err) == 0,
		      "%s", err.msg);
	ck_assert_msg(og_onedconf_parse(front->texts[CONF],
					strlen(front->texts[CONF]),
					&facts->oned, &err) == 0,
		      "%s", err.msg);
	ck_assert_msg(og_fronthosts_parse(front->texts[HOSTS],
					  strlen(front->texts[HOSTS]),
					  &facts->hosts, &err) == 0,
		      "%s", err.msg);
}

void og_fakefront_expect(const struct og_fakefront *front, const char *name,
			 unsigned check, enum og_doctor_status status,
			 const char *says)
{
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_finding *finding;
	bool said = false;

	og_front_run(&front->facts, &report);
	finding = &report.findings[check - 1];
	ck_assert_uint_gt(finding->n, 0);
	for (size_t i = 0; i < finding->n; i++)
		said = said || strstr(finding->remarks[i].text, says);
	ck_assert_msg(said, "%s: it says: %s", name, finding->remarks[0].text);
	ck_assert_int_eq(og_finding_status(finding), status);
	for (size_t i = 0; i < finding->n; i++)
		if (finding->remarks[i].status >= OG_DOCTOR_WARN &&
		    check != CHECK_VERSION)
			ck_assert_uint_gt(finding->remarks[i].mend.len, 0);
}

void og_fakefront_try(const struct og_front_row *row)
{
	og_autofront front = { 0 };

	og_fakefront_make(&front);
	og_fakefront_change(&front, row->text, row->from, row->to);
	if (row->text2 != NOTHING)
		og_fakefront_change(&front, row->text2, row->from2, row->to2);
	og_fakefront_read(&front);
	og_fakefront_expect(&front, row->name, row->check, row->status,
			    row->says);
}
