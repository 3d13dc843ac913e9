// SPDX-License-Identifier: Apache-2.0
#include "harness.h"
#include "seat.h"
#include "tools-suites.h"

typedef int read_fn(const char *xml, size_t len, struct og_seat *ret_seat,
		    struct og_err *err);

#define VM(inner)                                                        \
	"<VM><ID>3</ID><NAME>train</NAME><TEMPLATE><VCPU>2</VCPU>" inner \
	"</TEMPLATE></VM>"
#define DOMAIN(inner) \
	"<domain><name>one-3</name><vcpu>2</vcpu>" inner "</domain>"
#define HOSTDEV(address)                       \
	"<devices><hostdev mode='subsystem' "  \
	"type='pci'><source><address " address \
	"/></source></hostdev></devices>"

static const struct {
	const char *name;
	read_fn *read;
	const char *xml, *vm, *cpus, *memory;
	int64_t vcpus, pinned;
	size_t n_devices;
} good[] = {
	{ "VM without a pin", og_seat_of_vm, VM(""), "train", "", "", 2, 0, 0 },
	{ "VM of one node", og_seat_of_vm,
	  VM("<NUMA_NODE><CPUS><![CDATA[0,8]]></CPUS><TOTAL_CPUS>2</TOTAL_CPUS>"
	     "<MEMORY_NODE_ID>1</MEMORY_NODE_ID></NUMA_NODE>"
	     "<PCI><ADDRESS>0000:e1:00:0</ADDRESS></PCI>"),
	  "train", "0,8", "1", 2, 2, 1 },
	{ "VM of two nodes", og_seat_of_vm,
	  VM("<NUMA_NODE><CPUS>0</CPUS><TOTAL_CPUS>1</TOTAL_CPUS>"
	     "<MEMORY_NODE_ID>0</MEMORY_NODE_ID></NUMA_NODE>"
	     "<NUMA_NODE><CPUS>4</CPUS><TOTAL_CPUS>1</TOTAL_CPUS>"
	     "<MEMORY_NODE_ID>1</MEMORY_NODE_ID></NUMA_NODE>"),
	  "train", "0,4", "0-1", 2, 2, 0 },
	{ "VM whose device is not allocated", og_seat_of_vm,
	  VM("<PCI><VENDOR>10de</VENDOR></PCI>"), "train", "", "", 2, 0, 0 },
	{ "domain without a pin", og_seat_of_domain, DOMAIN(""), "one-3", "",
	  "", 2, 0, 0 },
	{ "domain", og_seat_of_domain,
	  DOMAIN("<cputune><vcpupin vcpu='0' cpuset='4'/>"
		 "<vcpupin vcpu='1' cpuset='5'/></cputune>"
		 "<numatune><memory mode='strict' nodeset='0-1'/>"
		 "<memnode cellid='0' mode='strict' "
		 "nodeset='1'/></numatune>" HOSTDEV(
			 "domain='0x0000' bus='0xe1' slot='0x00' "
			 "function='0x0'")),
	  "one-3", "4-5", "1", 2, 2, 1 },
	{ "domain without memnode", og_seat_of_domain,
	  DOMAIN("<numatune><memory nodeset='1'/></numatune>"), "one-3", "",
	  "1", 2, 0, 0 },
	{ "one vCPU twice is one", og_seat_of_domain,
	  DOMAIN("<cputune><vcpupin vcpu='0' cpuset='4'/>"
		 "<vcpupin vcpu='0' cpuset='5'/></cputune>"),
	  "one-3", "4-5", "", 2, 1, 0 },
	{ "a device that is no PCI one", og_seat_of_domain,
	  DOMAIN("<devices><hostdev type='usb'/></devices>"), "one-3", "", "",
	  2, 0, 0 },
};

static const struct {
	const char *name;
	read_fn *read;
	const char *xml, *says;
} bad[] = {
	{ "no XML", og_seat_of_vm, "", "" },
	{ "not a VM", og_seat_of_vm, DOMAIN(""), "not a VM" },
	{ "VM without template", og_seat_of_vm, "<VM/>", "TEMPLATE" },
	{ "VM without VCPU", og_seat_of_vm, "<VM><TEMPLATE/></VM>", "VCPU" },
	{ "CPUS", og_seat_of_vm, VM("<NUMA_NODE><CPUS>x</CPUS></NUMA_NODE>"),
	  "CPUS" },
	{ "MEMORY_NODE_ID", og_seat_of_vm,
	  VM("<NUMA_NODE><MEMORY_NODE_ID>-1</MEMORY_NODE_ID></NUMA_NODE>"),
	  "MEMORY_NODE_ID" },
	{ "TOTAL_CPUS", og_seat_of_vm,
	  VM("<NUMA_NODE><TOTAL_CPUS>-2</TOTAL_CPUS></NUMA_NODE>"),
	  "TOTAL_CPUS" },
	{ "ADDRESS", og_seat_of_vm, VM("<PCI><ADDRESS>e1</ADDRESS></PCI>"),
	  "ADDRESS" },
	{ "not a domain", og_seat_of_domain, VM(""), "not a libvirt domain" },
	{ "vcpu is none", og_seat_of_domain,
	  "<domain><vcpu>many</vcpu></domain>", "vcpu" },
	{ "vcpu out of range", og_seat_of_domain,
	  DOMAIN("<cputune><vcpupin vcpu='2' cpuset='4'/></cputune>"), "vcpu" },
	{ "cpuset", og_seat_of_domain,
	  DOMAIN("<cputune><vcpupin vcpu='0' cpuset='4-'/></cputune>"),
	  "cpuset" },
	{ "nodeset", og_seat_of_domain,
	  DOMAIN("<numatune><memory nodeset='x'/></numatune>"), "nodeset" },
	{ "no bus", og_seat_of_domain, DOMAIN(HOSTDEV("domain='0'")), "bus" },
	{ "slot 32", og_seat_of_domain,
	  DOMAIN(HOSTDEV("domain='0' bus='1' slot='0x20' function='0'")),
	  "slot" },
	{ "function 8", og_seat_of_domain,
	  DOMAIN(HOSTDEV("domain='0' bus='1' slot='0' function='8'")),
	  "function" },
};

START_TEST(reads)
{
	og_autoseat seat = { 0 };
	og_autobuf cpus = OG_BUF_INIT, memory = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = good[_i].read(good[_i].xml, strlen(good[_i].xml), &seat, &err);

	ck_assert_msg(r == 0, "%s: %s", good[_i].name, err.msg);
	og_cpuset_format(&cpus, &seat.cpus);
	og_cpuset_format(&memory, &seat.memory);
	ck_assert_str_eq(seat.name, good[_i].vm);
	ck_assert_str_eq(og_buf_text(&cpus), good[_i].cpus);
	ck_assert_str_eq(og_buf_text(&memory), good[_i].memory);
	ck_assert_int_eq(seat.vcpus, good[_i].vcpus);
	ck_assert_int_eq(seat.pinned, good[_i].pinned);
	ck_assert_uint_eq(seat.n_devices, good[_i].n_devices);
	if (seat.n_devices)
		ck_assert_uint_eq(seat.devices[0].bus, 0xe1);
}
END_TEST

START_TEST(refuses)
{
	struct og_seat seat = { 0 };
	struct og_err err = { 0 };
	int r = bad[_i].read(bad[_i].xml, strlen(bad[_i].xml), &seat, &err);

	ck_assert_msg(r < 0, "%s: accepted", bad[_i].name);
	ck_assert_msg(strstr(err.msg, bad[_i].says), "%s: %s", bad[_i].name,
		      err.msg);
	ck_assert_ptr_null(seat.name);
}
END_TEST

Suite *suite_seat(void)
{
	Suite *suite = suite_create("seat");
	TCase *tc = tcase_create("seat");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	suite_add_tcase(suite, tc);
	return suite;
}
