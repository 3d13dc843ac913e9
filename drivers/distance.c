// SPDX-License-Identifier: Apache-2.0
#include "distance.h"

#include "num.h"

struct entry {
	int first, last, value;
};

/* "1-3:30"; either cell may come first. */
static bool parse_entry(const char *s, size_t len, struct entry *ret_entry)
{
	const char *colon = memchr(s, ':', len);
	size_t cells = colon ? (size_t)(colon - s) : 0;
	const char *dash = memchr(s, '-', cells);
	size_t first = dash ? (size_t)(dash - s) : cells;
	struct entry e;

	if (!colon || og_num_int(s, first, 0, INT32_MAX, &e.first) < 0 ||
	    og_num_int(colon + 1, len - cells - 1, OG_DISTANCE_SELF,
		       OG_DISTANCE_MAX, &e.value) < 0)
		return false;
	e.last = e.first;
	if (dash &&
	    og_num_int(dash + 1, cells - first - 1, 0, INT32_MAX, &e.last) < 0)
		return false;
	*ret_entry = e;
	if (e.first > e.last) {
		ret_entry->first = e.last;
		ret_entry->last = e.first;
	}
	return true;
}

static void set_range(const struct og_vm *vm, const struct entry *e,
		      uint32_t *all)
{
	for (size_t i = 0; i < vm->n_cells; i++) {
		int64_t number = vm->cells[i].number;

		if (number >= e->first && number <= e->last)
			all[i] = (uint32_t)e->value;
		if (all[i] == OG_DISTANCE_SELF)
			all[i] = OG_DISTANCE_NEXT;
	}
}

uint32_t *og_distance(const struct og_vm *vm, size_t cell,
		      unsigned *ret_ignored)
{
	const char *s = vm->cells[cell].distance;
	unsigned ignored = 0;
	uint32_t *all;

	*ret_ignored = 0;
	if (!s)
		return NULL;
	all = og_calloc(vm->n_cells, sizeof(*all));
	for (size_t i = 0; i < vm->n_cells; i++)
		all[i] = OG_DISTANCE_OTHER;
	while (*s) {
		size_t len = strcspn(s, ",");
		struct entry e;

		if (!parse_entry(s, len, &e))
			ignored += len > 0;
		else
			set_range(vm, &e, all);
		s += len + (s[len] == ',');
	}
	all[cell] = OG_DISTANCE_SELF;
	*ret_ignored = ignored;
	return all;
}

/* 0: unknown. */
static uint32_t between(const struct og_host *host, int32_t from, int32_t to)
{
	uint32_t away =
		from == to ? OG_DISTANCE_SELF : og_host_away(host, from, to);

	if (away < OG_DISTANCE_SELF || away > OG_DISTANCE_MAX)
		return 0;
	return away == OG_DISTANCE_SELF ? OG_DISTANCE_NEXT : away;
}

/* Whether there are two cells to tell apart, and all that is to be told. */
static bool is_known(const struct og_vm *vm, const struct og_host *host)
{
	size_t standing = 0;

	for (size_t i = 0; i < vm->n_cells; i++) {
		int32_t from = vm->cells[i].memory_node;

		if (vm->cells[i].distance)
			return false;
		standing += from >= 0;
		for (size_t j = 0; from >= 0 && j < vm->n_cells; j++) {
			int32_t to = vm->cells[j].memory_node;

			if (j != i && to >= 0 && !between(host, from, to))
				return false;
		}
	}
	return standing > 1;
}

uint32_t *og_distance_of_host(const struct og_vm *vm,
			      const struct og_host *host, size_t cell)
{
	int32_t from = vm->cells[cell].memory_node;
	uint32_t *all;

	if (!host || from < 0 || !is_known(vm, host))
		return NULL;
	all = og_calloc(vm->n_cells, sizeof(*all));
	for (size_t i = 0; i < vm->n_cells; i++) {
		int32_t to = vm->cells[i].memory_node;

		if (i == cell)
			all[i] = OG_DISTANCE_SELF;
		else if (to >= 0)
			all[i] = between(host, from, to);
	}
	return all;
}

void og_distance_note(const struct og_vm *vm, struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_cells; i++) {
		unsigned ignored;
		og_autofree uint32_t *all = og_distance(vm, i, &ignored);

		if (all && ignored)
			og_notes_add(notes, OG_WARN,
				     "NUMA_NODE %u has DISTANCE=\"%.64s\": %u "
				     "of it is nothing like 0:10 or 1-3:21 and "
				     "has no effect",
				     vm->cells[i].number, vm->cells[i].distance,
				     ignored);
	}
}
