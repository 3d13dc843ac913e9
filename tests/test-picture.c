// SPDX-License-Identifier: Apache-2.0
/* Goldens in tests/golden/picture/, one file a case. */
#include "harness.h"
#include "nearness.h"
#include "picture.h"
#include "tools-suites.h"

struct shape {
	const char *name;
	struct og_style style;
	int nodes, cores, threads; /* cores of a node, threads of a core */
	const char *held;
	const char *oned, *ours;	      /* CPUs */
	const char *oned_memory, *our_memory; /* nodes */
	int gpu_node;			      /* of the VM's */
	const char *label;		      /* of the VM's GPU */
	const char *others;
};

static const struct shape shapes[] = {
	{ "two-nodes",
	  { .utf8 = true },
	  2,
	  4,
	  2,
	  "4,5",
	  "0,1",
	  "6,7",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 AD102GL [L40S]",
	  "one-2" },
	{ "ascii",
	  { 0 },
	  2,
	  4,
	  2,
	  "4,5",
	  "0,1",
	  "6,7",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 AD102GL [L40S]",
	  "one-2" },
	{ "colour",
	  { .utf8 = true, .colour = true },
	  2,
	  2,
	  2,
	  "2",
	  "0,1",
	  "3,7",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 AD102GL [L40S]",
	  "one-2" },
	{ "narrow",
	  { .utf8 = true, .columns = 60 },
	  2,
	  4,
	  2,
	  "4,5",
	  "0,1",
	  "6,7",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 AD102GL [L40S]",
	  "one-2" },
	{ "narrowest",
	  { .columns = OG_COLUMNS_MIN },
	  2,
	  40,
	  8,
	  "4,5",
	  "0,1",
	  "6,7",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 a name that is never ending, all told",
	  "a-domain-whose-name-goes-on-and-on-and-on-and-on" },
	{ "alone",
	  { .utf8 = true },
	  1,
	  3,
	  1,
	  "",
	  "0-2",
	  "0-2",
	  "0",
	  "0",
	  0,
	  "GPU 01:00.0 GA102",
	  "" },
	{ "more-cores-than-fit",
	  { .utf8 = true },
	  2,
	  10,
	  2,
	  "0-3",
	  "0,20",
	  "12-13,32-33",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 GH100",
	  "one-2, one-7" },
	{ "eight-threads",
	  { .utf8 = true },
	  2,
	  2,
	  8,
	  "0-7",
	  "1",
	  "2",
	  "0",
	  "1",
	  1,
	  "GPU 0033:01:00.0 GV100GL [Tesla V100 SXM2 16GB]",
	  "one-2" },
	{ "very-wide-core",
	  { .utf8 = true },
	  2,
	  1,
	  12,
	  "",
	  "0",
	  "1",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 GH100",
	  "" },
	{ "no-node",
	  { .utf8 = true },
	  2,
	  2,
	  1,
	  "",
	  "0",
	  "0",
	  "0",
	  "0",
	  -1,
	  "GPU e1:00.0 GH100",
	  "" },
	{ "nothing-pinned",
	  { .utf8 = true },
	  2,
	  2,
	  1,
	  "",
	  "",
	  "2",
	  "",
	  "1",
	  1,
	  "GPU e1:00.0 GH100",
	  "" },
	{ "long-label",
	  { 0 },
	  2,
	  2,
	  1,
	  "",
	  "0",
	  "2",
	  "0",
	  "1",
	  1,
	  "GPU e1:00.0 a name \033[2J that is n\xc3\xa9ver ending, all "
	  "\"told\"",
	  "a-domain-whose-name-goes-on-and-on-and-on-and-on" },
};

static struct og_cpuset set_of(const char *list)
{
	struct og_cpuset set;

	ck_assert_int_eq(og_cpuset_parse(list, strlen(list), &set), 0);
	return set;
}

/* CPUs as the kernel numbers them: first threads first. */
static void build_host(const struct shape *shape, struct og_host *ret_host)
{
	int total = shape->nodes * shape->cores;
	struct og_err err = { 0 };

	og_host_init(ret_host);
	for (int n = 0; n < shape->nodes; n++) {
		struct og_node *node = og_host_add_node(ret_host, n);

		for (int c = 0; c < shape->cores; c++) {
			struct og_core *core = og_node_add_core(node, c);
			int first = n * shape->cores + c;

			for (int t = 0; t < shape->threads; t++)
				og_core_add_cpu(core, first + t * total,
						OG_VM_NONE, false);
		}
	}
	ck_assert_msg(og_host_finish(ret_host, &err) == 0, "%s", err.msg);
}

START_TEST(golden)
{
	const struct shape *shape = &shapes[_i];
	og_cleanup(og_host_free) struct og_host host;
	struct og_cpuset held = set_of(shape->held);
	const struct og_picture_device devices[] = {
		{ .label = "GPU 41:00.0 AD102GL [L40S]", .node = 0 },
		{ .label = shape->label,
		  .node = shape->gpu_node,
		  .of_vm = true },
	};
	struct og_picture picture = {
		.host = &host,
		.devices = devices,
		.n_devices = OG_COUNT(devices),
		.held = &held,
		.vm = "one-3",
		.others = shape->others,
		.sides = { { "where oned 7.5 would put it", set_of(shape->oned),
			     set_of(shape->oned_memory) },
			   { "where onegpu puts it", set_of(shape->ours),
			     set_of(shape->our_memory) } },
	};
	og_autofree char *relative = NULL, *path = NULL;
	og_autobuf out = OG_BUF_INIT;

	build_host(shape, &host);
	og_picture_draw(&picture, &shape->style, &out);
	relative = og_asprintf("tests/golden/picture/%s.txt", shape->name);
	path = og_test_path(relative);
	og_test_golden(path, og_buf_text(&out), out.len);
}
END_TEST

/* Columns of one line: code points, colour codes left out. */
static unsigned columns_of(const char *line, size_t len)
{
	unsigned columns = 0;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\033')
			while (i < len && line[i] != 'm')
				i++;
		else if (((unsigned char)line[i] & 0xc0) != 0x80)
			columns++;
	}
	return columns;
}

START_TEST(no_line_is_wider_than_the_screen)
{
	const struct shape *shape = &shapes[_i];
	og_autofree char *relative = NULL, *path = NULL;
	og_autobuf text = OG_BUF_INIT;

	relative = og_asprintf("tests/golden/picture/%s.txt", shape->name);
	path = og_test_path(relative);
	og_test_read(path, &text);
	for (const char *s = og_buf_text(&text); *s;) {
		size_t len = strcspn(s, "\n");

		ck_assert_msg(columns_of(s, len) <=
				      og_style_columns(&shape->style),
			      "%.*s", (int)len, s);
		s += len + 1;
	}
}
END_TEST

Suite *suite_picture(void)
{
	Suite *suite = suite_create("picture");
	TCase *tc = tcase_create("picture");

	tcase_add_loop_test(tc, golden, 0, OG_COUNT(shapes));
	tcase_add_loop_test(tc, no_line_is_wider_than_the_screen, 0,
			    OG_COUNT(shapes));
	suite_add_tcase(suite, tc);
	return suite;
}

static const struct {
	const char *name;
	const char *near, *cpus, *memory;
	struct og_nearness want;
	bool holds;
} cases[] = {
	{ "all beside", "1", "4-5", "1", { 2, 2, 1, 1 }, true },
	{ "all away", "1", "0-1", "0", { 2, 0, 1, 0 }, false },
	{ "CPUs over both", "1", "3-4", "1", { 2, 1, 1, 1 }, false },
	{ "memory away", "1", "4-5", "0", { 2, 2, 1, 0 }, false },
	{ "devices on both", "0-1", "0,4", "0-1", { 2, 2, 2, 2 }, true },
	{ "memory nowhere", "1", "4", "", { 1, 1, 0, 0 }, false },
	{ "no CPU pinned", "1", "", "1", { 0, 0, 1, 1 }, false },
	{ "a CPU the host lacks", "1", "4,99", "1", { 2, 1, 1, 1 }, false },
	{ "no device", "", "4", "1", { 1, 0, 1, 0 }, false },
};

START_TEST(counted)
{
	static const struct shape two = { .nodes = 2,
					  .cores = 4,
					  .threads = 1 };
	struct og_cpuset near = set_of(cases[_i].near);
	struct og_cpuset cpus = set_of(cases[_i].cpus);
	struct og_cpuset memory = set_of(cases[_i].memory);
	og_cleanup(og_host_free) struct og_host host;
	struct og_nearness got;

	build_host(&two, &host);
	og_nearness_count(&host, &near, &cpus, &memory, &got);
	ck_assert_msg(memcmp(&got, &cases[_i].want, sizeof(got)) == 0,
		      "%s: %u/%u CPUs, %u/%u nodes", cases[_i].name,
		      got.local_cpus, got.cpus, got.local_nodes, got.nodes);
	ck_assert_msg(og_nearness_holds(&got) == cases[_i].holds, "%s",
		      cases[_i].name);
}
END_TEST

Suite *suite_nearness(void)
{
	Suite *suite = suite_create("nearness");
	TCase *tc = tcase_create("nearness");

	tcase_add_loop_test(tc, counted, 0, OG_COUNT(cases));
	suite_add_tcase(suite, tc);
	return suite;
}
