/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of CPU or node numbers, 0 to OG_CPU_MAX - 1, and its list syntax
 * "0-3,8,12-15" as the kernel and libvirt write it. Plain data: copy it,
 * compare it with og_cpuset_equal(), initialise it with { 0 }.
 */
#ifndef OG_CPUSET_H
#define OG_CPUSET_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

#define OG_CPU_MAX 8192

struct og_cpuset {
	uint64_t bits[OG_CPU_MAX / 64];
};

void og_cpuset_add(struct og_cpuset *set, unsigned cpu); /* ignores >= MAX */
void og_cpuset_del(struct og_cpuset *set, unsigned cpu);
bool og_cpuset_has(const struct og_cpuset *set, unsigned cpu);
bool og_cpuset_is_empty(const struct og_cpuset *set);
unsigned og_cpuset_count(const struct og_cpuset *set);
bool og_cpuset_equal(const struct og_cpuset *a, const struct og_cpuset *b);
void og_cpuset_or(struct og_cpuset *set, const struct og_cpuset *other);
void og_cpuset_and(struct og_cpuset *set, const struct og_cpuset *other);
void og_cpuset_andnot(struct og_cpuset *set, const struct og_cpuset *other);

/* The lowest member above `after`; -1 starts, -1 is returned at the end. */
int og_cpuset_next(const struct og_cpuset *set, int after);

/*
 * Parse a list; surrounding white space (a trailing newline of sysfs) is
 * skipped, an empty list is the empty set, libvirt's "^n" exclusions are
 * understood. Returns 0, -EINVAL or -ERANGE.
 */
int og_cpuset_parse(const char *s, size_t len, struct og_cpuset *ret_set);

/*
 * The kernel's other way to write a set: words of 32 bits in hex with commas
 * between, the highest first, "3,000000ff". Returns 0, -EINVAL or -ERANGE.
 */
int og_cpuset_parse_mask(const char *s, size_t len, struct og_cpuset *ret_set);

/* Append the shortest list: "0-3,8". */
void og_cpuset_format(struct og_buf *buf, const struct og_cpuset *set);

#endif
