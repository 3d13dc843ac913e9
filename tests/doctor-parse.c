// SPDX-License-Identifier: Apache-2.0
/* What the doctor reads of /proc, /etc and udev's rules. */
#include "doctor-parse.h"

#include "doctor-assign.h"
#include "doctor-suites.h"
#include "harness.h"

/* --- KEY=VALUE --- */

static const struct {
	const char *name, *text, *key, *value;
} assigns[] = {
	{ "bare", "ID=debian\n", "ID", "debian" },
	{ "quotes", "ID=\"rhel centos\"\n", "ID", "rhel centos" },
	{ "single quotes", "ID='rhel'\n", "ID", "rhel" },
	{ "blanks around", "  user = \"oneadmin\"  \n", "user", "oneadmin" },
	{ "the last counts", "a=1\na=2\n", "a", "2" },
	{ "a comment does not", "a=1\n#a=2\n # a=3\n", "a", "1" },
	{ "no end of line", "a=1", "a", "1" },
	{ "carriage return", "a=1\r\n", "a", "1" },
	{ "empty", "a=\n", "a", "" },
	{ "an open quote", "a=\"b\n", "a", "b" },
	{ "a lone quote", "a=\"", "a", "" },
	{ "equals inside", "a=b=c\n", "a", "b=c" },
	{ "only a longer key", "ab=1\n", "a", NULL },
	{ "only a shorter key", "a=1\n", "ab", NULL },
	{ "no key", "=1\n", "", NULL },
	{ "nothing", "", "a", NULL },
};

START_TEST(assigned)
{
	og_autofree char *value = og_assign_get(
		assigns[_i].text, strlen(assigns[_i].text), assigns[_i].key);

	ck_assert_pstr_eq(value, assigns[_i].value);
}
END_TEST

/* --- /proc --- */

static const struct {
	const char *name, *text;
	struct og_cpuinfo info;
} cpuinfos[] = {
	{ "nothing", "", { 0 } },
	{ "Intel",
	  "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n",
	  { 1, OG_CPU_INTEL, true, true, false, false } },
	{ "AMD",
	  "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: svm fpu\n",
	  { 1, OG_CPU_AMD, true, false, true, false } },
	{ "no virtualisation",
	  "processor\t: 0\nflags\t\t: fpu vmxish\n",
	  { 1, OG_CPU_OTHER, true, false, false, false } },
	{ "in a VM",
	  "processor\t: 0\nflags\t\t: vmx hypervisor\n",
	  { 1, OG_CPU_OTHER, true, true, false, true } },
	{ "one CPU lacks it",
	  "processor\t: 0\nflags\t: vmx\nprocessor\t: 1\nflags\t: fpu\n",
	  { 2, OG_CPU_OTHER, true, false, false, false } },
	{ "the other CPU lacks it",
	  "processor\t: 0\nflags\t: fpu\nprocessor\t: 1\nflags\t: vmx\n",
	  { 2, OG_CPU_OTHER, true, false, false, false } },
	{ "an ARM",
	  "processor\t: 0\nFeatures\t: fp asimd\n",
	  { 1, OG_CPU_OTHER, false, false, false, false } },
};

START_TEST(cpuinfo)
{
	const struct og_cpuinfo *want = &cpuinfos[_i].info;
	struct og_cpuinfo info;

	og_cpuinfo_parse(cpuinfos[_i].text, strlen(cpuinfos[_i].text), &info);
	ck_assert_uint_eq(info.cpus, want->cpus);
	ck_assert_int_eq(info.maker, want->maker);
	ck_assert_int_eq(info.has_flags, want->has_flags);
	ck_assert_int_eq(info.vmx, want->vmx);
	ck_assert_int_eq(info.svm, want->svm);
	ck_assert_int_eq(info.in_vm, want->in_vm);
}
END_TEST

static const struct {
	const char *cmdline, *key, *value;
} cmdlines[] = {
	{ "ro intel_iommu=on quiet", "intel_iommu", "on" },
	{ "intel_iommu=on intel_iommu=off", "intel_iommu", "off" },
	{ "xintel_iommu=on", "intel_iommu", NULL },
	{ "intel_iommu", "intel_iommu", NULL },
	{ "intel_iommu=", "intel_iommu", "" },
	{ "", "intel_iommu", NULL },
};

START_TEST(cmdline)
{
	og_autofree char *value =
		og_cmdline_value(cmdlines[_i].cmdline, cmdlines[_i].key);

	ck_assert_pstr_eq(value, cmdlines[_i].value);
}
END_TEST

START_TEST(cmdline_words)
{
	ck_assert(og_cmdline_has("a iommu=pt b", "iommu=pt"));
	ck_assert(og_cmdline_has("iommu=pt", "iommu=pt"));
	ck_assert(!og_cmdline_has("iommu=ptx", "iommu=pt"));
	ck_assert(!og_cmdline_has("xiommu=pt", "iommu=pt"));
	ck_assert(!og_cmdline_has("", "iommu=pt"));
}
END_TEST

static const struct {
	const char *text;
	unsigned version;
} releases[] = {
	{ "6.1.0-28-amd64", 6001 },
	{ "6.2", 6002 },
	{ "5.14.0-427.el9", 5014 },
	{ "10.0.1", 10000 },
	{ "6", 0 },
	{ "6.", 0 },
	{ "", 0 },
	{ "x6.1", 0 },
	{ "99999999999.1", 0 },
};

START_TEST(release)
{
	ck_assert_uint_eq(og_release_parse(releases[_i].text),
			  releases[_i].version);
}
END_TEST

#define MEMLOCK "Max locked memory         "
static const struct {
	const char *text;
	int64_t bytes;
} limits[] = {
	{ "Limit\n" MEMLOCK "8388608    8388608   bytes\n", 8388608 },
	{ MEMLOCK "unlimited unlimited bytes\n", OG_MEMLOCK_UNLIMITED },
	{ MEMLOCK "\n", -1 },
	{ MEMLOCK "-5 x bytes\n", -1 },
	{ MEMLOCK "99999999999999999999 x bytes\n", -1 },
	{ "", -1 },
};

START_TEST(memlock)
{
	ck_assert_int_eq(
		og_limits_memlock(limits[_i].text, strlen(limits[_i].text)),
		limits[_i].bytes);
}
END_TEST

/* --- users and udev --- */

START_TEST(users)
{
	static const char passwd[] = "root:x:0:0::/root:/bin/sh\n"
				     "one:x:1:x\n"
				     "oneadmin:x:9869:9870::/var:/bin/sh";
	static const char group[] = "root:x:0:\nkvm:x:106:one,oneadmin\n"
				    "short:x\nminus:x:-1:\n";
	uint32_t uid = 7, gid = 7;
	char *name;

	ck_assert(og_passwd_find(passwd, sizeof(passwd) - 1, "oneadmin", &uid,
				 &gid));
	ck_assert_uint_eq(uid, 9869);
	ck_assert_uint_eq(gid, 9870);
	ck_assert(
		!og_passwd_find(passwd, sizeof(passwd) - 1, "one", &uid, &gid));
	ck_assert(!og_passwd_find(passwd, sizeof(passwd) - 1, "onea", &uid,
				  &gid));
	ck_assert_uint_eq(uid, 9869);
	ck_assert(og_group_find(group, sizeof(group) - 1, "kvm", &gid));
	ck_assert_uint_eq(gid, 106);
	ck_assert(!og_group_find(group, sizeof(group) - 1, "short", &gid));
	ck_assert(!og_group_find(group, sizeof(group) - 1, "minus", &gid));
	ck_assert(og_group_has(group, sizeof(group) - 1, 106, "oneadmin"));
	ck_assert(og_group_has(group, sizeof(group) - 1, 106, "one"));
	ck_assert(!og_group_has(group, sizeof(group) - 1, 106, "onea"));
	ck_assert(!og_group_has(group, sizeof(group) - 1, 0, ""));
	name = og_group_name(group, sizeof(group) - 1, 106);
	ck_assert_str_eq(name, "kvm");
	free(name);
	ck_assert_ptr_null(og_group_name(group, sizeof(group) - 1, 107));
}
END_TEST

static const struct {
	const char *name, *text, *group;
	int32_t mode;
} rules[] = {
	{ "both", "SUBSYSTEM==\"vfio\", GROUP=\"kvm\", MODE=\"0660\"\n", "kvm",
	  0660 },
	{ "the later wins",
	  "SUBSYSTEM==\"vfio\", MODE=\"0666\"\n"
	  "SUBSYSTEM==\"vfio\", MODE=\"0660\"\n",
	  NULL, 0660 },
	{ "another subsystem", "SUBSYSTEM==\"usb\", MODE=\"0666\"\n", NULL,
	  -1 },
	{ "a comment", "# SUBSYSTEM==\"vfio\", MODE=\"0666\"\n", NULL, -1 },
	{ "no number", "SUBSYSTEM==\"vfio\", MODE=\"rw\"\n", NULL, -1 },
	{ "too long", "SUBSYSTEM==\"vfio\", MODE=\"006666\"\n", NULL, -1 },
	{ "no end", "SUBSYSTEM==\"vfio\", GROUP=\"kvm", NULL, -1 },
};

START_TEST(udev)
{
	struct og_udev_rule rule = { .mode = -1 };

	og_udev_parse(rules[_i].text, strlen(rules[_i].text), &rule);
	ck_assert_pstr_eq(rule.group, rules[_i].group);
	ck_assert_int_eq(rule.mode, rules[_i].mode);
	og_udev_rule_free(&rule);
}
END_TEST

Suite *suite_doctor_parse(void)
{
	Suite *s = suite_create("doctor-parse");
	TCase *tc = tcase_create("doctor-parse");

	tcase_add_loop_test(tc, assigned, 0, OG_COUNT(assigns));
	tcase_add_loop_test(tc, cpuinfo, 0, OG_COUNT(cpuinfos));
	tcase_add_loop_test(tc, cmdline, 0, OG_COUNT(cmdlines));
	tcase_add_test(tc, cmdline_words);
	tcase_add_loop_test(tc, release, 0, OG_COUNT(releases));
	tcase_add_loop_test(tc, memlock, 0, OG_COUNT(limits));
	tcase_add_test(tc, users);
	tcase_add_loop_test(tc, udev, 0, OG_COUNT(rules));
	suite_add_tcase(s, tc);
	return s;
}
