// SPDX-License-Identifier: Apache-2.0
#include "deploy-suites.h"
#include "site.h"

static void parse(const char *text, struct og_driver_conf *conf,
		  struct og_site *site)
{
	struct og_err err = { 0 };

	ck_assert_msg(og_driver_conf_parse(text, strlen(text), conf, &err) == 0,
		      "%s", err.msg);
	og_site_read(conf, site);
}

START_TEST(has_defaults)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_cleanup(og_site_free) struct og_site site = { 0 };

	parse("", &conf, &site);
	ck_assert_str_eq(site.uri, "qemu:///system");
	ck_assert_str_eq(site.lock, "/var/lock/one/onegpu.lock");
	ck_assert_int_eq(site.lock_wait, 900);
	ck_assert_str_eq(site.bound, "/var/lock/one/onegpu.bound");
	ck_assert_str_eq(og_site_libvirt(&site), "qemu:///system");
	ck_assert_int_eq(site.libvirt_wait, 30);
	ck_assert_uint_eq(site.n_allow, 0);
	ck_assert(!site.boot_display);
	ck_assert(!site.binds);
	ck_assert_ptr_null(site.kvm);
	ck_assert(og_cpuset_is_empty(&site.reserved));
}
END_TEST

START_TEST(reads)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_cleanup(og_site_free) struct og_site site = { 0 };
	struct og_guard guard;

	parse("ALLOWLIST: ['10de:*', '8086:56a0']\n"
	      "BOOT_DISPLAY: yes\nBIND: vfio\nRESERVED_CPUS: 0-1\n"
	      "URI:\nLOCK: /run/x\nLOCK_WAIT: 3\nLIBVIRT_WAIT: 7\nKVM: "
	      "/opt/kvm\n",
	      &conf, &site);
	ck_assert_uint_eq(site.n_allow, 2);
	ck_assert_int_eq(site.allow[0].vendor, 0x10de);
	ck_assert_int_eq(site.allow[0].device, OG_PCIID_ANY);
	ck_assert_int_eq(site.allow[1].device, 0x56a0);
	ck_assert_str_eq(site.uri, "none");
	ck_assert_str_eq(og_site_libvirt(&site), "qemu:///system");
	ck_assert_str_eq(site.lock, "/run/x");
	ck_assert_int_eq(site.lock_wait, 3);
	ck_assert_int_eq(site.libvirt_wait, 7);
	ck_assert_str_eq(site.kvm, "/opt/kvm");
	ck_assert_uint_eq(og_cpuset_count(&site.reserved), 2);
	guard = og_site_guard(&site);
	ck_assert(guard.boot_display);
	ck_assert(guard.binds);
	ck_assert_str_eq(guard.allow_text, "10de:* 8086:56a0");
}
END_TEST

static const struct {
	const char *uri, *libvirt, *running;
} uris[] = {
	{ "qemu:///session", "qemu:///session", "qemu:///session" },
	{ "test:///default", "test:///default", "test:///default" },
	{ "none", "qemu:///system", "qemu:///system" },
	{ "/srv/running", "qemu:///system", "/srv/running" },
	{ "/srv/one-3.xml", "qemu:///system", "/srv/one-3.xml" },
};

START_TEST(names_libvirt)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_cleanup(og_site_free) struct og_site site = { 0 };
	og_autofree char *text = og_asprintf("URI: %s\n", uris[_i].uri);

	parse(text, &conf, &site);
	ck_assert_str_eq(og_site_libvirt(&site), uris[_i].libvirt);
	ck_assert_str_eq(og_site_running(&site), uris[_i].running);
}
END_TEST

static const struct {
	const char *text, *error;
} bad[] = {
	{ "ALLOWLIST: ['10de:*', 'gpu']", "ALLOWLIST: 'gpu' is not a pattern" },
	{ "BIND: all", "BIND: 'all' is not one of: libvirt vfio" },
	{ "LOCK: x", "LOCK: 'x' is not an absolute path" },
	{ "LOCK_WAIT: long", "LOCK_WAIT: 'long' is not a number" },
	{ "RESERVED_CPUS: some", "'some' is not a list of CPUs" },
	{ "ALOWLIST: x", "unknown key 'ALOWLIST', did you mean 'ALLOWLIST'?" },
};

START_TEST(refuses)
{
	struct og_driver_conf conf;
	struct og_err err = { 0 };

	ck_assert_int_lt(og_driver_conf_parse(bad[_i].text,
					      strlen(bad[_i].text), &conf,
					      &err),
			 0);
	ck_assert_msg(strstr(err.msg, bad[_i].error), "%s", err.msg);
}
END_TEST

Suite *og_suite_site(void)
{
	Suite *s = suite_create("site");
	TCase *c = tcase_create("site");

	tcase_add_test(c, has_defaults);
	tcase_add_test(c, reads);
	tcase_add_loop_test(c, names_libvirt, 0, OG_COUNT(uris));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	suite_add_tcase(s, c);
	return s;
}
