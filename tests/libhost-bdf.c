// SPDX-License-Identifier: Apache-2.0
#include "libhost.h"

#include <errno.h>

#include "bdf.h"

static const struct {
	const char *text;
	struct og_bdf bdf;
	const char *name, *address, *brief;
} good[] = {
	{ "0000:e1:00.0",
	  { 0, 0xe1, 0, 0 },
	  "0000:e1:00.0",
	  "0000:e1:00:0",
	  "e1:00.0" },
	{ "0000:e1:1f:7",
	  { 0, 0xe1, 0x1f, 7 },
	  "0000:e1:1f.7",
	  "0000:e1:1f:7",
	  "e1:1f.7" },
	{ "E1:0.1",
	  { 0, 0xe1, 0, 1 },
	  "0000:e1:00.1",
	  "0000:e1:00:1",
	  "e1:00.1" },
	{ "0001:02:03.4",
	  { 1, 2, 3, 4 },
	  "0001:02:03.4",
	  "0001:02:03:4",
	  "0001:02:03.4" },
	{ "10000:00:02.0",
	  { 0x10000, 0, 2, 0 },
	  "10000:00:02.0",
	  "10000:00:02:0",
	  "10000:00:02.0" },
	{ "ffffffff:ff:1f.7",
	  { 0xffffffff, 0xff, 0x1f, 7 },
	  "ffffffff:ff:1f.7",
	  "ffffffff:ff:1f:7",
	  "ffffffff:ff:1f.7" },
};

START_TEST(reads_and_writes)
{
	char text[OG_BDF_TEXT];
	struct og_bdf bdf;

	ck_assert_int_eq(
		og_bdf_parse(good[_i].text, strlen(good[_i].text), &bdf), 0);
	ck_assert_int_eq(og_bdf_cmp(&bdf, &good[_i].bdf), 0);
	og_bdf_name(&bdf, text);
	ck_assert_str_eq(text, good[_i].name);
	og_bdf_address(&bdf, text);
	ck_assert_str_eq(text, good[_i].address);
	og_bdf_short(&bdf, text);
	ck_assert_str_eq(text, good[_i].brief);
}
END_TEST

static const char *const bad[] = {
	"",
	":",
	"e1",
	"e1:00",
	"e1:00.",
	"e1:00:0", /* bus, slot, function or domain, bus, slot? */
	"e1.00.0",
	":00.0",
	"e1:.0",
	"0000:e1:00.8",
	"0000:e1:20.0",
	"0000:100:00.0",
	"100000000:e1:00.0",
	"0000:e1:00.0 ",
	" 0000:e1:00.0",
	"0000:e1:00.0.0",
	"0000:e1:00:0:0",
	"0x0:e1:00.0",
	"0000:e1:00.-1",
	"0000:e1:000.0",
	"0000:g1:00.0",
};

START_TEST(refuses)
{
	struct og_bdf bdf = { 7, 7, 7, 7 };

	ck_assert_int_eq(og_bdf_parse(bad[_i], strlen(bad[_i]), &bdf), -EINVAL);
	ck_assert_uint_eq(bdf.domain, 7);
}
END_TEST

START_TEST(length_counts)
{
	struct og_bdf bdf;

	ck_assert_int_eq(og_bdf_parse("e1:00.0junk", 7, &bdf), 0);
	ck_assert_int_eq(og_bdf_parse("e1:00.0", 6, &bdf), -EINVAL);
}
END_TEST

START_TEST(orders)
{
	static const struct og_bdf rising[] = {
		{ 0, 0, 0, 0 },		 { 0, 0, 0, 1 }, { 0, 0, 1, 0 },
		{ 0, 1, 0, 0 },		 { 1, 0, 0, 0 }, { 0x10000, 0, 0, 0 },
		{ 0xffffffff, 0, 0, 0 },
	};

	for (size_t i = 0; i < OG_COUNT(rising); i++)
		for (size_t j = 0; j < OG_COUNT(rising); j++) {
			int c = og_bdf_cmp(&rising[i], &rising[j]);

			ck_assert_int_eq(c, (i > j) - (i < j));
		}
}
END_TEST

Suite *libhost_bdf_suite(void)
{
	Suite *s = suite_create("bdf");
	TCase *tc = tcase_create("bdf");

	tcase_add_loop_test(tc, reads_and_writes, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_test(tc, length_counts);
	tcase_add_test(tc, orders);
	suite_add_tcase(s, tc);
	return s;
}
