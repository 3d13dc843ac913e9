// SPDX-License-Identifier: Apache-2.0
/* <numa>: which cells the guest has. */
#include <errno.h>
#include <strings.h>

#include "cells.h"
#include "distance.h"
#include "refine-part.h"

/* oned takes the word in any case, libvirt in small letters. */
static void refine_access(struct og_xml_node *cell)
{
	static const char *const words[] = { "shared", "private" };
	const char *access = og_xml_attr(cell, "memAccess");

	for (size_t i = 0; access && i < OG_COUNT(words); i++)
		if (strcasecmp(access, words[i]) == 0) {
			og_part_set(cell, "memAccess", words[i]);
			return;
		}
}

/* Whoever names a cell by oned's number, or goes with one that does. */
static void follow_all(struct og_xml_node *parent, const char *name,
		       const char *attr, const struct og_vm *vm)
{
	struct og_xml_node *next;
	unsigned number;

	for (struct og_xml_node *node = og_part(parent, name); node;
	     node = next) {
		next = og_part_next(node, name);
		if (!og_part_number(node, attr, &number))
			continue;
		if (og_cells_find(vm, number) < 0)
			og_xml_remove(node);
		else
			og_part_set_number(node, attr,
					   (unsigned)og_cells_find(vm, number));
	}
}

static bool is_empty(const struct og_xml_node *cell)
{
	unsigned memory;

	return !og_xml_attr(cell, "cpus") &&
	       og_part_number(cell, "memory", &memory) && !memory;
}

/* Those that oned makes of the vectors that og_cells_settle() left out. */
static int leave_out(struct og_xml_node *domain, struct og_xml_node *numa,
		     const struct og_vm *vm, struct og_err *err)
{
	struct og_xml_node *tune = og_part(domain, "numatune");
	unsigned number;

	og_part_each(cell, numa, "cell")
	{
		if (!og_part_number(cell, "id", &number) ||
		    is_empty(cell) != (og_cells_find(vm, number) < 0))
			return og_err_set(err, -EINVAL,
					  "line %u: this <cell> is not the "
					  "VM's NUMA_NODE of its id",
					  og_xml_line(cell));
		follow_all(og_part(cell, "distances"), "sibling", "id", vm);
	}
	follow_all(numa, "cell", "id", vm);
	follow_all(tune, "memnode", "cellid", vm);
	return 0;
}

static bool is_distance(unsigned value, bool self)
{
	return self ? value == OG_DISTANCE_SELF
		    : value >= OG_DISTANCE_NEXT && value <= OG_DISTANCE_MAX;
}

/*
 * oned writes any number for how far a cell is, from itself too. libvirt
 * refuses most, and may die of it.
 */
static void mend_distances(struct og_xml_node *cell, const struct og_vm *vm,
			   size_t at)
{
	unsigned id, value, ignored;
	og_autofree uint32_t *all = og_distance(vm, at, &ignored);

	og_part_each(to, og_part(cell, "distances"), "sibling")
	{
		uint32_t good = OG_DISTANCE_OTHER;

		if (!og_part_number(to, "id", &id) || id >= vm->n_cells ||
		    (og_part_number(to, "value", &value) &&
		     is_distance(value, id == at)))
			continue;
		if (id == at)
			good = OG_DISTANCE_SELF;
		else if (all)
			good = all[id];
		og_part_set_number(to, "value", good);
	}
}

/* Where oned wrote none for any of them. */
static void add_distances(struct og_xml_node *numa, const struct og_plan *plan)
{
	struct og_xml_node *cell;

	og_part_each(told, numa, "cell") if (og_part(told, "distances")) return;
	for (size_t i = 0; i < plan->vm->n_cells; i++) {
		cell = og_part_numbered(numa, "cell", "id", (unsigned)i);
		if (cell)
			og_domain_add_distances(cell, plan, i);
	}
}

int og_refine_cells(struct og_xml_node *domain, const struct og_plan *plan,
		    struct og_err *err)
{
	struct og_xml_node *numa = og_part(og_part(domain, "cpu"), "numa");
	const struct og_vm *vm = plan->vm;
	size_t count = 0;
	int r = 0;

	og_part_each(cell, numa, "cell")
	{
		refine_access(cell);
		count++;
	}
	/* oned makes one of its own for memory that is plugged in. */
	if (!vm->n_cells)
		return 0;
	if (count == vm->n_cells + vm->n_empty)
		r = vm->n_empty ? leave_out(domain, numa, vm, err) : 0;
	else if (count != vm->n_cells)
		r = og_err_set(err, -EINVAL,
			       "the domain has %zu cells and the VM %zu "
			       "NUMA_NODE vectors",
			       count, vm->n_cells + vm->n_empty);
	if (r < 0)
		return r;
	for (size_t i = 0; i < vm->n_cells; i++)
		mend_distances(
			og_part_numbered(numa, "cell", "id", (unsigned)i), vm,
			i);
	add_distances(numa, plan);
	return 0;
}
