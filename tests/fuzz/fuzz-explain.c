// SPDX-License-Identifier: Apache-2.0
/*
 * Explanations of a message from anybody, in both forms: every VM that gets
 * no host has a host's reason for each host, and no text holds what a
 * terminal would obey.
 */
#include <ctype.h>
#include <stdint.h>

#include "explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGE = 64 * 1024 }; /* beyond it explaining takes long, and no more */

static void check_text(const struct og_buf *out)
{
	for (size_t i = 0; i < out->len; i++)
		if (iscntrl((unsigned char)out->data[i]) &&
		    out->data[i] != '\n')
			abort();
}

static void check_vm(const struct og_explain_vm *vm)
{
	size_t chosen = 0;

	for (size_t i = 0; i < vm->n_hosts; i++) {
		chosen += vm->hosts[i].is_chosen;
		if (vm->hosts[i].is_chosen && !vm->hosts[i].fits)
			abort();
	}
	if (chosen > 1 || (chosen && vm->change.kind != OG_CHANGE_NONE))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct og_choose_conf conf = { .policy = OG_POLICY_SOCKET,
					     .gpus_first = true };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_explain_free) struct og_explain explained = { 0 };
	og_autobuf text = OG_BUF_INIT, json = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (size > LARGE ||
	    og_message_read((const char *)data, size, &msg, &err) < 0)
		return 0;
	og_explain(&msg, &conf, OG_EXPLAIN_ALL, &explained, &err);
	for (size_t i = 0; i < explained.n_vms; i++)
		check_vm(&explained.vms[i]);
	og_explain_text(&explained, &text);
	check_text(&text);
	og_explain_json(&explained, &json);
	check_text(&json);
	return 0;
}
