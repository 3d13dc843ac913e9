// SPDX-License-Identifier: Apache-2.0
#include "probes.h"

#include <errno.h>

#include "pciconf.h"

static int parse(const char *text, struct og_pciconf *conf, struct og_err *err)
{
	return og_pciconf_parse(text, strlen(text), conf, err);
}

static void check_defaults(const char *text, size_t len)
{
	const struct og_pcidev gpu = { .vendor = 0x10de, .device = 0x26b9 };
	const struct og_pcidev nothing = { 0 };
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(og_pciconf_parse(text, len, &conf, &err) == 0, "%s",
		      err.msg);
	ck_assert(!og_pciconf_wants_id(&conf, &gpu));
	ck_assert(og_pciconf_wants_id(&conf, &nothing)); /* 0:0 */
	ck_assert_uint_eq(conf.n_filter, 1);
	ck_assert_uint_eq(conf.n_addresses, 0);
	ck_assert_uint_eq(conf.n_names, 0);
	ck_assert_uint_eq(conf.n_nvidia, 1);
	ck_assert(og_pciconf_wants_name(&conf, "anything"));
	ck_assert(og_pciconf_is_nvidia(&conf, 0x10de));
	ck_assert(!og_pciconf_is_nvidia(&conf, 0x1002));
}

START_TEST(has_defaults)
{
	check_defaults("", 0);
}
END_TEST

/* The file we ship says what the code does without it. */
START_TEST(ships_its_defaults)
{
	og_autofree char *path = og_test_path("conf/pci.conf");
	og_autobuf text = OG_BUF_INIT;

	og_test_read(path, &text);
	ck_assert_ptr_nonnull(strstr(og_buf_text(&text), "\n:filter:"));
	check_defaults(og_buf_text(&text), text.len);
}
END_TEST

static const struct {
	const char *program, *conf;
} paths[] = {
	{ "/var/tmp/one/im/kvm-probes.d/host/system/pci",
	  "/var/tmp/one/etc/im/kvm-probes.d/pci.conf" },
	{ "/im/lxc-probes.d/host/system/pci", "/etc/im/lxc-probes.d/pci.conf" },
	{ "/probes.d/host/system/pci", NULL },
	{ "/usr/bin/pci", NULL },
	{ "pci", NULL },
	{ "", NULL },
};

START_TEST(finds_its_file)
{
	og_autofree char *path = og_pciconf_default_path(paths[_i].program);

	ck_assert_pstr_eq(path, paths[_i].conf);
}
END_TEST

static const struct {
	const char *text, *name;
	bool wanted;
} names[] = {
	{ "device_name: []", "L40S", true },
	{ "device_name: ''", "L40S", true },
	{ "device_name: l40s", "NVIDIA Corporation AD102GL [L40S]", true },
	{ "device_name: 'H1|L4'", "AD102GL [L40S]", true },
	{ "device_name: ['H1', 'L4']", "AD102GL [L40S]", true },
	{ "device_name: 'a{1,2}'", "AD102GL", true },
	{ "device_name: '\\bL40S\\b'", "AD102GL [L40S]", true },
	{ "device_name: '\\[L40\\]'", "AD102GL [L40S]", false },
	{ "device_name: 'a\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+|A'", "AD", true },
	{ "device_name: '^(A+D+1+0+2+)+G+L+ .*?$'", "AD102GL [L40S]", true },
	{ "device_name: '^L40S'", "AD102GL [L40S]", false },
	{ "device_name: ' L40S'", "AD102GL [L40S]", false },
};

START_TEST(selects_by_name)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	struct og_err err = { 0 };

	ck_assert_msg(parse(names[_i].text, &conf, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(og_pciconf_wants_name(&conf, names[_i].name),
			 names[_i].wanted);
}
END_TEST

static const struct {
	const char *text, *says;
} bad[] = {
	{ "filter: ['10de:*', '']", "line 1: filter: an empty pattern" },
	{ "filter: ',10de'", "line 1: filter: an empty pattern" },
	{ "short_address: ['e1:00']", "line 1: short_address: 'e1:00'" },
	{ "nvidia_vendors: ['0x10de']", "nvidia_vendors: '0x10de'" },
	{ "nvidia_vendors: ['']", "nvidia_vendors: ''" },
	{ "device_name: '(a'", "line 1: device_name: '(a': " },
	{ "device_name: 'a{257}'", "repeats more than 256 times over" },
	{ "device_name: '((a{16}){16}){2,16}'", "repeats more than" },
	{ "device_name: 'a{1,99999999999999999999}'", "repeats more than" },
	{ "device_name: 'L4+++++++++++'", "repeats more than" },
	{ "device_name: '^x?+++++'", "more than 3 repeats of groups" },
	{ "device_name: '^((((x?)+){1,2})+)+'", "more than 3 repeats of" },
	{ "device_name: '\\D'", "'\\D' is not known" },
	{ "device_name: '(a)\\1'", "'\\1' is not known" },
};

START_TEST(refuses)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	struct og_err err = { 0 };
	int r = parse(bad[_i].text, &conf, &err);

	ck_assert_int_eq(r, -EINVAL);
	ck_assert_msg(strstr(err.msg, bad[_i].says), "%s", err.msg);
	ck_assert_ptr_null(conf.filter);
}
END_TEST

START_TEST(bounds_what_it_reads)
{
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	og_buf_str(&text, "filter: '*");
	for (int i = 0; i < 4095; i++)
		og_buf_str(&text, ",*");
	og_buf_str(&text, "'");
	ck_assert_int_eq(og_pciconf_parse(text.data, text.len, &conf, &err), 0);
	og_pciconf_free(&conf);
	text.data[text.len - 1] = ',';
	og_buf_str(&text, "*'");
	ck_assert_int_eq(og_pciconf_parse(text.data, text.len, &conf, &err),
			 -EINVAL);
	ck_assert_str_eq(err.msg, "line 1: filter: more than 4096 values");

	err = (struct og_err){ 0 };
	text.len = 0;
	og_buf_str(&text, "device_name: ");
	for (int i = 0; i < 257; i++)
		og_buf_char(&text, 'x');
	ck_assert_int_eq(og_pciconf_parse(text.data, text.len, &conf, &err),
			 -EINVAL);
	ck_assert_msg(strstr(err.msg, "more than 256 bytes"), "%s", err.msg);
}
END_TEST

Suite *probes_pciconf_suite(void)
{
	Suite *s = suite_create("pciconf");
	TCase *tc = tcase_create("pciconf");

	tcase_add_test(tc, has_defaults);
	tcase_add_test(tc, ships_its_defaults);
	tcase_add_loop_test(tc, finds_its_file, 0, OG_COUNT(paths));
	tcase_add_loop_test(tc, selects_by_name, 0, OG_COUNT(names));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_test(tc, bounds_what_it_reads);
	suite_add_tcase(s, tc);
	return s;
}
