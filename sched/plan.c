// SPDX-License-Identifier: Apache-2.0
#include "plan.h"

static const char *const operations[] = {
	[OG_DEPLOY] = "deploy",
	[OG_MIGRATE] = "migrate",
};

void og_plan_free(struct og_plan *plan)
{
	for (size_t i = 0; i < plan->n_notes; i++)
		free(plan->notes[i].text);
	free(plan->notes);
	free(plan->actions);
	free(plan->nics);
	*plan = (struct og_plan){ 0 };
}

void og_plan_add(struct og_plan *plan, const struct og_action *action)
{
	OG_RESERVE(plan->actions, plan->n_actions + 1, plan->cap_actions);
	plan->actions[plan->n_actions] = *action;
	plan->actions[plan->n_actions].first_nic = plan->n_nics;
	plan->actions[plan->n_actions].n_nics = 0;
	plan->n_actions++;
}

void og_plan_add_nic(struct og_plan *plan, int32_t nic, int32_t net)
{
	OG_RESERVE(plan->nics, plan->n_nics + 1, plan->cap_nics);
	plan->nics[plan->n_nics++] = (struct og_action_nic){ nic, net };
	plan->actions[plan->n_actions - 1].n_nics++;
}

void og_plan_note(struct og_plan *plan, enum og_level level, int32_t vm,
		  const char *fmt, ...)
{
	struct og_note note = { .level = level, .vm = vm };
	va_list ap;

	va_start(ap, fmt);
	note.text = og_vasprintf(fmt, ap);
	va_end(ap);
	OG_RESERVE(plan->notes, plan->n_notes + 1, plan->cap_notes);
	plan->notes[plan->n_notes++] = note;
}

/* -1 is the ID of every plan that is for no cluster in particular. */
void og_plan_write(const struct og_plan *plan, struct og_buf *out)
{
	og_buf_str(out, "<PLAN><ID>-1</ID>");
	for (size_t i = 0; i < plan->n_actions; i++) {
		const struct og_action *a = &plan->actions[i];

		og_buf_fmt(out,
			   "\n<ACTION><VM_ID>%d</VM_ID>"
			   "<OPERATION>%s</OPERATION>"
			   "<HOST_ID>%d</HOST_ID><DS_ID>%d</DS_ID>",
			   a->vm, operations[a->operation], a->host, a->store);
		for (size_t j = 0; j < a->n_nics; j++)
			og_buf_fmt(out,
				   "<NIC><NIC_ID>%d</NIC_ID>"
				   "<NETWORK_ID>%d</NETWORK_ID></NIC>",
				   plan->nics[a->first_nic + j].nic,
				   plan->nics[a->first_nic + j].net);
		og_buf_str(out, "</ACTION>");
	}
	og_buf_str(out, plan->n_actions ? "\n</PLAN>\n" : "</PLAN>\n");
}

void og_plan_log(const struct og_plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->n_notes; i++)
		og_log(out, plan->notes[i].level, plan->notes[i].vm, "%s",
		       plan->notes[i].text);
}
