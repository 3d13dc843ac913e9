// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdint.h>

#include "lib-suites.h"

START_TEST(zero_sizes_give_memory)
{
	void *a = og_malloc(0), *b = og_calloc(0, 0);
	void *c = og_reallocarray(NULL, 0, 8);

	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	ck_assert_ptr_nonnull(c);
	free(a);
	free(b);
	free(c);
}
END_TEST

START_TEST(calloc_is_zeroed)
{
	og_autofree unsigned char *p = og_calloc(100, 3);

	for (size_t i = 0; i < 300; i++)
		ck_assert_uint_eq(p[i], 0);
}
END_TEST

START_TEST(strings_are_copies)
{
	char from[] = "abcdef";
	og_autofree char *all = og_strdup(from);
	og_autofree char *part = og_strndup(from, 3);
	og_autofree char *fmt = og_asprintf("%s-%d", from, -7);

	from[0] = 'X';
	ck_assert_str_eq(all, "abcdef");
	ck_assert_str_eq(part, "abc");
	ck_assert_str_eq(fmt, "abcdef--7");
}
END_TEST

START_TEST(reserve_keeps_content_and_doubles)
{
	og_autofree uint16_t *arr = NULL;
	size_t cap = 0, grown = 0;

	for (size_t i = 0; i < 1000; i++) {
		size_t before = cap;

		OG_RESERVE(arr, i + 1, cap);
		ck_assert_uint_ge(cap, i + 1);
		grown += cap != before;
		arr[i] = (uint16_t)i;
	}
	for (size_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(arr[i], i);
	/* 4, 8 ... 1024: appending stays linear. */
	ck_assert_uint_eq(grown, 9);
}
END_TEST

START_TEST(reserve_of_enough_touches_nothing)
{
	size_t cap = 8;
	char *p = og_malloc(cap), *before = p;

	OG_RESERVE(p, 8, cap);
	ck_assert_ptr_eq(p, before);
	ck_assert_uint_eq(cap, 8);
	free(p);
}
END_TEST

START_TEST(steal_leaves_null)
{
	og_autofree char *owned = og_strdup("x");
	char *taken = og_steal(owned);

	ck_assert_ptr_null(owned);
	ck_assert_str_eq(taken, "x");
	free(taken);
}
END_TEST

/* A character that the C locale cannot write makes vasprintf() fail. */
START_TEST(failure_aborts)
{
	free(og_asprintf("%ls", L"\x20ac"));
}
END_TEST

Suite *og_suite_mem(void)
{
	Suite *s = suite_create("mem");
	TCase *tc = tcase_create("mem");

	tcase_add_test(tc, zero_sizes_give_memory);
	tcase_add_test(tc, calloc_is_zeroed);
	tcase_add_test(tc, strings_are_copies);
	tcase_add_test(tc, reserve_keeps_content_and_doubles);
	tcase_add_test(tc, reserve_of_enough_touches_nothing);
	tcase_add_test(tc, steal_leaves_null);
	tcase_add_test_raise_signal(tc, failure_aborts, SIGABRT);
	suite_add_tcase(s, tc);
	return s;
}
