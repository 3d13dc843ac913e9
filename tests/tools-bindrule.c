// SPDX-License-Identifier: Apache-2.0
/* The file of udev rules: what is read back, and what is left alone. */
#include "bindlock.h"
#include "bindrule.h"
#include "topo-suites.h"

#define RULE(address)                                             \
	"ACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"" address \
	"\", ATTR{driver_override}=\"vfio-pci\", "                \
	"ATTR{[subsystem/pci]drivers_probe}=\"$kernel\", "        \
	"RUN{builtin}+=\"kmod load vfio-pci\"\n"

static const struct {
	const char *name;
	const char *text;
	const char *want; /* addresses, or what the error says */
	bool fails;
} cases[] = {
	{ "empty", "", "", false },
	{ "comments alone", "# one\n\n# two", "", false },
	{ "one", RULE("0000:e1:00.0"), "0000:e1:00.0 ", false },
	{ "sorted, each once",
	  RULE("10000:01:00.0") RULE("0000:e1:00.0") RULE("0000:e1:00.0"),
	  "0000:e1:00.0 10000:01:00.0 ", false },
	{ "cut short", "# x\nACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"",
	  "line 2 is not ours", true },
	{ "a rule of others", "SUBSYSTEM==\"vfio\", GROUP=\"kvm\"\n",
	  "line 1 is not ours", true },
	{ "an address that udev never meets", RULE("e1:00.0"),
	  "line 1 is not ours", true },
	{ "no address", RULE("0000:*"), "line 1 is not ours", true },
	{ "more behind it", RULE("0000:e1:00.0") "x", "line 2 is not ours",
	  true },
};

START_TEST(read_back)
{
	og_cleanup(og_bindrules_free) struct og_bindrules rules = { 0 };
	struct og_err err = { 0 };
	og_autobuf got = OG_BUF_INIT;
	int r = og_bindrules_parse(cases[_i].text, strlen(cases[_i].text),
				   &rules, &err);

	ck_assert_msg((r < 0) == cases[_i].fails, "%s: %s", cases[_i].name,
		      err.msg);
	for (size_t i = 0; i < rules.n; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_name(&rules.devices[i], name);
		og_buf_fmt(&got, "%s ", name);
	}
	ck_assert_str_eq(r < 0 ? err.msg : og_buf_text(&got), cases[_i].want);
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
	og_cleanup(og_bindrules_free) struct og_bindrules rules = { 0 };
	og_cleanup(og_bindrules_free) struct og_bindrules again = { 0 };
	const struct og_bdf a = { .bus = 0xe1 }, b = { .bus = 0x41 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	ck_assert(og_bindrules_add(&rules, &a));
	ck_assert(og_bindrules_add(&rules, &b));
	ck_assert(!og_bindrules_add(&rules, &a));
	og_bindrules_format(&rules, &text);
	ck_assert_int_eq(
		og_bindrules_parse(og_buf_text(&text), text.len, &again, &err),
		0);
	ck_assert_uint_eq(again.n, 2);
	ck_assert_int_eq(og_bdf_cmp(&again.devices[0], &b), 0);
	ck_assert(og_bindrules_drop(&again, &b));
	ck_assert(!og_bindrules_drop(&again, &b));
	ck_assert_int_eq(og_bdf_cmp(&again.devices[0], &a), 0);
}
END_TEST

/* --- the lock of the driver's configuration --- */

static const struct {
	const char *name, *text, *path; /* NULL: refused */
} locks[] = {
	{ "nothing", "", "/var/lock/one/onegpu.lock" },
	{ "another key", "LOCK_WAIT: 3\n", "/var/lock/one/onegpu.lock" },
	{ "one", "URI: none\nLOCK: /run/x\n", "/run/x" },
	{ "no value", "LOCK:\n", "/var/lock/one/onegpu.lock" },
	{ "no YAML", "LOCK: [", NULL },
};

START_TEST(lock_is_found)
{
	og_autofree char *path = NULL;
	struct og_err err = { 0 };
	int r = og_bindlock_find(locks[_i].text, strlen(locks[_i].text), &path,
				 &err);

	ck_assert_msg((r == 0) == (locks[_i].path != NULL), "%s: %s",
		      locks[_i].name, err.msg);
	if (r == 0)
		ck_assert_str_eq(path, locks[_i].path);
}
END_TEST

Suite *suite_bindrule(void)
{
	Suite *suite = suite_create("bindrule");
	TCase *tc = tcase_create("bindrule");

	tcase_add_loop_test(tc, read_back, 0, OG_COUNT(cases));
	tcase_add_loop_test(tc, lock_is_found, 0, OG_COUNT(locks));
	tcase_add_test(tc, what_is_written_is_read_back);
	suite_add_tcase(suite, tc);
	return suite;
}
