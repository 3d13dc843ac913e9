// SPDX-License-Identifier: Apache-2.0
/* What `onegpu doctor --vm` reads of a VM. */
#include "doctor-vm.h"

#include "doctor-suites.h"
#include "harness.h"

static const struct {
	const char *name, *text, *says;
} wishes[] = {
	{ "no XML", "x", "" },
	{ "another document", "<HOST/>", "onevm show --xml" },
	{ "no template", "<VM><ID>1</ID></VM>", "onevm show --xml" },
	{ "a word for memory",
	  "<VM><TEMPLATE><MEMORY>much</MEMORY></TEMPLATE></VM>",
	  "MEMORY is \"much\"" },
	{ "a device without a name", "<VM><TEMPLATE><PCI/></TEMPLATE></VM>",
	  "names no device" },
	{ "an address that is none",
	  "<VM><TEMPLATE><PCI><ADDRESS>x</ADDRESS></PCI></TEMPLATE></VM>",
	  "\"x\" is no PCI address" },
	{ "an id that is none",
	  "<VM><TEMPLATE><PCI><VENDOR>nvidia</VENDOR></PCI></TEMPLATE></VM>",
	  "up to four hex digits" },
};

START_TEST(wish_refused)
{
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_lt(og_vm_wish_parse(wishes[_i].text,
					  strlen(wishes[_i].text), &wish, &err),
			 0);
	ck_assert_msg(err.msg[0] && strstr(err.msg, wishes[_i].says), "%s",
		      err.msg);
}
END_TEST

START_TEST(wish_read)
{
	static const char text[] =
		"<VM><ID>7</ID><NAME>x</NAME><TEMPLATE><CPU>0.5</CPU>"
		"<MEMORY>1024</MEMORY><OS><FIRMWARE>/fw</FIRMWARE></OS>"
		"<TOPOLOGY><PIN_POLICY>thread</PIN_POLICY></TOPOLOGY>"
		"<PCI><VENDOR>10de</VENDOR></PCI>"
		"<PCI><SHORT_ADDRESS>e1:00.0</SHORT_ADDRESS></PCI>"
		"</TEMPLATE></VM>";
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { 0 };
	struct og_err err = { 0 };

	ck_assert_int_eq(og_vm_wish_parse(text, sizeof(text) - 1, &wish, &err),
			 0);
	ck_assert_int_eq(wish.id, 7);
	ck_assert_uint_eq(wish.vcpus, 1);
	ck_assert_int_eq(wish.memory, 1048576);
	ck_assert_int_eq(wish.pin, OG_PIN_THREAD);
	ck_assert(wish.uefi);
	ck_assert_str_eq(wish.firmware, "/fw");
	ck_assert_uint_eq(wish.n_devices, 2);
	ck_assert(!wish.devices[0].has_address);
	ck_assert_int_eq(wish.devices[0].vendor, 0x10de);
	ck_assert_int_eq(wish.devices[0].device, -1);
	ck_assert(wish.devices[1].has_address);
	ck_assert_int_eq(wish.devices[1].bdf.bus, 0xe1);
}
END_TEST

Suite *suite_doctor_vm(void)
{
	Suite *s = suite_create("doctor-vm");
	TCase *tc = tcase_create("doctor-vm");

	tcase_add_loop_test(tc, wish_refused, 0, OG_COUNT(wishes));
	tcase_add_test(tc, wish_read);
	suite_add_tcase(s, tc);
	return s;
}
