// SPDX-License-Identifier: Apache-2.0
/*
 * VM groups from anybody, over VMs and hosts that are given: what stands in
 * VM_GROUP_POOL is the input. A refusal has words; no VM is placed twice, and
 * no host outside of what its requirements allow is chosen.
 */
#include <stdint.h>

#include "choose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VMS = 4, HOSTS = 3 };

static void put_vm(struct og_buf *out, int id)
{
	og_buf_fmt(out,
		   "<VM><ID>%d</ID><STATE>%d</STATE><RESCHED>0</RESCHED>"
		   "<TEMPLATE><CPU>1</CPU><MEMORY>1</MEMORY><VMGROUP><ROLE>a"
		   "</ROLE><VMGROUP_ID>0</VMGROUP_ID></VMGROUP></TEMPLATE>"
		   "<USER_TEMPLATE/>",
		   id, id == 0 ? 3 : 1);
	if (id == 0)
		og_buf_str(out, "<HISTORY_RECORDS><HISTORY><HID>1</HID>"
				"<DS_ID>0</DS_ID></HISTORY></HISTORY_RECORDS>");
	og_buf_str(out, "</VM>");
}

static void put_host(struct og_buf *out, int id)
{
	og_buf_fmt(out,
		   "<HOST><ID>%d</ID><NAME>h</NAME><CLUSTER_ID>0</CLUSTER_ID>"
		   "<HOST_SHARE><MEM_USAGE>0</MEM_USAGE><CPU_USAGE>0"
		   "</CPU_USAGE><MAX_MEM>4096</MAX_MEM><MAX_CPU>250</MAX_CPU>"
		   "<RUNNING_VMS>%d</RUNNING_VMS></HOST_SHARE><VMS>%s</VMS>"
		   "</HOST>",
		   id, id, id == 1 ? "<ID>0</ID>" : "");
}

static void put_needs(struct og_buf *out, int vm)
{
	og_buf_fmt(out, "<VM><ID>%d</ID><HOSTS>", vm);
	for (int host = 0; host < HOSTS; host++)
		if (host != vm - 1)
			og_buf_fmt(out, "<ID>%d</ID>", host);
	og_buf_str(out, "</HOSTS><DATASTORES><ID>0</ID></DATASTORES></VM>");
}

static void put_message(const uint8_t *data, size_t size, struct og_buf *out)
{
	og_buf_str(out, "<SCHEDULER_DRIVER_ACTION><VM_POOL>");
	for (int vm = 0; vm < VMS; vm++)
		put_vm(out, vm);
	og_buf_str(out, "</VM_POOL><HOST_POOL>");
	for (int host = 0; host < HOSTS; host++)
		put_host(out, host);
	og_buf_str(out,
		   "</HOST_POOL><DATASTORE_POOL><DATASTORE><ID>0</ID><TYPE>1"
		   "</TYPE><FREE_MB>9</FREE_MB><TOTAL_MB>9</TOTAL_MB>"
		   "<USED_MB>0</USED_MB><CLUSTERS><ID>0</ID></CLUSTERS>"
		   "<TEMPLATE/></DATASTORE></DATASTORE_POOL><VM_GROUP_POOL>");
	og_buf_add(out, data, size);
	og_buf_str(out, "</VM_GROUP_POOL><REQUIREMENTS>");
	for (int vm = 0; vm < VMS; vm++)
		put_needs(out, vm);
	og_buf_str(out, "</REQUIREMENTS></SCHEDULER_DRIVER_ACTION>");
}

static void check(const struct og_plan *plan)
{
	unsigned placed = 0;

	for (size_t i = 0; i < plan->n_actions; i++) {
		const struct og_action *a = &plan->actions[i];

		if (a->vm < 1 || a->vm >= VMS || placed >> a->vm & 1 ||
		    a->host == a->vm - 1)
			abort();
		placed |= 1u << a->vm;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int as_rank = 0; as_rank < 2; as_rank++) {
		const struct og_choose_conf conf = {
			.policy = OG_POLICY_NONE,
			.as_rank = as_rank,
		};
		og_cleanup(og_message_free) struct og_message msg = { 0 };
		og_cleanup(og_plan_free) struct og_plan plan = { 0 };
		og_autobuf text = OG_BUF_INIT;
		struct og_err err = { 0 };

		put_message(data, size, &text);
		if (og_message_read(og_buf_text(&text), text.len, &msg, &err) <
		    0) {
			if (!err.msg[0])
				abort();
			return 0;
		}
		/* The input may have closed the pool and added more of all. */
		if (msg.n_vms != VMS || msg.n_hosts != HOSTS)
			return 0;
		og_choose(&msg, &conf, &plan);
		check(&plan);
	}
	return 0;
}
