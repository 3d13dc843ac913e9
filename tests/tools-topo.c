// SPDX-License-Identifier: Apache-2.0
/*
 * The picture of a host: goldens in tests/golden/topo/, its width, and that
 * the order in which a host was read does not show.
 */
#include "topo-json.h"
#include "topo-layout.h"
#include "topo-make.h"
#include "topo-suites.h"

static const struct {
	struct og_topo_shape shape;
	unsigned columns;
	struct og_style style;
} pictures[] = {
	{ { "one-node", 1, 8, 2, 2, 3 }, 80, { .utf8 = true } },
	{ { "two-nodes", 2, 32, 2, 4, 5 }, 80, { .utf8 = true } },
	{ { "two-nodes-ascii", 2, 32, 2, 4, 5 }, 80, { 0 } },
	{ { "two-nodes-colour", 2, 8, 2, 1, 2 },
	  80,
	  { .utf8 = true, .colour = true } },
	{ { "two-nodes-wide", 2, 32, 2, 4, 5 }, 132, { .utf8 = true } },
	{ { "four-nodes", 4, 16, 2, 2, 9 }, 80, { .utf8 = true } },
	{ { "eight-nodes", 8, 16, 2, 1, 8 }, 80, { .utf8 = true } },
	{ { "eight-nodes-wide", 8, 16, 2, 1, 8 }, 170, { .utf8 = true } },
	{ { "three-nodes", 3, 4, 1, 0, 0 }, 80, { .utf8 = true } },
	{ { "eight-threads", 2, 8, 8, 1, 2 }, 80, { .utf8 = true } },
	{ { "very-wide-cores", 1, 2, 200, 0, 1 }, 80, { .utf8 = true } },
	{ { "many-vms", 2, 64, 1, 0, 64 }, 80, { .utf8 = true } },
};

START_TEST(golden)
{
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	og_autofree char *relative = NULL, *path = NULL;
	og_autobuf out = OG_BUF_INIT;

	og_topo_make(&pictures[_i].shape, &topo);
	og_topo_layout(&topo, pictures[_i].columns, &scene);
	og_scene_to_text(&scene, &pictures[_i].style, &out);
	relative = og_asprintf("tests/golden/topo/%s.txt",
			       pictures[_i].shape.name);
	path = og_test_path(relative);
	og_test_golden(path, og_buf_text(&out), out.len);
}
END_TEST

START_TEST(golden_svg)
{
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	og_autofree char *path = og_test_path("tests/golden/topo/page.svg");
	og_autobuf out = OG_BUF_INIT;

	og_topo_make(&pictures[1].shape, &topo);
	og_topo_layout(&topo, 96, &scene);
	og_scene_to_svg(&scene, "gpu-host-01", &out);
	og_test_golden(path, og_buf_text(&out), out.len);
}
END_TEST

/* Columns of one line: code points. */
static unsigned columns_of(const char *line, size_t len)
{
	unsigned columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	return columns;
}

START_TEST(no_line_is_wider_than_asked_for)
{
	static const struct og_style style = { .utf8 = true };

	for (unsigned columns = 80; columns <= 240; columns += 7) {
		og_cleanup(og_topo_free) struct og_topo topo = { 0 };
		og_cleanup(og_scene_free) struct og_scene scene = { 0 };
		og_autobuf out = OG_BUF_INIT;

		og_topo_make(&pictures[_i].shape, &topo);
		og_topo_layout(&topo, columns, &scene);
		og_scene_to_text(&scene, &style, &out);
		ck_assert_uint_le(scene.w, columns);
		for (const char *s = og_buf_text(&out); *s;) {
			size_t len = strcspn(s, "\n");

			ck_assert_msg(columns_of(s, len) <= columns, "%u: %.*s",
				      columns, (int)len, s);
			s += len + 1;
		}
	}
}
END_TEST

/* All forms of one host, one after the other. */
static void all_forms(const struct og_topo_shape *shape, struct og_buf *out)
{
	static const struct og_style style = { .utf8 = true };
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };

	og_topo_make(shape, &topo);
	og_topo_layout(&topo, 80, &scene);
	og_scene_to_text(&scene, &style, out);
	og_scene_to_svg(&scene, "x", out);
	og_topo_to_json(&topo, out);
}

START_TEST(the_order_of_the_input_does_not_show)
{
	struct og_topo_shape shape = pictures[_i].shape;
	og_autobuf forwards = OG_BUF_INIT, backwards = OG_BUF_INIT;

	all_forms(&shape, &forwards);
	shape.backwards = true;
	all_forms(&shape, &backwards);
	ck_assert_str_eq(og_buf_text(&forwards), og_buf_text(&backwards));
}
END_TEST

/* No two things on one square: what overlaps cannot be read. */
START_TEST(nothing_overlaps)
{
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	og_autofree char *taken = NULL;

	og_topo_make(&pictures[_i].shape, &topo);
	og_topo_layout(&topo, pictures[_i].columns, &scene);
	taken = og_calloc((size_t)scene.w * scene.h, 1);
	for (size_t i = 0; i < scene.n; i++) {
		const struct og_scene_item *item = &scene.items[i];
		unsigned w = item->w;

		/* A text takes what it has, a branch meets its siblings. */
		if (item->kind == OG_SCENE_TEXT && strlen(item->text) < w)
			w = (unsigned)strlen(item->text);
		if (item->kind == OG_SCENE_BOX || item->kind == OG_SCENE_BRANCH)
			continue;
		for (unsigned x = item->x; x < item->x + w; x++) {
			char *at = &taken[(size_t)item->y * scene.w + x];

			ck_assert_msg(!*at, "%s: column %u of row %u",
				      pictures[_i].shape.name, x, item->y);
			*at = 1;
		}
	}
}
END_TEST

START_TEST(unknown_vms_are_not_taken_for_none)
{
	static const struct og_topo_shape one = { "one", 1, 2, 1, 0, 0 };
	static const struct og_style style = { .utf8 = true };
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	og_cleanup(og_scene_free) struct og_scene scene = { 0 };
	og_autobuf out = OG_BUF_INIT, json = OG_BUF_INIT;

	og_topo_make(&one, &topo);
	topo.vms_unknown = og_strdup("libvirt is away");
	og_topo_layout(&topo, 80, &scene);
	og_scene_to_text(&scene, &style, &out);
	og_topo_to_json(&topo, &json);
	ck_assert(strstr(og_buf_text(&out), "VMs are not known"));
	ck_assert(!strstr(og_buf_text(&out), "No VM"));
	ck_assert(strstr(og_buf_text(&json), "libvirt is away"));
}
END_TEST

/* --- VMs and their devices --- */

static const struct {
	const char *name;
	const char *cpus, *floats, *memory;
	int gpu_node; /* -2: no GPU */
	enum og_topo_locality want;
} localities[] = {
	{ "beside its GPU", "0-3", "", "0", 0, OG_TOPO_LOCAL },
	{ "away from it", "0-3", "", "0", 1, OG_TOPO_REMOTE },
	{ "memory away", "0-3", "", "1", 0, OG_TOPO_PARTIAL },
	{ "CPUs over both", "7-8", "", "0", 0, OG_TOPO_PARTIAL },
	{ "floats beside it", "", "0-7", "0", 0, OG_TOPO_LOCAL },
	{ "floats anywhere", "", "0-15", "", 0, OG_TOPO_PARTIAL },
	{ "memory anywhere", "0-3", "", "", 0, OG_TOPO_LOCAL },
	{ "no pins", "", "", "0", 0, OG_TOPO_UNPINNED },
	{ "a GPU of no node", "0-3", "", "0", -1, OG_TOPO_UNKNOWN },
	{ "no GPU", "0-3", "", "0", -2, OG_TOPO_NO_DEVICE },
};

static struct og_cpuset set_of(const char *list)
{
	struct og_cpuset set;

	ck_assert_int_eq(og_cpuset_parse(list, strlen(list), &set), 0);
	return set;
}

START_TEST(locality)
{
	static const struct og_topo_shape two = { "two", 2, 8, 1, 0, 0 };
	og_cleanup(og_topo_free) struct og_topo topo = { 0 };
	struct og_topo_device *device;
	struct og_topo_vm *vm;
	enum og_topo_locality got;

	og_topo_make(&two, &topo);
	vm = og_topo_add_vm(&topo);
	vm->name = og_strdup("one-1");
	vm->cpus = set_of(localities[_i].cpus);
	vm->floats = set_of(localities[_i].floats);
	vm->memory = set_of(localities[_i].memory);
	if (localities[_i].gpu_node > -2) {
		device = og_topo_add_device(&topo);
		device->node = localities[_i].gpu_node;
		device->vm = og_strdup("one-1");
	}
	got = og_topo_locality(&topo, 0);
	ck_assert_msg(got == localities[_i].want, "%s: %s", localities[_i].name,
		      og_topo_locality_name(got));
}
END_TEST

Suite *suite_topo(void)
{
	Suite *suite = suite_create("topo");
	TCase *tc = tcase_create("topo");
	int n = (int)OG_COUNT(pictures);

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, golden, 0, n);
	tcase_add_test(tc, golden_svg);
	tcase_add_loop_test(tc, no_line_is_wider_than_asked_for, 0, n);
	tcase_add_loop_test(tc, the_order_of_the_input_does_not_show, 0, n);
	tcase_add_loop_test(tc, nothing_overlaps, 0, n);
	tcase_add_test(tc, unknown_vms_are_not_taken_for_none);
	tcase_add_loop_test(tc, locality, 0, OG_COUNT(localities));
	suite_add_tcase(suite, tc);
	return suite;
}
