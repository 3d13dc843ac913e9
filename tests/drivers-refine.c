// SPDX-License-Identifier: Apache-2.0
/*
 * Goldens: tests/refine/<name>.vm with <name>.domain, in the form oned writes
 * it, become <name>.refined.
 */
#include <errno.h>

#include "build.h"
#include "harness.h"
#include "refine-suites.h"

static const char *const names[] = {
	"dedicated", "gpu-node1",  "high-node", "mdev",	      "no-node",
	"one-line",  "pc",	   "plain",	"shared",     "raw-controllers",
	"unpinned",  "empty-cell", "gap-cell",	"acpi-nodes", "wishes",
};

static void read_case(const char *name, const char *suffix, struct og_buf *out)
{
	og_autofree char *relative =
		og_asprintf("tests/refine/%s.%s", name, suffix);
	og_autofree char *path = og_test_path(relative);

	og_test_read(path, out);
}

static void check_golden(const char *name, const struct og_buf *got)
{
	og_autofree char *relative =
		og_asprintf("tests/refine/%s.refined", name);
	og_autofree char *path = og_test_path(relative);

	og_test_golden(path, og_buf_text(got), got->len);
}

static void refine(const struct og_buf *vm, const struct og_buf *domain,
		   const struct og_host *host, struct og_buf *out)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	struct og_err err = { 0 };

	if (og_refining_read(&r, vm, domain, host, &err) < 0 ||
	    og_refine(r.domain, &r.plan, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_xml_write(r.domain, out);
}

START_TEST(goldens)
{
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, got = OG_BUF_INIT;
	og_autobuf again = OG_BUF_INIT;

	read_case(names[_i], "vm", &vm);
	read_case(names[_i], "domain", &domain);
	refine(&vm, &domain, NULL, &got);
	check_golden(names[_i], &got);
	refine(&vm, &got, NULL, &again);
	ck_assert_str_eq(og_buf_text(&again), og_buf_text(&got));
}
END_TEST

/* Two nodes of eight cores: node 0 has CPUs 0 to 7, node 1 8 to 15. */
static void make_host(struct og_host *host)
{
	static const struct og_build build = {
		.nodes = 2, .cores = 8, .threads = 1, .memory = 8 << 20
	};

	og_build_host(host, &build);
}

/* oned pinned it to node 0; its GPU is on node 1. */
START_TEST(moved_to_its_device)
{
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, got = OG_BUF_INIT;
	og_autobuf again = OG_BUF_INIT;
	og_cleanup(og_host_free) struct og_host host = { 0 };

	make_host(&host);
	read_case("moved", "vm", &vm);
	read_case("moved", "domain", &domain);
	refine(&vm, &domain, &host, &got);
	check_golden("moved", &got);
	refine(&vm, &got, &host, &again);
	ck_assert_str_eq(og_buf_text(&again), og_buf_text(&got));
}
END_TEST

/*
 * It ran where moved.refined says, was saved, and its CPUs are taken. The
 * golden must differ from moved.refined in pins and metadata alone.
 */
START_TEST(restored_elsewhere)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, got = OG_BUF_INIT;
	og_cleanup(og_host_free) struct og_host host = { 0 };
	struct og_err err = { 0 };

	make_host(&host);
	og_build_busy(&host, 1, 8);
	read_case("moved", "vm", &vm);
	read_case("moved", "refined", &domain);
	if (og_refining_read(&r, &vm, &domain, &host, &err) < 0 ||
	    og_refine_saved(r.domain, &r.plan, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_xml_write(r.domain, &got);
	check_golden("restored", &got);
}
END_TEST

static void cut_lines(struct og_buf *text, const char *const *words)
{
	og_autobuf out = OG_BUF_INIT;
	const char *line = og_buf_text(text);

	while (*line) {
		size_t len = strcspn(line, "\n");
		bool drop = false;

		for (size_t i = 0; words[i]; i++)
			drop |= memmem(line, len, words[i], strlen(words[i])) !=
				NULL;
		if (!drop) {
			og_buf_add(&out, line, len);
			og_buf_char(&out, '\n');
		}
		line += len + (line[len] == '\n');
	}
	og_buf_free(text);
	*text = out;
	out = OG_BUF_INIT;
}

START_TEST(restoring_is_not_seen_by_the_guest)
{
	static const char *const ours[] = { "pin ",    "emulatorpin",
					    "memnode", "<memory ",
					    "onegpu:", NULL };
	og_autobuf before = OG_BUF_INIT, after = OG_BUF_INIT;

	read_case("moved", "refined", &before);
	read_case("restored", "refined", &after);
	ck_assert_str_ne(og_buf_text(&before), og_buf_text(&after));
	cut_lines(&before, ours);
	cut_lines(&after, ours);
	ck_assert_str_eq(og_buf_text(&before), og_buf_text(&after));
}
END_TEST

/* Of gpu-node1: what is put for what in its domain, and the answer. */
static const struct {
	const char *from, *to, *error;
} refused[] = {
	{ "gpu-node1</title>", "a<b</title>",
	  "line 3 is no XML: probably NAME of the VM" },
	{ "cache='none'", "cache='secret'1'", "line 33 is no XML" },
	{ "<devices>", "<graphics passwd='geheim'x'/><devices>",
	  "probably GRAPHICS/PASSWD" },
	{ "<devices>", "<serial>geheim&1</serial><devices>",
	  "probably DISK/SERIAL" },
	{ "</domain>", "", "line 93 is no XML: probably RAW/DATA" },
	{ "one-2<", "one-3<", "the domain is 'one-3', that of this VM is" },
	{ "<domain type", "<network type", "line" },
	{ "0xe1'", "0xe2'", "VM 2: PCI 0 (0000:e1:00.0) has no <hostdev>" },
	{ "<cell id='0' memory='1048576' cpus='0-3'/>", "",
	  "VM 2: the domain has 0 cells and the VM 1 NUMA_NODE vectors" },
	{ "machine='q35'", "machine='microvm'", "VM 2: machine microvm" },
	{ "<domain ", "<!DOCTYPE domain><domain ", "document type" },
};

static char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "no %s", from);
	return og_asprintf("%.*s%s%s", (int)(at - text), text, to,
			   at + strlen(from));
}

START_TEST(refuses)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, bad = OG_BUF_INIT;
	og_autofree char *text = NULL;
	struct og_err err = { 0 };
	int e;

	read_case("gpu-node1", "vm", &vm);
	read_case("gpu-node1", "domain", &domain);
	text = replaced(og_buf_text(&domain), refused[_i].from, refused[_i].to);
	og_buf_str(&bad, text);
	e = og_refining_read(&r, &vm, &bad, NULL, &err);
	if (e == 0)
		e = og_refine(r.domain, &r.plan, &err);
	ck_assert_int_lt(e, 0);
	ck_assert_msg(strstr(err.msg, refused[_i].error), "%s", err.msg);
	ck_assert_ptr_null(strchr(err.msg, '\n'));
	/* What a user wrote may be a secret. */
	ck_assert_ptr_null(strstr(err.msg, "geheim"));
}
END_TEST

/* RAW has a controller of an index that oned uses; libvirt refuses it too. */
START_TEST(refuses_an_index_twice)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT;
	struct og_err err = { 0 };

	read_case("raw-twice", "vm", &vm);
	read_case("raw-twice", "domain", &domain);
	ck_assert_int_eq(og_refining_read(&r, &vm, &domain, NULL, &err), 0);
	ck_assert_int_eq(og_refine(r.domain, &r.plan, &err), -EINVAL);
	ck_assert_msg(
		strstr(err.msg, "line 39: PCI controller 3 is on line 31 too"),
		"%s", err.msg);
}
END_TEST

Suite *og_suite_refine(void)
{
	Suite *s = suite_create("refine");
	TCase *c = tcase_create("refine");

	tcase_add_loop_test(c, goldens, 0, OG_COUNT(names));
	tcase_add_test(c, moved_to_its_device);
	tcase_add_test(c, restored_elsewhere);
	tcase_add_test(c, restoring_is_not_seen_by_the_guest);
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	tcase_add_test(c, refuses_an_index_twice);
	suite_add_tcase(s, c);
	return s;
}
