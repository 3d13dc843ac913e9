// SPDX-License-Identifier: Apache-2.0
/* onegpu-driver.yaml, and that the one we ship says what the code does. */
#include "conf.h"
#include "drivers.h"
#include "harness.h"

static int parse(const char *text, struct og_driver_conf *conf,
		 struct og_err *err)
{
	return og_driver_conf_parse(text, strlen(text), conf, err);
}

static const struct {
	const char *text, *vector, *name, *want; /* NULL: not set */
} good[] = {
	{ "", "OS", "MACHINE", "q35" },
	{ "", "DISK", "IO", NULL },
	{ "", NULL, "VCPU", NULL },
	{ "", NULL, "NONE", NULL },
	{ "", "OS", "NONE", NULL },
	{ "", "FEATURES", "VCPU", NULL },
	{ "OS/MACHINE: pc", "OS", "MACHINE", "pc" },
	{ ":OS/MACHINE: pc", "OS", "MACHINE", "pc" },
	{ "OS/MACHINE:", "OS", "MACHINE", NULL },
	{ "DISK/DISCARD: ''", "DISK", "DISCARD", NULL },
	{ "VCPU: 3", NULL, "VCPU", "3" },
	{ "FEATURES/ACPI: NO", "FEATURES", "ACPI", "NO" },
	{ "FEATURES/VIRTIO_BLK_QUEUES: AUTO", "FEATURES", "VIRTIO_BLK_QUEUES",
	  "AUTO" },
	{ "OVMF_UEFIS: [/a, /b]", NULL, "OVMF_UEFIS", "/a /b" },
	{ "OVMF_UEFIS: /a /b", NULL, "OVMF_UEFIS", "/a /b" },
	{ "OVMF_UEFIS: []", NULL, "OVMF_UEFIS", NULL },
	{ "EMULATOR_CPUS: 0-3,8", NULL, "EMULATOR_CPUS", "0-3,8" },
	{ "RAW: <a/><qemu:b/>", NULL, "RAW", "<a/><qemu:b/>" },
};

START_TEST(reads)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	struct og_err err = { 0 };
	const char *got;

	ck_assert_msg(parse(good[_i].text, &conf, &err) == 0, "%s: %s",
		      good[_i].text, err.msg);
	got = og_driver_conf_text(&conf, good[_i].vector, good[_i].name);
	ck_assert_pstr_eq(got, good[_i].want);
}
END_TEST

static const struct {
	const char *text, *want;
} bad[] = {
	{ "OS/MACHIN: pc",
	  "line 1: unknown key 'OS/MACHIN', did you mean 'OS/MACHINE'?" },
	{ "os/arch: x", "line 1: unknown key 'os/arch'" },
	{ "VCPU: 1\nVCPU: 2", "line 2: " },
	{ "VCPU: [1]", "line 1: 'VCPU' is one value" },
	{ "\nVCPU: two", "line 2: VCPU: 'two' is not a number from 0 to 4096" },
	{ "VCPU: 5000", "'5000' is not a number from 0 to 4096" },
	{ "FEATURES/ACPI: maybe", "'maybe' is not yes or no" },
	{ "DISK/CACHE: fast", "'fast' is not one of: default none" },
	{ "DISK/IO: ' '", "is not one of: threads" },
	{ "EMULATOR: qemu", "'qemu' is not an absolute path" },
	{ "OVMF_UEFIS:\n  - /a\n  - b", "line 3: OVMF_UEFIS: 'b'" },
	{ "EMULATOR_CPUS: all", "'all' is not a list of CPUs" },
	{ "NIC/VIRTIO_QUEUES: many", "'many' is not auto or a number" },
	{ "RAW: <a>", "RAW: '<a>' is not well-formed XML" },
	{ "RAW: <a/></pieces><pieces>", "is not well-formed XML" },
	{ "RAW: '&none;'", "is not well-formed XML" },
	{ "- a", "line 1: " },
};

START_TEST(refuses)
{
	struct og_driver_conf conf;
	struct og_err err = { 0 };

	ck_assert_int_lt(parse(bad[_i].text, &conf, &err), 0);
	ck_assert_msg(strstr(err.msg, bad[_i].want), "%s: %s", bad[_i].text,
		      err.msg);
}
END_TEST

START_TEST(names_the_file)
{
	struct og_driver_conf conf;
	struct og_err err = { 0 };

	ck_assert_int_lt(og_driver_conf_read("/nowhere/x.yaml", &conf, &err),
			 0);
	ck_assert_msg(strstr(err.msg, "/nowhere/x.yaml"), "%s", err.msg);
}
END_TEST

START_TEST(overlays)
{
	static const char host[] =
		"<TEMPLATE><VCPU>3</VCPU><DISK><CACHE>unsafe</CACHE></DISK>"
		"<EMULATOR></EMULATOR><OTHER>x</OTHER>"
		"<FEATURES><VIRTIO_SCSI_QUEUES></VIRTIO_SCSI_QUEUES>"
		"<ACPI></ACPI></FEATURES></TEMPLATE>";
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf;
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = og_test_doc(host);

	og_driver_conf_init(&conf);
	og_driver_conf_overlay(&conf, og_xml_root(doc));
	ck_assert_pstr_eq(og_driver_conf_text(&conf, NULL, "VCPU"), "3");
	ck_assert_pstr_eq(og_driver_conf_text(&conf, "DISK", "CACHE"),
			  "unsafe");
	ck_assert_pstr_eq(og_driver_conf_text(&conf, NULL, "EMULATOR"),
			  "/usr/bin/qemu-kvm-one");
	ck_assert_ptr_null(
		og_driver_conf_text(&conf, "FEATURES", "VIRTIO_SCSI_QUEUES"));
	ck_assert_pstr_eq(og_driver_conf_text(&conf, "FEATURES", "ACPI"),
			  "yes");
	og_driver_conf_set(&conf, "DISK/CACHE", NULL);
	ck_assert_ptr_null(og_driver_conf_text(&conf, "DISK", "CACHE"));
}
END_TEST

/* White space beside a tag says nothing. */
static char *squeeze(const char *text)
{
	og_autobuf out = OG_BUF_INIT;

	og_buf_str(&out, "");
	for (const char *c = text ? text : ""; *c; c++)
		if (*c != ' ' || (c > text && c[-1] != '>' && c[1] != '<'))
			og_buf_char(&out, *c);
	return og_steal(out.data);
}

START_TEST(shipped_is_the_default)
{
	og_autofree char *path = og_test_path("conf/onegpu-driver.yaml");
	og_cleanup(og_driver_conf_free) struct og_driver_conf is, want;
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	is = (struct og_driver_conf){ 0 };
	og_driver_conf_init(&want);
	og_test_read(path, &text);
	ck_assert_msg(og_driver_conf_read(path, &is, &err) == 0, "%s", err.msg);
	for (size_t i = 0; i < og_knobs_count; i++) {
		const char *name = og_knobs[i].name;
		og_autofree char *set = og_asprintf("\n%s:", name);
		og_autofree char *unset = og_asprintf("\n#%s:", name);
		og_autofree char *a = squeeze(is.text[i]);
		og_autofree char *b = squeeze(want.text[i]);

		ck_assert_msg(strcmp(a, b) == 0, "%s: '%s', not '%s'", name, a,
			      b);
		ck_assert_msg(strstr(og_buf_text(&text),
				     og_knobs[i].preset ? set : unset) != NULL,
			      "%s is not in the file", name);
	}
}
END_TEST

/* What stands behind a # is an example that must be good. */
START_TEST(shipped_examples_are_good)
{
	og_autofree char *path = og_test_path("conf/onegpu-driver.yaml");
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	char *at;

	og_test_read(path, &text);
	for (at = text.data; (at = strstr(at, "\n#")); at++)
		if (at[2] >= 'A' && at[2] <= 'Z')
			at[1] = ' ',
			memmove(at + 1, at + 2, strlen(at + 2) + 1);
	ck_assert_msg(parse(text.data, &conf, &err) == 0, "%s", err.msg);
	for (size_t i = 0; i < og_knobs_count; i++)
		ck_assert_msg(conf.text[i] != NULL, "%s", og_knobs[i].name);
}
END_TEST

Suite *og_suite_driver_conf(void)
{
	Suite *s = suite_create("conf");
	TCase *c = tcase_create("conf");

	tcase_add_loop_test(c, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	tcase_add_test(c, names_the_file);
	tcase_add_test(c, overlays);
	tcase_add_test(c, shipped_is_the_default);
	tcase_add_test(c, shipped_examples_are_good);
	suite_add_tcase(s, c);
	return s;
}
