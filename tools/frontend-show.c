// SPDX-License-Identifier: Apache-2.0
#include "doctor-show.h"

static const char *step_version(const struct og_front_facts *facts,
				enum og_step step)
{
	const char *version = facts->tree.steps[step].version;

	if (!facts->tree.steps[step].there)
		return "none";
	return *version ? version : "unknown";
}

void og_front_text(const struct og_front_report *report,
		   const struct og_style *style, struct og_buf *out)
{
	const struct og_front_facts *facts = report->facts;
	unsigned counts[4] = { 0 }, unseen = 0;
	og_autobuf text = OG_BUF_INIT;

	og_buf_fmt(&text, "OpenNebula %s, %s, onegpu %s",
		   facts->version ? facts->version : "(version not seen)",
		   facts->remotes, facts->own_version);
	og_style_wrap(style, out, 0, og_buf_text(&text));
	og_buf_char(out, '\n');
	for (unsigned i = 0; i < OG_FRONT_CHECKS; i++) {
		const struct og_finding *finding = &report->findings[i];

		og_doctor_text_finding(style, out, i + 1,
				       og_front_checks[i].name, finding, 0);
		counts[og_finding_status(finding)]++;
		unseen += og_finding_is_unseen(finding);
	}
	og_buf_fmt(out,
		   "\n%u ok, %u warn, %u fail, %u not applicable, %u not "
		   "seen.\n",
		   counts[OG_DOCTOR_OK], counts[OG_DOCTOR_WARN],
		   counts[OG_DOCTOR_FAIL], counts[OG_DOCTOR_NA] - unseen,
		   unseen);
}

void og_front_json(const struct og_front_report *report, struct og_buf *out)
{
	const struct og_front_facts *facts = report->facts;
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_open(&json, "frontend", '{');
	og_json_text(&json, "remotes", facts->remotes);
	if (facts->version)
		og_json_text(&json, "opennebula", facts->version);
	else
		og_json_raw(&json, "opennebula", "null");
	og_json_text(&json, "onegpu", facts->own_version);
	og_json_open(&json, "installed", '{');
	for (int step = 0; step < OG_STEPS; step++)
		og_json_text(&json, og_step_name((enum og_step)step),
			     step_version(facts, (enum og_step)step));
	og_json_close(&json, '}');
	og_json_close(&json, '}');
	og_json_text(&json, "status",
		     og_doctor_status_name(og_front_worst(report)));
	og_json_open(&json, "checks", '[');
	for (unsigned i = 0; i < OG_FRONT_CHECKS; i++)
		og_doctor_json_finding(&json, i + 1, og_front_checks[i].name,
				       &report->findings[i]);
	og_json_close(&json, ']');
	og_json_close(&json, '}');
}
