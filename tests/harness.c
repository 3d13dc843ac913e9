// SPDX-License-Identifier: Apache-2.0
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int og_test_run(Suite *const *suites, size_t count)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	for (size_t i = 0; i < count; i++)
		srunner_add_suite(runner, suites[i]);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}

char *og_test_path(const char *relative)
{
	const char *dir = getenv("OG_SRCDIR");

	return og_asprintf("%s/%s", dir ? dir : ".", relative);
}

char *og_test_shared(void)
{
	og_autofree char *path = og_test_path("../shared/data");

	if (access(path, R_OK) < 0)
		return NULL;
	return og_steal(path);
}

void og_test_skip(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	exit(0);
}

void og_test_read(const char *path, struct og_buf *ret_buf)
{
	struct og_err err = { 0 };

	*ret_buf = OG_BUF_INIT;
	if (og_buf_read_file(ret_buf, path, SIZE_MAX, &err) < 0)
		ck_abort_msg("%s", err.msg);
}

static void golden_write(const char *path, const char *data, size_t len)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		ck_abort_msg("%s: %s", path, strerror(errno));
}

/* Offset of the first difference: what a person looks for in a golden. */
static size_t first_difference(const struct og_buf *want, const char *data,
			       size_t len)
{
	size_t i = 0;

	while (i < want->len && i < len && want->data[i] == data[i])
		i++;
	return i;
}

void og_test_golden(const char *path, const char *data, size_t len)
{
	og_autobuf want = OG_BUF_INIT;
	unsigned line = 1;
	size_t at;

	if (getenv("OG_REGENERATE")) {
		golden_write(path, data, len);
		return;
	}
	og_test_read(path, &want);
	at = first_difference(&want, data, len);
	if (at == want.len && at == len)
		return;
	for (size_t i = 0; i < at; i++)
		line += data[i] == '\n';
	while (at > 0 && data[at - 1] != '\n')
		at--;
	ck_abort_msg("%s: differs at line %u\nwant: %.160s\n got: %.160s", path,
		     line, og_buf_text(&want) + at, data + at);
}
