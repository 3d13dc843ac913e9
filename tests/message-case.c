// SPDX-License-Identifier: Apache-2.0
#include "message-case.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "choose.h"
#include "harness.h"
#include "input.h"

void og_message_check(const char *in, const char *out, const char *log)
{
	const struct og_choose_conf conf = { .policy = OG_POLICY_PREFERRED };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	og_autobuf text = OG_BUF_INIT;
	og_autofree char *lines = NULL;
	struct og_err err = { 0 };
	int fd = open(in, O_RDONLY | O_CLOEXEC);
	size_t len;
	FILE *f;
	int r;

	ck_assert_msg(fd >= 0, "%s: %s", in, strerror(errno));
	r = og_input_read(fd, in, &msg, &err);
	close(fd);
	ck_assert_msg(r == 0, "%s", err.msg);
	og_choose(&msg, &conf, &plan);
	og_plan_write(&plan, &text);
	f = open_memstream(&lines, &len);
	og_plan_log(&plan, f);
	fclose(f);
	og_test_golden(out, og_buf_text(&text), text.len);
	og_test_golden(log, lines, len);
}
