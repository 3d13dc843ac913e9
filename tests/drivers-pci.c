// SPDX-License-Identifier: Apache-2.0
/* What a PCI device that is passed through becomes, and may not say. */
#include <errno.h>

#include "drivers.h"
#include "pcie.h"
#include "vm-rows.h"

#define P0                                                                  \
	"<PCI_ID>0</PCI_ID><ADDRESS>0000:e1:00:0</ADDRESS><NUMA_NODE>1"     \
	"</NUMA_NODE><VM_ADDRESS>01:00.0</VM_ADDRESS><VENDOR>10de</VENDOR>" \
	"<DEVICE>2331</DEVICE><CLASS>0302</CLASS>"

static const struct og_row rows[] = {
	{ "a GPU",
	  "<PCI>" P0 "</PCI>",
	  { "<hostdev mode=\"subsystem\" type=\"pci\" managed=\"yes\"><driver "
	    "name=\"vfio\"/><source><address domain=\"0x0000\" bus=\"0xe1\" "
	    "slot=\"0x00\" function=\"0x0\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x0\"/>"
	    "</hostdev>",
	    "<memballoon model=\"none\"/>" } },
	{ "legacy vGPU",
	  "<PCI>" P0 "<UUID>e4042b96-e63d-56cf-bcc8-4e6eecccc12e</UUID></PCI>",
	  { "<hostdev mode=\"subsystem\" type=\"mdev\" model=\"vfio-pci\">"
	    "<source><address uuid=\"e4042b96-e63d-56cf-bcc8-4e6eecccc12e\"/>"
	    "</source><address type=\"pci\"" },
	  "vfio\"/>" },
	{ "vGPU of NVIDIA's driver",
	  "<PCI>" P0 "<MDEV_MODE>NVIDIA</MDEV_MODE><UUID>any</UUID></PCI>",
	  { "type=\"pci\" managed=\"no\"><driver name=\"vfio\"/>" },
	  "uuid" },
	{ "IOMMUFD, ACPI nodes, order",
	  "<PCI>" P0 "<IOMMUFD>yes</IOMMUFD><ACPI_NODES>1-2</ACPI_NODES>"
	  "<ORDER>1</ORDER></PCI>",
	  { "<driver name=\"vfio\" iommufd=\"yes\"/>",
	    "<acpi nodeset=\"1-2\"/><boot order=\"1\"/>" } },
	{ "a ROM of its own",
	  "<PCI>" P0 "<ROM>/usr/share/v.rom</ROM></PCI>",
	  { "<rom file=\"/usr/share/v.rom\"/>" } },
	{ "no ROM",
	  "<PCI>" P0 "<ROM_BAR>NO</ROM_BAR></PCI>",
	  { "<rom bar=\"off\"/>" } },
	{ "a NIC that is a device",
	  "<PCI>" P0 "<TYPE>NIC</TYPE><MAC>m</MAC></PCI>",
	  { "<hostdev mode" },
	  "<interface" },
};

START_TEST(writes)
{
	og_row_devices(&rows[_i]);
}
END_TEST

static const struct {
	const char *text, *error;
} bad[] = {
	{ "<PCI>" P0 "<MDEV_MODE>sriov</MDEV_MODE></PCI>",
	  "PCI 0 has MDEV_MODE=\"sriov\": it is one of legacy, nvidia" },
	{ "<PCI>" P0 "<UUID>'/></UUID></PCI>", "PCI 0 has UUID=" },
	{ "<PCI>" P0 "<ACPI_NODES>a</ACPI_NODES></PCI>", "has ACPI_NODES=" },
	{ "<PCI>" P0 "<ROM>v.rom</ROM></PCI>", "absolute path" },
	{ "<PCI>" P0 "<ROM_BAR>maybe</ROM_BAR></PCI>", "has ROM_BAR=" },
	{ "<PCI>" P0 "<ROM>/v</ROM><ROM_BAR>off</ROM_BAR></PCI>",
	  "PCI 0 has a ROM and ROM_BAR=off" },
	{ "<PCI>" P0 "<ROLE>gamer</ROLE></PCI>",
	  "PCI 0 has ROLE=\"gamer\": it is one of compute, vga" },
	{ "<PCI>" P0 "<FUNCTIONS>0,1</FUNCTIONS></PCI>", "has FUNCTIONS=" },
	{ "<PCI>" P0 "<FUNCTIONS>all</FUNCTIONS><MDEV_MODE>nvidia</MDEV_MODE>"
	  "</PCI>",
	  "FUNCTIONS=all and is a vGPU" },
};

START_TEST(refuses)
{
	og_row_refused(bad[_i].text, bad[_i].error);
}
END_TEST

static const struct {
	uint8_t functions;
	const char *has[2], *lacks;
} written[] = {
	{ 3,
	  { "bus=\"0x01\" slot=\"0x00\" function=\"0x0\" multifunction=\"on\"/>"
	    "</hostdev><hostdev",
	    "slot=\"0x00\" function=\"0x1\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x1\"/>" },
	  NULL },
	{ 9,
	  { "multifunction=\"on\"/>",
	    "slot=\"0x00\" function=\"0x3\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x3\"/>" },
	  NULL },
	/* The guest needs a function 0 where the host has none. */
	{ 6,
	  { "slot=\"0x00\" function=\"0x1\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x0\" "
	    "multifunction=\"on\"/>",
	    "slot=\"0x00\" function=\"0x2\"/></source><address type=\"pci\" "
	    "domain=\"0x0000\" bus=\"0x01\" slot=\"0x00\" function=\"0x1\"/>" },
	  NULL },
	{ 1, { "function=\"0x0\"/></hostdev>" }, "multifunction" },
};

START_TEST(writes_whole_slots)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;

	og_row_read("<PCI>" P0 "<FUNCTIONS>ALL</FUNCTIONS></PCI>", &doc, &vm);
	ck_assert(vm.pci[0].whole_slot);
	vm.pci[0].functions = written[_i].functions;
	og_row_write_devices(&vm, &text);
	for (size_t i = 0; i < 2 && written[_i].has[i]; i++)
		ck_assert_msg(strstr(og_buf_text(&text), written[_i].has[i]),
			      "%s", og_buf_text(&text));
	if (written[_i].lacks)
		ck_assert_ptr_null(
			strstr(og_buf_text(&text), written[_i].lacks));
}
END_TEST

START_TEST(whole_slot_that_nobody_looked_up)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };

	og_row_read("<PCI>" P0 "<FUNCTIONS>all</FUNCTIONS></PCI>", &doc, &vm);
	ck_assert_int_eq(og_pcie_plan(&vm, &tree, &notes, &err), -ENOTSUP);
	ck_assert_msg(strstr(err.msg, "only the node knows them"), "%s",
		      err.msg);
}
END_TEST

START_TEST(displays)
{
	const struct og_vm_pci pci[2] = { { .is_vga = false },
					  { .is_vga = true } };

	ck_assert(!og_pci_has_vga(pci, 1));
	ck_assert(og_pci_has_vga(pci, 2));
}
END_TEST

Suite *og_suite_pci(void)
{
	Suite *s = suite_create("pci");
	TCase *c = tcase_create("pci");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(c, writes_whole_slots, 0, OG_COUNT(written));
	tcase_add_test(c, whole_slot_that_nobody_looked_up);
	tcase_add_test(c, displays);
	suite_add_tcase(s, c);
	return s;
}
