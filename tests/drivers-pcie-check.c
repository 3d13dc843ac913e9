// SPDX-License-Identifier: Apache-2.0
/* A good tree, broken in one place: the check must see each. */
#include <errno.h>

#include "drivers.h"
#include "pcie-shapes.h"
#include "pcie.h"

static struct og_pcie_bus *expander(struct og_pcie *t, int bus_nr)
{
	for (size_t i = 0; i < t->n_buses; i++)
		if (t->buses[i].bus_nr == bus_nr)
			return &t->buses[i];
	ck_abort_msg("no expander is bus %d", bus_nr);
}

static void lose_bus(struct og_pcie *t)
{
	t->n_buses = (size_t)t->devices[0].bus;
}

static void shift_index(struct og_pcie *t)
{
	t->buses[2].index = 40;
}

static void wrong_bus_nr(struct og_pcie *t)
{
	expander(t, 0x30)->bus_nr = 0x40;
}

static void overlap(struct og_pcie *t)
{
	expander(t, 0x20)->bus_nr = 0x28;
}

static void wrong_cell(struct og_pcie *t)
{
	expander(t, 0x30)->cell = 0;
}

static void wrong_node(struct og_pcie *t)
{
	expander(t, 0x30)->host_node = 0;
}

static void next_port(struct og_pcie *t)
{
	t->devices[0].bus++;
}

static void on_the_expander(struct og_pcie *t)
{
	t->devices[0].bus = 12;
}

static void port_on_port(struct og_pcie *t)
{
	t->buses[13].parent = 1;
}

/* libvirt leaves no bridge behind a port where another is free before it. */
static void bridge_on_a_later_port(struct og_pcie *t)
{
	for (size_t i = 0; i < t->n_buses; i++)
		if (t->buses[i].model == OG_PCIE_BRIDGE)
			t->buses[i].parent = og_pcie_spare_port(t, 0);
}

static void ports_out_of_order(struct og_pcie *t)
{
	int a = og_pcie_spare_port(t, 0), b = og_pcie_spare_port(t, a);

	t->buses[a].func ^= t->buses[b].func;
	t->buses[b].func ^= t->buses[a].func;
	t->buses[a].func ^= t->buses[b].func;
}

static void wrong_promise(struct og_pcie *t)
{
	t->devices[0].kept_number = false;
}

static void wrong_number(struct og_pcie *t)
{
	t->devices[0].number++;
}

static void no_device(struct og_pcie *t)
{
	t->n_devices = 0;
}

static const struct {
	const char *name;
	void (*break_it)(struct og_pcie *t);
} faults[] = {
	{ "a device's bus is not declared", lose_bus },
	{ "an index is not its place", shift_index },
	{ "an expander with another number", wrong_bus_nr },
	{ "numbers of two expanders overlap", overlap },
	{ "the cell of another node", wrong_cell },
	{ "the node of another cell", wrong_node },
	{ "on the next port", next_port },
	{ "on the expander itself", on_the_expander },
	{ "a port on a port", port_on_port },
	{ "a device is missing", no_device },
	{ "a bridge behind a later port", bridge_on_a_later_port },
	{ "two ports out of order", ports_out_of_order },
	{ "a promise that was kept is said not to be", wrong_promise },
	{ "another number than its bus has", wrong_number },
};

START_TEST(check_sees_faults)
{
	static const struct og_shape shape = { .cells = { 1, 2 },
					       .devs = { { 1, 0x31, 13, 0 } } };
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };

	og_shape_vm(&shape, &vm);
	ck_assert_int_eq(og_pcie_plan(&vm, &tree, &notes, NULL), 0);
	ck_assert_int_eq(og_pcie_check(&tree, &vm, NULL), 0);
	faults[_i].break_it(&tree);
	ck_assert_msg(og_pcie_check(&tree, &vm, &err) == -EINVAL && err.msg[0],
		      "%s: \"%s\"", faults[_i].name, err.msg);
}
END_TEST

Suite *og_suite_pcie_check(void)
{
	Suite *s = suite_create("pcie-check");
	TCase *c = tcase_create("pcie-check");

	tcase_add_loop_test(c, check_sees_faults, 0, OG_COUNT(faults));
	suite_add_tcase(s, c);
	return s;
}
