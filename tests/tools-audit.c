// SPDX-License-Identifier: Apache-2.0
/* What is read of a process, and what is made of it. */
#include <errno.h>

#include "audit.h"
#include "b64.h"
#include "taskstatus.h"
#include "topo-suites.h"

static const struct {
	const char *name;
	const char *text;
	int64_t node0, node1; /* KiB */
	int want;
} maps[] = {
	{ "empty", "", 0, 0, 0 },
	{ "anonymous", "7f00 bind:1 anon=2 N1=2 kernelpagesize_kB=4\n", 0, 8,
	  0 },
	{ "huge pages",
	  "7f00 bind:0 file=/x huge N0=3 kernelpagesize_kB=2048\n", 6144, 0,
	  0 },
	{ "no page size", "7f00 default N0=3", 12, 0, 0 },
	{ "both nodes, twice",
	  "7f00 default N0=1 N1=2 kernelpagesize_kB=4\n"
	  "7f01 default N0=1 N1=2 kernelpagesize_kB=4\n",
	  8, 16, 0 },
	{ "a library", "7f00 default file=/lib/x.so N0=9 kernelpagesize_kB=4\n",
	  0, 0, 0 },
	{ "a memfd",
	  "7f00 default file=/memfd:pc.ram\\040(deleted) N0=9 "
	  "kernelpagesize_kB=4\n",
	  36, 0, 0 },
	{ "shared memory", "7f00 default file=/dev/shm/vm N0=1\n", 4, 0, 0 },
	{ "nothing there yet", "7f00 bind:1\n7f01 prefer:0\n", 0, 0, 0 },
	{ "an unknown word", "7f00 default frob=3 Nx=4 N0=1\n", 4, 0, 0 },
	{ "no address", "bind:1 anon=2 N1=2\n", 0, 0, -EINVAL },
	{ "no policy", "7f00\n", 0, 0, -EINVAL },
	{ "an empty line", "7f00 default N0=1\n\n", 0, 0, -EINVAL },
	{ "a node without pages", "7f00 default N1\n", 0, 0, -EINVAL },
	{ "no number", "7f00 default N1=x\n", 0, 0, -EINVAL },
	{ "no size", "7f00 default N1=1 kernelpagesize_kB=\n", 0, 0, -EINVAL },
	{ "a node that cannot be", "7f00 default N1024=1\n", 0, 0, -ERANGE },
	{ "too much",
	  "7f00 default N0=8000000000000 kernelpagesize_kB=1073741824\n", 0, 0,
	  -ERANGE },
	{ "too much together",
	  "7f00 default N0=2000000000000 N1=2000000000000\n"
	  "7f01 default N0=2000000000000 N1=2000000000000\n",
	  0, 0, -ERANGE },
};

START_TEST(memory)
{
	struct og_numamaps got = { 0 };
	int r = og_numamaps_parse(maps[_i].text, strlen(maps[_i].text), &got);

	ck_assert_msg(r == maps[_i].want, "%s: %d", maps[_i].name, r);
	ck_assert_msg(got.kib[0] == maps[_i].node0 &&
			      got.kib[1] == maps[_i].node1,
		      "%s: %lld, %lld", maps[_i].name, (long long)got.kib[0],
		      (long long)got.kib[1]);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *want; /* NULL: -EINVAL */
} statuses[] = {
	{ "a list", "Name:\tx\nCpus_allowed_list:\t0-3,8\nThreads:\t1\n",
	  "0-3,8" },
	{ "the last line", "Cpus_allowed_list:\t5", "5" },
	{ "the mask is none", "Cpus_allowed:\tff\n", NULL },
	{ "empty", "", NULL },
	{ "no CPU", "Cpus_allowed_list:\t\n", NULL },
	{ "no list", "Cpus_allowed_list:\t0-x\n", NULL },
	{ "a key that ends with it", "xCpus_allowed_list:\t1\n", NULL },
};

START_TEST(status)
{
	struct og_cpuset cpus = { 0 };
	og_autobuf text = OG_BUF_INIT;
	int r = og_taskstatus_cpus(statuses[_i].text, strlen(statuses[_i].text),
				   &cpus);

	ck_assert_msg(r == (statuses[_i].want ? 0 : -EINVAL), "%s: %d",
		      statuses[_i].name, r);
	og_cpuset_format(&text, &cpus);
	if (r == 0)
		ck_assert_str_eq(og_buf_text(&text), statuses[_i].want);
}
END_TEST

static const struct {
	const char *comm;
	int want;
} names[] = {
	{ "CPU 0/KVM", 0 },	   { "CPU 127/KVM", 127 }, { "CPU 3/TCG", 3 },
	{ "CPU 3", -1 },	   { "CPU /KVM", -1 },	   { "CPU x/KVM", -1 },
	{ "CPU 9999/KVM", -1 },	   { "qemu", -1 },	   { "", -1 },
	{ "IO mon_iothread", -1 },
};

START_TEST(vcpu)
{
	ck_assert_msg(og_taskstatus_vcpu(names[_i].comm) == names[_i].want,
		      "%s", names[_i].comm);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *want; /* NULL: none */
} cgroups[] = {
	{ "version 2", "0::/machine.slice/x.scope/libvirt/vcpu0\n",
	  "sys/fs/cgroup/machine.slice/x.scope/libvirt/vcpu0" },
	{ "version 1", "9:memory:/m\n5:cpu,cpuset:/machine/x/vcpu0\n0::/\n",
	  "sys/fs/cgroup/cpuset/machine/x/vcpu0" },
	{ "version 1 behind version 2", "0::/a\n5:cpuset:/b\n",
	  "sys/fs/cgroup/cpuset/b" },
	{ "a controller of a like name", "5:cpusets:/b\n", NULL },
	{ "no cpuset", "9:memory:/m\n", NULL },
	{ "of another namespace", "0::/../../x\n", NULL },
	{ "cut short", "0:", NULL },
	{ "no colon", "x", NULL },
	{ "empty", "", NULL },
};

START_TEST(cgroup)
{
	og_autofree char *got = og_taskstatus_cpuset_dir(cgroups[_i].text);

	if (cgroups[_i].want) {
		ck_assert_msg(got != NULL, "%s", cgroups[_i].name);
		ck_assert_str_eq(got, cgroups[_i].want);
	} else {
		ck_assert_msg(got == NULL, "%s: %s", cgroups[_i].name, got);
	}
}
END_TEST

#define OURS "xmlns:o='urn:onegpu:domain:1'"
#define MOVE(attributes)                                       \
	"<domain><metadata><o:vm " OURS "><o:move " attributes \
	"/></o:vm></metadata></domain>"

static const struct {
	const char *name;
	const char *domain;
	const char *want; /* NULL: nothing was moved */
	bool ours;
} moves[] = {
	{ "CPUs and memory",
	  MOVE("cell='0' from_cpus='0-1' from_memory='0' cpus='4,6' "
	       "memory='1'"),
	  "CPUs 0-1 -> 4,6, memory node 0 -> 1", true },
	{ "CPUs alone",
	  MOVE("cell='0' from_cpus='0' from_memory='1' cpus='4' memory='1'"),
	  "CPUs 0 -> 4", true },
	{ "memory that was on no node",
	  MOVE("cell='0' from_cpus='0' from_memory='-1' cpus='4' memory='1'"),
	  "CPUs 0 -> 4, memory to node 1", true },
	{ "memory that is on no node",
	  MOVE("cell='0' from_cpus='0' from_memory='1' cpus='4' memory='-1'"),
	  "CPUs 0 -> 4", true },
	{ "rubbish in it", MOVE("cell='x' from_cpus='a' cpus='4' memory='y'"),
	  "CPUs none -> 4", true },
	{ "nothing was moved",
	  "<domain><metadata><o:vm " OURS "/></metadata></domain>", NULL,
	  true },
	{ "a like name of others",
	  "<domain><metadata><vm><move cpus='4'/></vm></metadata></domain>",
	  NULL, false },
	{ "no metadata", "<domain/>", NULL, false },
};

START_TEST(moved)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_moves_free) struct og_moves got = { 0 };
	og_autofree char *text = NULL;
	struct og_err err = { 0 };

	ck_assert_msg(og_xml_doc_parse(moves[_i].domain,
				       strlen(moves[_i].domain), &doc,
				       &err) == 0,
		      "%s", err.msg);
	og_moves_read(og_xml_root(doc), &got);
	text = og_moves_text(&got);
	ck_assert_msg(got.ours == moves[_i].ours, "%s", moves[_i].name);
	if (moves[_i].want && text)
		ck_assert_str_eq(text, moves[_i].want);
	ck_assert_msg(!moves[_i].want == !text, "%s", moves[_i].name);
}
END_TEST

/* RFC 4648, section 10. */
static const struct {
	const char *plain, *encoded;
} base64[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

START_TEST(encoded)
{
	og_autobuf out = OG_BUF_INIT;

	og_b64_encode(&out, base64[_i].plain, strlen(base64[_i].plain));
	ck_assert_str_eq(og_buf_text(&out), base64[_i].encoded);
}
END_TEST

Suite *suite_audit(void)
{
	Suite *suite = suite_create("audit");
	TCase *tc = tcase_create("audit");

	tcase_add_loop_test(tc, memory, 0, OG_COUNT(maps));
	tcase_add_loop_test(tc, status, 0, OG_COUNT(statuses));
	tcase_add_loop_test(tc, vcpu, 0, OG_COUNT(names));
	tcase_add_loop_test(tc, cgroup, 0, OG_COUNT(cgroups));
	tcase_add_loop_test(tc, moved, 0, OG_COUNT(moves));
	tcase_add_loop_test(tc, encoded, 0, OG_COUNT(base64));
	suite_add_tcase(suite, tc);
	return suite;
}
