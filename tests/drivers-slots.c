// SPDX-License-Identifier: Apache-2.0
/* Which functions a slot of the host has, and which ports emulated devices. */
#include "domain.h"
#include "drivers.h"
#include "functions.h"
#include "harness.h"

/* Functions of a slot: f is one, v a virtual one, in order of number. */
static const struct {
	const char *slot;
	unsigned asked; /* the function that oned gave */
	bool twice;	/* and function 1 to the same VM */
	uint8_t functions;
	const char *error;
} slots[] = {
	{ "ff", 0, false, 3, NULL },
	{ "f", 0, false, 1, NULL },
	{ "ff-f", 1, false, 11, NULL },
	{ "fvvv", 0, false, 1, NULL },
	{ "fvvv", 2, false, 0, "it is a virtual function" },
	{ "-f", 0, false, 0, "this machine has no such device" },
	{ "ff", 0, true, 0, "another PCI of this VM is in its slot" },
};

START_TEST(whole_slots)
{
	og_cleanup(og_pcidevs_free) struct og_pcidevs devs = OG_PCIDEVS_INIT;
	struct og_vm_pci pci[2] = {
		{ .host = { .bus = 0x41, .func = (uint8_t)slots[_i].asked },
		  .whole_slot = true },
		{ .id = 1, .host = { .bus = 0x41, .func = 1 } },
	};
	struct og_vm vm = { .pci = pci, .n_pci = slots[_i].twice ? 2 : 1 };
	struct og_bdf other = { .bus = 0x42, .func = 5 };
	struct og_err err = { 0 };
	int r;

	for (uint8_t f = 0; slots[_i].slot[f]; f++) {
		struct og_bdf bdf = { .bus = 0x41, .func = f };
		bool is_vf = slots[_i].slot[f] == 'v';

		if (slots[_i].slot[f] != '-')
			og_pcidevs_add(&devs, &bdf)->sriov =
				is_vf ? OG_SRIOV_VF : OG_SRIOV_NO;
	}
	og_pcidevs_add(&devs, &other);
	r = og_functions_settle(&devs, &vm, &err);
	if (slots[_i].error) {
		ck_assert_int_lt(r, 0);
		ck_assert_msg(strstr(err.msg, slots[_i].error), "%s", err.msg);
		return;
	}
	ck_assert_int_eq(r, 0);
	ck_assert_uint_eq(pci[0].functions, slots[_i].functions);
}
END_TEST

#define PCI_AT(bus) "<address type='pci' bus='" bus "' slot='0'/>"

/*
 * Emulated devices in a tree of two ports of pcie.0, of which a bridge has one,
 * and an expander's, where the VM's device is: the first that wants a port gets
 * it, the rest stay as they are, and so does what has an address or no use for
 * a port. The USB controller that is always there has none to spare.
 */
static const struct {
	const char *devices;
	bool expanders;
	unsigned seated; /* addresses on bus 0x03 */
	unsigned all;	 /* addresses that there are */
	const char *arch;
} seats[] = {
	{ "<disk><target bus='virtio'/></disk>", true, 1, 1, NULL },
	{ "<disk><target bus='virtio'/></disk>", false, 0, 0, NULL },
	{ "<disk><target bus='sata'/></disk><interface><model type='e1000'/>"
	  "</interface><controller type='usb' model='piix3-uhci'/>",
	  true, 0, 0, NULL },
	{ "<interface><model type='virtio'/></interface><rng model='virtio'/>",
	  true, 1, 1, NULL },
	{ "<filesystem><address/></filesystem><input bus='virtio'/>", true, 1,
	  2, NULL },
	{ "<controller type='scsi' model='lsilogic'/><vsock/>", true, 1, 1,
	  NULL },
	{ "<sound model='ich6'/>", true, 1, 1, "x86_64" },
	{ "<sound model='ich6'/>", true, 0, 0, "aarch64" },
	{ "<crypto model='virtio'/>", true, 1, 1, NULL },
	{ "<vsock/><sound>" PCI_AT("0x03") "</sound>", true, 1, 1, NULL },
	{ "<vsock/><sound>" PCI_AT("3") "</sound>", true, 1, 1, NULL },
	{ "<vsock/><sound>" PCI_AT("0x01") "</sound>", true, 1, 2, NULL },
	{ "<controller type='pci' index='6' model='pcie-switch-upstream-port'"
	  "/>",
	  true, 1, 1, NULL },
	{ "<controller type='pci' index='2' model='pcie-to-pci-bridge'/>"
	  "<controller type='usb' model='none'/>",
	  true, 0, 0, NULL },
};

START_TEST(seats_emulated_devices)
{
	struct og_pcie_bus buses[] = {
		{ .index = 0, .model = OG_PCIE_ROOT, .parent = -1 },
		{ .index = 1, .model = OG_PCIE_PORT, .parent = 0 },
		{ .index = 2, .model = OG_PCIE_BRIDGE, .parent = 1 },
		{ .index = 3, .model = OG_PCIE_PORT, .parent = 0 },
		{ .index = 4, .model = OG_PCIE_EXPANDER, .parent = 0 },
		{ .index = 5, .model = OG_PCIE_PORT, .parent = 4 },
	};
	struct og_pcie_device device = { .bus = 5 };
	struct og_pcie tree = {
		.buses = buses,
		.n_buses = OG_COUNT(buses) - (seats[_i].expanders ? 0 : 2),
		.devices = &device,
		.n_devices = 1,
	};
	struct og_vm vm = { .arch = seats[_i].arch };
	struct og_plan plan = { .vm = &vm, .tree = &tree };
	og_autofree char *text =
		og_asprintf("<devices>%s</devices>", seats[_i].devices);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(text);
	unsigned seated = 0, all = 0;

	og_domain_seat(og_xml_root(doc), &plan);
	og_xml_each (node, og_xml_root(doc), NULL) {
		const struct og_xml_node *address =
			og_xml_child(node, "address");
		const char *bus = address ? og_xml_attr(address, "bus") : NULL;

		all += address != NULL;
		seated += bus && strtoul(bus, NULL, 0) == 3;
		ck_assert(!bus || strtoul(bus, NULL, 0) != 5);
	}
	ck_assert_uint_eq(seated, seats[_i].seated);
	ck_assert_uint_eq(all, seats[_i].all);
}
END_TEST

Suite *og_suite_slots(void)
{
	Suite *s = suite_create("slots");
	TCase *c = tcase_create("slots");

	tcase_add_loop_test(c, whole_slots, 0, OG_COUNT(slots));
	tcase_add_loop_test(c, seats_emulated_devices, 0, OG_COUNT(seats));
	suite_add_tcase(s, c);
	return s;
}
