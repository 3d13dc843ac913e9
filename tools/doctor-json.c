// SPDX-License-Identifier: Apache-2.0
#include "doctor-show.h"

static void put_known(struct og_json *json, const char *key, const char *text)
{
	if (text)
		og_json_text(json, key, text);
	else
		og_json_raw(json, key, "null");
}

static void put_lines(struct og_json *json, const char *key, const char *text)
{
	og_json_open(json, key, '[');
	while (*text) {
		size_t len = strcspn(text, "\n");
		og_autofree char *line = og_strndup(text, len);

		og_json_text(json, NULL, line);
		text += len + (text[len] ? 1 : 0);
	}
	og_json_close(json, ']');
}

static void put_address(struct og_json *json, const struct og_pcidev *dev)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&dev->bdf, name);
	og_json_text(json, "address", name);
}

void og_doctor_json_finding(struct og_json *json, unsigned number,
			    const char *name, const struct og_finding *finding)
{
	og_json_open(json, NULL, '{');
	if (number)
		og_json_number(json, "number", number);
	og_json_text(json, "name", name);
	og_json_text(json, "status",
		     og_doctor_status_name(og_finding_status(finding)));
	og_json_bool(json, "seen", !og_finding_is_unseen(finding));
	og_json_open(json, "remarks", '[');
	for (size_t i = 0; i < finding->n; i++) {
		const struct og_remark *remark = &finding->remarks[i];
		og_autofree char *mend = og_remark_mend(remark);

		og_json_open(json, NULL, '{');
		og_json_text(json, "status",
			     og_doctor_status_name(remark->status));
		if (remark->dev)
			put_address(json, remark->dev);
		og_json_text(json, "text", remark->text);
		put_lines(json, "mend", mend);
		og_json_close(json, '}');
	}
	og_json_close(json, ']');
	og_json_close(json, '}');
}

static void put_verdict(struct og_json *json, const struct og_verdict *verdict)
{
	og_autofree char *mend = NULL;

	og_json_open(json, NULL, '{');
	put_address(json, verdict->dev);
	put_known(json, "name", verdict->more->name);
	if (verdict->more->near_node >= 0)
		og_json_number(json, "node", verdict->more->near_node);
	else
		og_json_raw(json, "node", "null");
	og_json_bool(json, "ready", !verdict->why);
	og_json_bool(json, "all_seen", !verdict->unseen);
	og_json_number(json, "warnings", verdict->warnings);
	if (verdict->why) {
		mend = og_remark_first(verdict->why);
		og_json_number(json, "check", verdict->check);
		og_json_text(json, "reason", verdict->why->text);
		og_json_text(json, "first", mend);
	}
	og_json_close(json, '}');
}

static void put_system(struct og_json *json,
		       const struct og_doctor_facts *facts)
{
	og_json_open(json, "system", '{');
	put_known(json, "name", facts->distro.name);
	put_known(json, "kernel", facts->release);
	og_json_text(json, "boot_loader",
		     og_distro_loader_name(&facts->distro));
	og_json_bool(json, "all_readable", facts->is_root);
	og_json_close(json, '}');
}

void og_doctor_json(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	put_system(&json, report->facts);
	og_json_text(&json, "status",
		     og_doctor_status_name(og_doctor_worst(report, vm)));
	og_json_open(&json, "checks", '[');
	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++)
		og_doctor_json_finding(&json, og_doctor_checks[i].number,
				       og_doctor_checks[i].name,
				       &report->findings[i]);
	og_json_close(&json, ']');
	og_json_open(&json, "devices", '[');
	for (size_t i = 0; i < report->n_verdicts; i++)
		put_verdict(&json, &report->verdicts[i]);
	og_json_close(&json, ']');
	if (vm) {
		og_json_open(&json, "vm", '{');
		og_json_text(&json, "title", vm->title);
		og_json_open(&json, "checks", '[');
		for (size_t i = 0; i < OG_VM_CHECKS; i++)
			og_doctor_json_finding(&json, 0, og_vm_check_names[i],
					       &vm->findings[i]);
		og_json_close(&json, ']');
		og_json_close(&json, '}');
	}
	og_json_close(&json, '}');
}
