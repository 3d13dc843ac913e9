// SPDX-License-Identifier: Apache-2.0
#include "lib-suites.h"
#include "log.h"

static const struct {
	const char *name;
	enum og_level level;
	int vmid;
	const char *text, *want;
} lines[] = {
	{ "error of a VM", OG_ERROR, 23, "no host", "ERROR: 23 no host\n" },
	{ "VM 0 is a VM", OG_INFO, 0, "x", "INFO: 0 x\n" },
	{ "about none", OG_WARN, -1, "host 3", "WARN: host 3\n" },
	{ "debug", OG_DEBUG, -1, "x", "DEBUG: x\n" },
	{ "digits first are quoted", OG_INFO, -1, "3 VMs placed",
	  "INFO: \"3 VMs placed\"\n" },
	{ "digits after blanks too", OG_INFO, -1, " \t 3 VMs",
	  "INFO: \"3 VMs\"\n" },
	{ "digits after an id are the text's", OG_INFO, 7, "3 hosts",
	  "INFO: 7 3 hosts\n" },
	{ "a minus is no digit", OG_INFO, -1, "-3 degrees",
	  "INFO: -3 degrees\n" },
	{ "only a digit", OG_INFO, -1, "9", "INFO: \"9\"\n" },
	{ "a line end cannot start a second line", OG_WARN, -1,
	  "a\nERROR: 1 gone", "WARN: a?ERROR: 1 gone\n" },
	{ "a line end does not hide digits", OG_WARN, -1, "\n5 x",
	  "WARN: ?5 x\n" },
	{ "escape", OG_WARN, 1, "\033[31m", "WARN: 1 ?[31m\n" },
	{ "delete", OG_WARN, -1, "a\177", "WARN: a?\n" },
	{ "nothing", OG_WARN, -1, "", "WARN: \n" },
	{ "UTF-8 stays", OG_WARN, -1, "\xc3\xbc", "WARN: \xc3\xbc\n" },
};

START_TEST(a_line_as_oned_reads_it)
{
	og_autofree char *got = NULL;
	size_t len;
	FILE *f = open_memstream(&got, &len);

	og_log(f, lines[_i].level, lines[_i].vmid, "%s", lines[_i].text);
	fclose(f);
	ck_assert_msg(strcmp(got, lines[_i].want) == 0, "%s: %s",
		      lines[_i].name, got);
}
END_TEST

Suite *og_suite_log(void)
{
	Suite *s = suite_create("log");
	TCase *tc = tcase_create("log");

	tcase_add_loop_test(tc, a_line_as_oned_reads_it, 0, OG_COUNT(lines));
	suite_add_tcase(s, tc);
	return s;
}
