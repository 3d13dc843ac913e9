// SPDX-License-Identifier: Apache-2.0
/* The files that tell of UEFI for guests. */
#include "doctor-firmware.h"

#include <errno.h>

#include "doctor-suites.h"
#include "harness.h"

#define UEFI "\"interface-types\":[\"uefi\"],"
#define CODE "\"mapping\":{\"executable\":{\"filename\":\"/code\"}},"
#define X86  "\"targets\":[{\"architecture\":\"x86_64\","
#define Q35  "\"machines\":[\"pc-q35-*\"]}]"
static const struct {
	const char *name, *text;
	int r;
	bool uefi, x86_64, q35;
	const char *executable;
} firmwares[] = {
	{ "OVMF", "{" UEFI CODE X86 Q35 "}\n", 0, true, true, true, "/code" },
	{ "empty", "{}", 0, false, false, false, NULL },
	{ "memory device", "{\"mapping\":{\"filename\":\"/m\"}}", 0, false,
	  false, false, "/m" },
	{ "the template of variables is no code",
	  "{\"mapping\":{\"nvram-template\":{\"filename\":\"/vars\"}}}", 0,
	  false, false, false, NULL },
	{ "words in other places",
	  "{\"description\":\"uefi x86_64 q35\",\"tags\":[\"uefi\"]}", 0, false,
	  false, false, NULL },
	{ "other values", "{\"a\":true,\"b\":-1.5,\"c\":null,\"d\":[1,[]]}", 0,
	  false, false, false, NULL },
	{ "nothing", "", -EINVAL },
	{ "a list", "[]", -EINVAL },
	{ "cut off", "{" UEFI, -EINVAL },
	{ "junk after it", "{} x", -EINVAL },
	{ "a comma too many", "{\"a\":1,}", -EINVAL },
	{ "no comma", "{\"a\":1 \"b\":2}", -EINVAL },
	{ "a key alone", "{\"a\"}", -EINVAL },
	{ "wrong brackets", "{\"a\":[1}", -EINVAL },
	{ "an open text", "{\"a\":\"b", -EINVAL },
	{ "too deep", "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", -EINVAL },
};

START_TEST(firmware)
{
	og_cleanup(og_firmware_free) struct og_firmware fw = { 0 };

	ck_assert_int_eq(og_firmware_parse(firmwares[_i].text,
					   strlen(firmwares[_i].text), &fw),
			 firmwares[_i].r);
	ck_assert_int_eq(fw.uefi, firmwares[_i].uefi);
	ck_assert_int_eq(fw.x86_64, firmwares[_i].x86_64);
	ck_assert_int_eq(fw.q35, firmwares[_i].q35);
	ck_assert_pstr_eq(fw.executable, firmwares[_i].executable);
}
END_TEST

Suite *suite_doctor_firmware(void)
{
	Suite *s = suite_create("doctor-firmware");
	TCase *tc = tcase_create("doctor-firmware");

	tcase_add_loop_test(tc, firmware, 0, OG_COUNT(firmwares));
	suite_add_tcase(s, tc);
	return s;
}
