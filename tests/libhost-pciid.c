// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include <errno.h>

#include "pciid.h"

#define ANY OG_PCIID_ANY

static const struct {
	const char *text;
	struct og_pciid id;
} good[] = {
	{ "10de:2331:0302", { 0x10de, 0x2331, 0x0302 } },
	{ "10DE:*", { 0x10de, ANY, ANY } },
	{ "10de", { 0x10de, ANY, ANY } },
	{ "10de:", { 0x10de, ANY, ANY } },
	{ ":2331", { ANY, 0x2331, ANY } },
	{ "::0302", { ANY, ANY, 0x0302 } },
	{ "*:*:*", { ANY, ANY, ANY } },
	{ ":", { ANY, ANY, ANY } },
	{ "0:0", { 0, 0, ANY } },
	{ "::03xx", { ANY, ANY, 0x0300, 0x00ff } },
	{ "::X2x", { ANY, ANY, 0x0020, 0x0f0f } },
	{ "ffff:ffff:ffff", { 0xffff, 0xffff, 0xffff } },
};

START_TEST(reads)
{
	struct og_err err = { 0 };
	struct og_pciid id;

	ck_assert_int_eq(
		og_pciid_parse(good[_i].text, strlen(good[_i].text), &id, &err),
		0);
	ck_assert_int_eq(id.vendor, good[_i].id.vendor);
	ck_assert_int_eq(id.device, good[_i].id.device);
	ck_assert_int_eq(id.class_id, good[_i].id.class_id);
	ck_assert_uint_eq(id.class_any, good[_i].id.class_any);
}
END_TEST

static const struct {
	const char *text, *says;
} bad[] = {
	{ "", "empty" },
	{ "10dg:*", "vendor '10dg'" },
	{ "10de:12345", "device '12345'" },
	{ "10de:*:0x030", "class '0x030'" },
	{ "10de:*:xxxxx", "class 'xxxxx'" },
	{ "10de:*:03y", "class '03y'" },
	{ "10de:26xx", "device '26xx'" },
	{ "xxxx:*", "vendor 'xxxx'" },
	{ "::0302:00", "more than vendor:device:class" },
	{ "10de:1:2:3", "more than vendor:device:class" },
	{ "10de:1:2:", "more than vendor:device:class" },
	{ " 10de", "vendor ' 10de'" },
	{ "**", "vendor '**'" },
	{ "-1", "vendor '-1'" },
	{ "10d*", "vendor '10d*'" },
};

START_TEST(refuses)
{
	struct og_err err = { 0 };
	struct og_pciid id = { 7, 7, 7 };

	ck_assert_int_eq(
		og_pciid_parse(bad[_i].text, strlen(bad[_i].text), &id, &err),
		-EINVAL);
	ck_assert_msg(strstr(err.msg, bad[_i].says), "%s", err.msg);
	ck_assert_int_eq(id.vendor, 7);
}
END_TEST

static const struct {
	const char *pattern;
	uint16_t vendor, device, class_id;
	bool match;
} matches[] = {
	{ "10de:*", 0x10de, 0x26b9, 0x0302, true },
	{ "10de:*", 0x1002, 0x26b9, 0x0302, false },
	{ "10de:26b9", 0x10de, 0x26b9, 0x0302, true },
	{ "10de:26b9", 0x10de, 0x26ba, 0x0302, false },
	{ "::0302", 0x10de, 0x26b9, 0x0302, true },
	{ "::0302", 0x10de, 0x26b9, 0x0300, false },
	{ "::302", 0x10de, 0x26b9, 0x0302, true },
	{ "::03xx", 0x10de, 0x26b9, 0x0302, true },
	{ "::03xx", 0x10de, 0x26b9, 0x0300, true },
	{ "::03xx", 0x10de, 0x26b9, 0x0403, false },
	{ "::3xx", 0x10de, 0x26b9, 0x0302, true },
	{ "::3xx", 0x10de, 0x26b9, 0x1302, false },
	{ "::xxxx", 0x10de, 0x26b9, 0x1302, true },
	{ "*", 0xffff, 0, 0, true },
	{ "0:0", 0, 0, 0x0302, true },
	{ "0:0", 0x10de, 0, 0x0302, false },
};

START_TEST(matches_ids)
{
	struct og_pciid id;

	ck_assert_int_eq(og_pciid_parse(matches[_i].pattern,
					strlen(matches[_i].pattern), &id, NULL),
			 0);
	ck_assert_int_eq(og_pciid_match(&id, matches[_i].vendor,
					matches[_i].device,
					matches[_i].class_id),
			 matches[_i].match);
}
END_TEST

Suite *libhost_pciid_suite(void)
{
	Suite *s = suite_create("pciid");
	TCase *tc = tcase_create("pciid");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(tc, matches_ids, 0, OG_COUNT(matches));
	suite_add_tcase(s, tc);
	return s;
}
