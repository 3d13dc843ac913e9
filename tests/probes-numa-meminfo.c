// SPDX-License-Identifier: Apache-2.0
#include "probes-numa.h"

#include <errno.h>

#include "meminfo.h"

static const struct {
	const char *what, *text;
	int64_t total, free, used;
} good[] = {
	{ "of a node",
	  "Node 0 MemTotal:       100 kB\nNode 0 MemFree:         40 kB\n"
	  "Node 0 MemUsed:         60 kB\n",
	  100, 40, 60 },
	{ "of the machine", "MemTotal:       100 kB\nMemFree:    40 kB\n", 100,
	  40, 60 },
	{ "node with a long number", "Node 1023 MemTotal: 1 kB", 1, -1, -1 },
	{ "total alone", "MemTotal: 7 kB\n", 7, -1, -1 },
	{ "no line end", "MemTotal: 7 kB\nMemFree: 7 kB", 7, 7, 0 },
	{ "without memory",
	  "Node 1 MemTotal: 0 kB\nNode 1 MemFree: 0 kB\nNode 1 MemUsed: 0 kB\n",
	  0, 0, 0 },
	{ "the kernel's own used",
	  "MemTotal: 9 kB\nMemFree: 4 kB\nMemUsed: 3 kB", 9, 4, 3 },
	{ "more free than there is", "MemTotal: 4 kB\nMemFree: 9 kB\n", 4, 9,
	  0 },
	{ "odd lines of others", "MemTotal: 4 kB\n\nx\nHugePages_Total: 3\n:\n",
	  4, -1, -1 },
	{ "names that only begin alike",
	  "MemTotalled: x\nMemTotal: 4 kB\nMemFreed: 1\nSMemFree: 2\n", 4, -1,
	  -1 },
	{ "tab", "MemTotal:\t4 kB\n", 4, -1, -1 },
	{ "the most", "MemTotal: 9007199254740991 kB\n", 9007199254740991, -1,
	  -1 },
};

START_TEST(reads)
{
	struct og_meminfo info = { 0 };

	ck_assert_int_eq(
		og_meminfo_parse(good[_i].text, strlen(good[_i].text), &info),
		0);
	ck_assert_msg(
		info.total == good[_i].total && info.free == good[_i].free &&
			info.used == good[_i].used,
		"%s: %lld %lld %lld", good[_i].what, (long long)info.total,
		(long long)info.free, (long long)info.used);
}
END_TEST

static const struct {
	const char *what, *text;
	int64_t cached;
} caches[] = {
	{ "of a node",
	  "Node 0 MemTotal: 9 kB\nNode 0 FilePages: 8 kB\n"
	  "Node 0 Active(anon): 7 kB\nNode 0 Inactive(anon): 6 kB\n"
	  "Node 0 Active(file): 3 kB\nNode 0 Inactive(file): 2 kB\n"
	  "Node 0 Shmem: 1 kB\n",
	  5 },
	{ "one of the two", "MemTotal: 9 kB\nInactive(file): 2 kB\n", 2 },
	{ "neither", "MemTotal: 9 kB\nInactive: 2 kB\n", 0 },
};

START_TEST(counts_cached_files)
{
	struct og_meminfo info = { 0 };

	ck_assert_int_eq(og_meminfo_parse(caches[_i].text,
					  strlen(caches[_i].text), &info),
			 0);
	ck_assert_msg(info.cached == caches[_i].cached, "%s: %lld",
		      caches[_i].what, (long long)info.cached);
}
END_TEST

static const struct {
	const char *what, *text;
	int error;
} bad[] = {
	{ "empty", "", -EINVAL },
	{ "no total", "MemFree: 4 kB\n", -EINVAL },
	{ "no number", "MemTotal: kB\n", -EINVAL },
	{ "nothing", "MemTotal:", -EINVAL },
	{ "no unit", "MemTotal: 4\n", -EINVAL },
	{ "another unit", "MemTotal: 4 MB\n", -EINVAL },
	{ "more after it", "MemTotal: 4 kB 5\n", -EINVAL },
	{ "DOS line end", "MemTotal: 4 kB\r\n", -EINVAL },
	{ "negative", "MemTotal: -4 kB\n", -EINVAL },
	{ "hex", "MemTotal: 0x4 kB\n", -EINVAL },
	{ "twice", "MemTotal: 4 kB\nMemTotal: 4 kB\n", -EINVAL },
	{ "bad free", "MemTotal: 4 kB\nMemFree: many kB\n", -EINVAL },
	{ "bad used", "MemTotal: 4 kB\nMemUsed: 1.5 kB\n", -EINVAL },
	{ "bad cache", "MemTotal: 4 kB\nActive(file): few kB\n", -EINVAL },
	{ "too much for bytes", "MemTotal: 9007199254740992 kB\n", -ERANGE },
	{ "too much for a number", "MemTotal: 99999999999999999999 kB\n",
	  -ERANGE },
};

START_TEST(refuses)
{
	struct og_meminfo info = { 1, 2, 3, 4 };

	ck_assert_msg(og_meminfo_parse(bad[_i].text, strlen(bad[_i].text),
				       &info) == bad[_i].error,
		      "%s", bad[_i].what);
	ck_assert_int_eq(info.total, 1);
	ck_assert_int_eq(info.free, 2);
	ck_assert_int_eq(info.used, 3);
}
END_TEST

Suite *numa_meminfo_suite(void)
{
	Suite *s = suite_create("meminfo");
	TCase *tc = tcase_create("meminfo");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(tc, counts_cached_files, 0, OG_COUNT(caches));
	suite_add_tcase(s, tc);
	return s;
}
