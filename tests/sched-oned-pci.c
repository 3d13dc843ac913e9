// SPDX-License-Identifier: Apache-2.0
/* Which devices oned gives, and their addresses in the guest. */
#include "oned-case.h"
#include "sched-suites.h"

enum { NVIDIA = 0x10de };

#define THREE_GPUS                                                    \
	{                                                             \
		{ "e1:00.0", 1 }, { "21:00.0", 0 }, { "41:00.0", 0 }, \
	}

static const struct og_oned_case cases[] = {
	{ .name = "by name: the first by address, whatever its node",
	  .gpus = THREE_GPUS,
	  .pcis = { { .vendor = NVIDIA } },
	  .want = "21:00.0@flat=01:00.0 |" },
	{ .name = "by address",
	  .gpus = THREE_GPUS,
	  .pcis = { { .address = "e1:00.0" } },
	  .want = "e1:00.0@flat=01:00.0 |" },
	{ .name = "by address before by name",
	  .gpus = THREE_GPUS,
	  .pcis = { { .vendor = NVIDIA }, { .address = "21:00.0" } },
	  .want = "41:00.0@flat=01:00.0 21:00.0@flat=02:00.0 |" },
	{ .name = "an id beside the address: by name",
	  .gpus = THREE_GPUS,
	  .pcis = { { .address = "e1:00.0", .vendor = NVIDIA } },
	  .want = "21:00.0@flat=01:00.0 |" },
	{ .name = "a taken device is passed over",
	  .gpus = { { "21:00.0", 0, true }, { "41:00.0", 0 } },
	  .pcis = { { .vendor = NVIDIA } },
	  .want = "41:00.0@flat=01:00.0 |" },
	{ .name = "all taken",
	  .gpus = { { "21:00.0", 0, true } },
	  .pcis = { { .vendor = NVIDIA } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "the address is taken",
	  .gpus = { { "21:00.0", 0, true }, { "41:00.0", 0 } },
	  .pcis = { { .address = "21:00.0" } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "an address nobody has",
	  .gpus = THREE_GPUS,
	  .pcis = { { .address = "22:00.0" } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "an address that is none",
	  .gpus = THREE_GPUS,
	  .pcis = { { .address = "gpu0" } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "a request that gives nothing",
	  .gpus = THREE_GPUS,
	  .pcis = { { .given = true } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "another vendor",
	  .gpus = THREE_GPUS,
	  .pcis = { { .vendor = 0x8086 } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "vendor and another class",
	  .gpus = THREE_GPUS,
	  .pcis = { { .vendor = NVIDIA, .class_id = 0x0300 } },
	  .fit = OG_FIT_PCI,
	  .want = "- pci fails |" },
	{ .name = "class alone",
	  .gpus = THREE_GPUS,
	  .pcis = { { .class_id = 0x0302 } },
	  .want = "21:00.0@flat=01:00.0 |" },
	{ .name = "one more than there are",
	  .gpus = { { "21:00.0", 0 }, { "41:00.0", 0 } },
	  .pcis = { { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA } },
	  .fit = OG_FIT_PCI,
	  .want = "21:00.0@flat=01:00.0 41:00.0@flat=02:00.0 - pci fails |" },
	{ .name = "flat on pc: slots of the request's bus",
	  .gpus = THREE_GPUS,
	  .flat_slot = true,
	  .vm_bus = 2,
	  .pcis = { { .vendor = NVIDIA }, { .vendor = NVIDIA } },
	  .want = "21:00.0@flat=02:01.0 41:00.0@flat=02:02.0 |" },
	{ .name = "tree: by the physical node",
	  .gpus = THREE_GPUS,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .pcis = { { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA } },
	  .want = "21:00.0@4=21:00.0 41:00.0@5=22:00.0 e1:00.0@13=31:00.0 "
		  "| 0:0,1" },
	{ .name = "tree: a device without node is flat",
	  .gpus = { { "21:00.0", -1 }, { "41:00.0", 1 } },
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .pcis = { { .vendor = NVIDIA }, { .vendor = NVIDIA } },
	  .want = "21:00.0@flat=01:00.0 41:00.0@13=31:00.0 | 0:0,1" },
	{ .name = "dedicated roots come behind the virtual nodes",
	  .gpus = THREE_GPUS,
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2, 2 },
	  .pcis = { { .vendor = NVIDIA, .dedicated = true },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA, .dedicated = true } },
	  .want = "21:00.0@22=a1:00.0 41:00.0@4=21:00.0 e1:00.0@24=a9:00.0 "
		  "| 0:0,1 0:2,3" },
	{ .name = "the ninth device of a node fails, the tenth gets nothing",
	  .gpus = { { "01:00.0", 0 },
		    { "02:00.0", 0 },
		    { "03:00.0", 0 },
		    { "04:00.0", 0 },
		    { "05:00.0", 0 },
		    { "06:00.0", 0 },
		    { "07:00.0", 0 },
		    { "08:00.0", 0 },
		    { "09:00.0", 0 },
		    { "0a:00.0", 1 } },
	  .nodes = 1,
	  .pin = OG_PIN_THREAD,
	  .cpus = { 2 },
	  .pcis = { { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA },
		    { .vendor = NVIDIA } },
	  .want = "01:00.0@4=21:00.0 02:00.0@5=22:00.0 03:00.0@6=23:00.0 "
		  "04:00.0@7=24:00.0 05:00.0@8=25:00.0 06:00.0@9=26:00.0 "
		  "07:00.0@10=27:00.0 08:00.0@11=28:00.0 09:00.0@none - "
		  "pci fails | 0:0,1" },
};

START_TEST(devices_as_oned_gives_them)
{
	og_case_check(&cases[_i]);
}
END_TEST

Suite *og_suite_oned_pci(void)
{
	Suite *s = suite_create("oned-pci");
	TCase *tc = tcase_create("oned-pci");

	tcase_add_loop_test(tc, devices_as_oned_gives_them, 0, OG_COUNT(cases));
	suite_add_tcase(s, tc);
	return s;
}
