// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "drivers.h"
#include "pcie-shapes.h"
#include "pcie.h"

static const struct og_shape shapes[] = {
	{ .name = "local",
	  .cells = { 2 },
	  .devs = { { 1, 0x31, 13, 0 } },
	  .bus = { 13 } },
	{ .name = "no cell there",
	  .cells = { 1 },
	  .devs = { { 1, 0x31, 13, 0 } },
	  .bus = { 13 },
	  .warnings = 1 },
	{ .name = "two nodes",
	  .cells = { 1, 2 },
	  .devs = { { 0, 0x21, 4, 0 }, { 1, 0x31, 13, 0 } },
	  .bus = { 4, 13 } },
	{ .name = "cells swapped",
	  .cells = { 2, 1 },
	  .devs = { { 0, 0x22, 5, 0 }, { 1, 0x38, 20, 0 } },
	  .bus = { 5, 20 } },
	{ .name = "node 2 alone",
	  .cells = { 3 },
	  .devs = { { 2, 0x41, 22, 0 } },
	  .bus = { 22 } },
	{ .name = "node 3 is renumbered",
	  .cells = { 4 },
	  .devs = { { 3, 0x51, 31, 0 } },
	  .bus = { 4 },
	  .renumbered = { true } },
	{ .name = "node 13",
	  .cells = { 14 },
	  .devs = { { 13, 0xf1, 121, 0 } },
	  .bus = { 4 },
	  .renumbered = { true } },
	{ .name = "node 1 stays, node 5 is renumbered",
	  .cells = { 2, 6 },
	  .devs = { { 1, 0x31, 13, 0 }, { 5, 0x71, 49, 0 } },
	  .bus = { 13, 22 },
	  .renumbered = { false, true } },
	{ .name = "dedicated",
	  .cells = { 1, 2 },
	  .devs = { { 0, 0xa1, 22, 1 },
		    { 1, 0xa9, 24, 1 },
		    { 1, 0x31, 13, 0 } },
	  .bus = { 22, 24, 13 } },
	{ .name = "dedicated where a node's ports are",
	  .cells = { 2 },
	  .devs = { { 1, 0x31, 13, 0 }, { 1, 0xa1, 15, 1 } },
	  .bus = { 13, 22 },
	  .renumbered = { false, true } },
	{ .name = "dedicated before the node",
	  .cells = { 2 },
	  .devs = { { 1, 0xa1, 13, 1 }, { 1, 0x32, 14, 0 } },
	  .bus = { 22, 14 },
	  .renumbered = { true, false } },
	{ .name = "flat, no cells",
	  .devs = { { -1, 1, 0, 0 }, { -1, 2, 0, 0 } },
	  .bus = { 1, 2 } },
	{ .name = "flat on the sixteenth",
	  .devs = { { -1, 16, 0, 0 } },
	  .bus = { 16 } },
	{ .name = "flat beyond", .devs = { { -1, 40, 0, 0 } }, .bus = { 40 } },
	{ .name = "flat beside cells",
	  .cells = { 1 },
	  .devs = { { -1, 1, 0, 0 },
		    { -1, 2, 0, 0 },
		    { -1, 3, 0, 0 },
		    { 0, 0x21, 4, 0 } },
	  .bus = { 1, 2, 12, 4 } },
	{ .name = "a whole node",
	  .cells = { 1 },
	  .devs = { { 0, 0x21, 4, 0 },
		    { 0, 0x22, 5, 0 },
		    { 0, 0x23, 6, 0 },
		    { 0, 0x24, 7, 0 },
		    { 0, 0x25, 8, 0 },
		    { 0, 0x26, 9, 0 },
		    { 0, 0x27, 10, 0 },
		    { 0, 0x28, 11, 0 } },
	  .bus = { 4, 5, 6, 7, 8, 9, 10, 11 } },
	{ .name = "no devices", .cells = { 1, 2 } },
	{ .name = "unpinned", .cells = { -99 } },
	{ .name = "pc",
	  .machine = OG_MACHINE_PC,
	  .devs = { { -1, 2, 0, 0 } },
	  .bus = { 2 } },
	{ .name = "node 14 has no bus of its own",
	  .cells = { 15 },
	  .devs = { { 14, 0x101, 130, 0 } },
	  .bus = { 4 },
	  .number = { 0x21 },
	  .renumbered = { true },
	  .warnings = 1 },
	{ .name = "node 8 meets a dedicated root",
	  .cells = { 9 },
	  .devs = { { 8, 0xa1, 76, 0 }, { 8, 0xa1, 13, 1 } },
	  .bus = { 15, 13 },
	  .number = { 0x21 },
	  .renumbered = { true },
	  .warnings = 1 },
	{ .name = "flat above the expanders",
	  .cells = { 1 },
	  .devs = { { -1, 30, 0, 0 }, { -1, 1, 0, 0 } },
	  .bus = { 2, 1 },
	  .number = { 2 },
	  .warnings = 1 },
	{ .name = "forbidden expanders",
	  .flat = true,
	  .cells = { 1 },
	  .devs = { { -1, 1, 0, 0 } },
	  .bus = { 1 } },
	{ .name = "fewer ports than devices",
	  .ports = 2,
	  .devs = { { -1, 1, 0, 0 }, { -1, 2, 0, 0 }, { -1, 3, 0, 0 } },
	  .bus = { 1, 2, 3 } },
	{ .name = "a gap between flat devices",
	  .devs = { { -1, 1, 0, 0 }, { -1, 3, 0, 0 } },
	  .bus = { 1, 3 } },
	{ .name = "address of another node",
	  .cells = { 2 },
	  .devs = { { 1, 0x21, 4, 0 } },
	  .error = "no address of a root port" },
	{ .name = "ninth of a node",
	  .cells = { 1 },
	  .devs = { { 0, 0x29, 12, 0 } },
	  .error = "no address of a root" },
	{ .name = "dedicated off its step",
	  .cells = { 1 },
	  .devs = { { 0, 0xa2, 14, 1 } },
	  .error = "no address of a dedicated root port" },
	{ .name = "dedicated below the first",
	  .cells = { 1 },
	  .devs = { { 0, 0x01, 14, 1 } },
	  .error = "no address" },
	{ .name = "one address for two",
	  .cells = { 1 },
	  .devs = { { 0, 0x21, 4, 0 }, { 0, 0x21, 4, 0 } },
	  .error = "another device has its guest address" },
	{ .name = "flat on bus 0",
	  .devs = { { -1, 0, 0, 0 } },
	  .error = "its bus is not declared" },
};

START_TEST(plans)
{
	const struct og_shape *shape = &shapes[_i];
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	int r;

	og_shape_vm(shape, &vm);
	r = og_pcie_plan(&vm, &tree, &notes, &err);
	if (shape->error) {
		ck_assert_msg(r < 0 && strstr(err.msg, shape->error), "%s: %s",
			      shape->name, err.msg);
		return;
	}
	ck_assert_msg(r == 0, "%s: %s", shape->name, err.msg);
	ck_assert_msg(notes.count == shape->warnings, "%s: %zu notes",
		      shape->name, notes.count);
	for (size_t i = 0; i < vm.n_pci; i++) {
		ck_assert_msg(tree.devices[i].bus == shape->bus[i],
			      "%s: device %zu on index %d", shape->name, i,
			      tree.devices[i].bus);
		ck_assert_msg(tree.devices[i].number ==
				      (shape->number[i] ? shape->number[i]
							: vm.pci[i].bus),
			      "%s: device %zu on guest bus %d", shape->name, i,
			      tree.devices[i].number);
		ck_assert_msg(tree.devices[i].kept_index ==
				      !shape->renumbered[i],
			      "%s: device %zu", shape->name, i);
	}
}
END_TEST

/* A cell on each node, `each` devices there, all as oned numbers them. */
static void make_large(int nodes, int each, struct og_vm *vm)
{
	*vm = (struct og_vm){ .id = 1, .machine_name = "q35" };
	vm->cells = og_calloc((size_t)nodes, sizeof(*vm->cells));
	vm->pci = og_calloc((size_t)nodes * (size_t)each, sizeof(*vm->pci));
	for (int n = 0; n < nodes; n++) {
		vm->cells[vm->n_cells++] =
			(struct og_vm_cell){ .number = (unsigned)n,
					     .vcpus = 1,
					     .memory = 1,
					     .node = n,
					     .memory_node = n };
		for (int i = 0; i < each; i++)
			vm->pci[vm->n_pci++] = (struct og_vm_pci){
				.id = n * each + i,
				.host = { .bus = (uint8_t)n,
					  .slot = (uint8_t)i },
				.node = n,
				.near = n,
				.bus_index = 3 + 9 * n + 1 + i,
				.bus = 0x20 + 0x10 * n + 1 + i,
			};
	}
}

/* Any number of nodes, cells and devices; what cannot be is refused. */
static const struct {
	int nodes, each;
	bool fits;
} large[] = {
	{ 1, 8, true },	 { 2, 8, true },  { 4, 8, true },   { 8, 8, true },
	{ 14, 1, true }, { 15, 1, true }, { 16, 4, true },  { 32, 1, true },
	{ 32, 2, true }, { 64, 1, true }, { 64, 4, false },
};

START_TEST(large_machines)
{
	int nodes = large[_i].nodes, expanders = 0, packed = 0;
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	size_t moved = 0;

	make_large(nodes, large[_i].each, &vm);
	if (!large[_i].fits) {
		ck_assert_int_eq(og_pcie_plan(&vm, &tree, &notes, &err),
				 -ENOTSUP);
		ck_assert_msg(strstr(err.msg, "bus numbers are used up"), "%s",
			      err.msg);
		return;
	}
	ck_assert_msg(og_pcie_plan(&vm, &tree, &notes, &err) == 0, "%s",
		      err.msg);
	for (size_t i = 0; i < tree.n_buses; i++) {
		const struct og_pcie_bus *b = &tree.buses[i];

		if (b->model != OG_PCIE_EXPANDER)
			continue;
		expanders++;
		packed += !b->implied;
		ck_assert_int_eq(b->cell, b->host_node);
		ck_assert_int_lt(b->slot, 0x1f);
	}
	ck_assert_int_eq(expanders, nodes);
	ck_assert_int_eq(packed, nodes > 12 ? nodes : 0);
	for (size_t i = 0; i < vm.n_pci; i++) {
		moved += !tree.devices[i].kept_number;
		ck_assert(vm.pci[i].node > 13 || tree.devices[i].kept_number);
	}
	ck_assert_uint_eq(notes.count, moved);
}
END_TEST

/* Every expander stands for the cell of its node, or says nothing. */
START_TEST(expanders_know_their_cells)
{
	static const struct og_shape shape = {
		.cells = { 2, 1 },
		.devs = { { 0, 0x21, 4, 0 },
			  { 1, 0xa1, 22, 1 },
			  { 2, 0x41, 22, 0 } },
	};
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	unsigned expanders = 0;

	og_shape_vm(&shape, &vm);
	ck_assert_int_eq(og_pcie_plan(&vm, &tree, &notes, NULL), 0);
	for (size_t i = 0; i < tree.n_buses; i++) {
		const struct og_pcie_bus *b = &tree.buses[i];

		if (b->model != OG_PCIE_EXPANDER)
			continue;
		expanders++;
		ck_assert_int_eq(b->cell, b->host_node == 0   ? 1
					  : b->host_node == 1 ? 0
							      : -1);
	}
	ck_assert_uint_eq(expanders, 4);
}
END_TEST

/*
 * oned's node is out of date: the address is by it, the cell by the truth.
 * The cell of the first device's expander, of the devices' own if need be.
 */
static const struct {
	struct og_shape shape;
	int cell;
} stale[] = {
	{ { .name = "the other node",
	    .cells = { 2, 1 },
	    .devs = { { 0, 0x21, 4, 0, 2 } } },
	  0 },
	{ { .name = "a node without a cell",
	    .cells = { 1 },
	    .devs = { { 0, 0x21, 4, 0, 2 } },
	    .warnings = 1 },
	  -1 },
	{ { .name = "both of one bus",
	    .cells = { 2, 1 },
	    .devs = { { 0, 0x21, 4, 0, 2 }, { 0, 0x22, 5, 0, 2 } } },
	  0 },
	{ { .name = "one of two on a bus",
	    .cells = { 1, 2 },
	    .devs = { { 0, 0x21, 4, 0, 0 }, { 0, 0x22, 5, 0, 2 } },
	    .warnings = 2 },
	  -1 },
	{ { .name = "dedicated",
	    .cells = { 1, 2 },
	    .devs = { { 0, 0xa1, 22, 1, 2 } } },
	  1 },
};

START_TEST(cell_is_of_the_true_node)
{
	const struct og_shape *shape = &stale[_i].shape;
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	const struct og_pcie_bus *port;

	og_shape_vm(shape, &vm);
	ck_assert_msg(og_pcie_plan(&vm, &tree, &notes, &err) == 0, "%s: %s",
		      shape->name, err.msg);
	port = &tree.buses[tree.devices[0].bus];
	ck_assert_msg(tree.buses[port->parent].cell == stale[_i].cell,
		      "%s: cell %d", shape->name,
		      tree.buses[port->parent].cell);
	ck_assert_int_eq(tree.buses[port->parent].host_node, 0);
	ck_assert_msg(notes.count == shape->warnings, "%s: %zu notes",
		      shape->name, notes.count);
}
END_TEST

Suite *og_suite_pcie(void)
{
	Suite *s = suite_create("pcie");
	TCase *c = tcase_create("pcie");

	tcase_add_loop_test(c, plans, 0, OG_COUNT(shapes));
	tcase_add_loop_test(c, large_machines, 0, OG_COUNT(large));
	tcase_add_test(c, expanders_know_their_cells);
	tcase_add_loop_test(c, cell_is_of_the_true_node, 0, OG_COUNT(stale));
	suite_add_tcase(s, c);
	return s;
}
