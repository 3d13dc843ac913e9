// SPDX-License-Identifier: Apache-2.0
/* Good domains, spoilt in one place each. */
#include <errno.h>

#include "domain-check.h"
#include "harness.h"
#include "refine-suites.h"

static const struct {
	const char *name, *from, *to, *error;
} cases[] = {
	{ "gpu-node1", "", "", NULL },
	{ "dedicated", "", "", NULL },
	{ "mdev", "", "", NULL },
	{ "pc", "", "", NULL },
	{ "raw-controllers", "", "", NULL },
	{ "plain", "", "", NULL },
	{ "gpu-node1", "<devices>", "<x:devices xmlns:x='u'/><devices>", NULL },
	{ "plain", "index='3'", "index='2'", "its index is taken" },
	{ "plain", "</devices>", "</x>", "line 35" },
	{ "gpu-node1", "bus='13'", "bus='0x0e'", "another number" },
	{ "gpu-node1", "bus='13'", "bus='0x01'", "another number" },
	{ "gpu-node1", "bus='13'", "bus='0x40'", "its bus is not declared" },
	{ "gpu-node1", "bus='13'", "bus='0x02'", "not at slot 0 of a root" },
	{ "gpu-node1", "bus='13'", "buz='13'", "its bus is not declared" },
	{ "gpu-node1", "slot='0x00' function='0x0'  bus='13'",
	  "slot='0x00' function='0x1'  bus='13'", "not at function 0" },
	{ "gpu-node1", "<address type='pci' domain='0x0000' slot", "<x slot",
	  "no PCI address in the guest" },
	{ "gpu-node1", "<driver name='vfio'/>", "", "driver is not vfio" },
	{ "gpu-node1", "name='vfio'", "name='xen'", "driver is not vfio" },
	{ "gpu-node1", "bus='0xe1'", "bus='0xe2'", "has no <hostdev>" },
	{ "gpu-node1", "<node>0</node>", "", "on the wrong cell" },
	{ "gpu-node1", "<node>0</node>", "<node>1</node>", "no cell of" },
	{ "dedicated", "<node>1</node>", "<node>0</node>", NULL },
	{ "gpu-node1", "busNr='0x30'", "busNr='0x20'", "" },
	{ "gpu-node1", "busNr='0x30'", "busNr='0x100'", "without a busNr" },
	{ "gpu-node1", "busNr='0x30'", "", "without a busNr" },
	{ "gpu-node1", "index='13' model='pcie-root-port'",
	  "index='33' model='pcie-root-port'", "controller 13 is not" },
	{ "gpu-node1", "index='13'", "index='14'", "its index is taken" },
	{ "gpu-node1", "index='13'", "index='-1'", "no index" },
	{ "gpu-node1", "index='12' model='pcie-expander-bus'",
	  "index='12' model='pcie-switch-upstream-port'", "not declared" },
	{ "gpu-node1", "function='0' multifunction",
	  "function='0' multifunctio", "no function 0 with multifunction" },
	{ "gpu-node1",
	  "<address type='pci' bus='12' slot='0' function='0' "
	  "multifunction='on'/>",
	  "", "another number" },
	{ "gpu-node1", "bus='12' slot='0' function='1'",
	  "bus='12' slot='0' function='2'", "has its guest address" },
	{ "gpu-node1", "<controller type='pci' index='21'",
	  "<controller type='usb' index='21'", "controller 21 is not" },
	{ "dedicated", "busNr='0xa0'", "busNr='0x30'", "claimed twice" },
	{ "pc", "slot='0x01'", "slot='0x00'", "slots 1 to 31" },
};

START_TEST(judges)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	og_autofree char *vm_name =
		og_asprintf("tests/refine/%s.vm", cases[_i].name);
	og_autofree char *name =
		og_asprintf("tests/refine/%s.refined", cases[_i].name);
	og_autofree char *vm_path = og_test_path(vm_name);
	og_autofree char *path = og_test_path(name);
	og_autobuf vm = OG_BUF_INIT, good = OG_BUF_INIT, bad = OG_BUF_INIT;
	struct og_err err = { 0 };
	const char *at;
	int e;

	og_test_read(vm_path, &vm);
	og_test_read(path, &good);
	if (og_refining_read(&r, &vm, &good, NULL, &err) < 0)
		ck_abort_msg("%s", err.msg);
	at = strstr(og_buf_text(&good), cases[_i].from);
	ck_assert_msg(at != NULL, "no %s", cases[_i].from);
	og_buf_add(&bad, good.data, (size_t)(at - good.data));
	og_buf_str(&bad, cases[_i].to);
	og_buf_str(&bad, at + strlen(cases[_i].from));
	e = og_domain_check_text(&bad, &r.vm, &err);
	if (!cases[_i].error) {
		ck_assert_msg(e == 0, "%s: %s", cases[_i].from, err.msg);
		return;
	}
	ck_assert_int_eq(e, -EINVAL);
	ck_assert_msg(strstr(err.msg, cases[_i].error), "%s", err.msg);
}
END_TEST

Suite *og_suite_domain_check(void)
{
	Suite *s = suite_create("domain-check");
	TCase *c = tcase_create("domain-check");

	tcase_add_loop_test(c, judges, 0, OG_COUNT(cases));
	suite_add_tcase(s, c);
	return s;
}
