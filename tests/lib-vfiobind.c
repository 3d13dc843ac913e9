// SPDX-License-Identifier: Apache-2.0
/*
 * vfio-pci and back, on a kernel that is played: the writes, what stays after
 * each of them fails, and that a second run finishes or undoes.
 */
#include <errno.h>
#include <stdio.h>

#include "fakekernel.h"
#include "rootwrite.h"
#include "topo-suites.h"

#define GPU   "0000:e1:00.0"
#define SOUND "0000:e1:00.1"

#define W_ONLY(dev, text) \
	"sys/bus/pci/devices/" dev "/driver_override < " text "\n"
#define W_UNBIND(driver, dev) \
	"sys/bus/pci/drivers/" driver "/unbind < " dev "\n"
#define W_PROBE(dev) "sys/bus/pci/drivers_probe < " dev "\n"

static struct og_bdf bdf_of(const char *name)
{
	struct og_bdf bdf;

	ck_assert_int_eq(og_bdf_parse(name, strlen(name), &bdf), 0);
	return bdf;
}

static int move(struct og_fakekernel *fake, enum og_vfiobind_goal goal,
		size_t n, struct og_err *err)
{
	const struct og_bdf both[] = { bdf_of(GPU), bdf_of(SOUND) };

	return og_vfiobind_move(&fake->kernel, both, n, goal, err);
}

/* --- one device --- */

static const struct {
	const char *name;
	const char *driver, *only; /* before */
	const char *native;	   /* who probes it otherwise */
	enum og_vfiobind_goal goal;
	const char *want; /* after */
	const char *log;
} moves[] = {
	{ "from nvidia", "nvidia", NULL, "nvidia", OG_VFIOBIND_TAKE,
	  "vfio-pci/vfio-pci",
	  W_ONLY(GPU, "vfio-pci") W_UNBIND("nvidia", GPU) W_PROBE(GPU) },
	{ "from nobody", NULL, NULL, "nvidia", OG_VFIOBIND_TAKE,
	  "vfio-pci/vfio-pci", W_ONLY(GPU, "vfio-pci") W_PROBE(GPU) },
	{ "taken up after the override", "nvidia", "vfio-pci", "nvidia",
	  OG_VFIOBIND_TAKE, "vfio-pci/vfio-pci",
	  W_UNBIND("nvidia", GPU) W_PROBE(GPU) },
	{ "taken up after the unbind", NULL, "vfio-pci", "nvidia",
	  OG_VFIOBIND_TAKE, "vfio-pci/vfio-pci", W_PROBE(GPU) },
	{ "there already", "vfio-pci", "vfio-pci", "nvidia", OG_VFIOBIND_TAKE,
	  "vfio-pci/vfio-pci", "" },
	{ "there already, by ids", "vfio-pci", NULL, "nvidia", OG_VFIOBIND_TAKE,
	  "vfio-pci/-", "" },
	{ "a variant of vfio-pci", "mlx5_vfio_pci", NULL, "mlx5_core",
	  OG_VFIOBIND_TAKE, "mlx5_vfio_pci/-", "" },
	{ "NVIDIA's vGPU driver is no such variant", "nvidia-vgpu-vfio", NULL,
	  "nvidia", OG_VFIOBIND_TAKE, "vfio-pci/vfio-pci",
	  W_ONLY(GPU, "vfio-pci") W_UNBIND("nvidia-vgpu-vfio", GPU)
		  W_PROBE(GPU) },
	{ "an override for another", "nouveau", "nouveau", "nvidia",
	  OG_VFIOBIND_TAKE, "vfio-pci/vfio-pci",
	  W_ONLY(GPU, "vfio-pci") W_UNBIND("nouveau", GPU) W_PROBE(GPU) },
	{ "back", "vfio-pci", "vfio-pci", "nvidia", OG_VFIOBIND_GIVE,
	  "nvidia/-", W_ONLY(GPU, "") W_UNBIND("vfio-pci", GPU) W_PROBE(GPU) },
	{ "back where no driver wants it", "vfio-pci", "vfio-pci", NULL,
	  OG_VFIOBIND_GIVE, "-/-",
	  W_ONLY(GPU, "") W_UNBIND("vfio-pci", GPU) W_PROBE(GPU) },
	{ "back after the clearing", "vfio-pci", NULL, "nvidia",
	  OG_VFIOBIND_GIVE, "nvidia/-",
	  W_UNBIND("vfio-pci", GPU) W_PROBE(GPU) },
	{ "back after the unbind", NULL, NULL, "nvidia", OG_VFIOBIND_GIVE,
	  "nvidia/-", W_PROBE(GPU) },
	{ "back from an override alone", "nvidia", "vfio-pci", "nvidia",
	  OG_VFIOBIND_GIVE, "nvidia/-", W_ONLY(GPU, "") },
	{ "back already", "nvidia", NULL, "nvidia", OG_VFIOBIND_GIVE,
	  "nvidia/-", "" },
	{ "another's override stays", "nvidia", "nvidia", NULL,
	  OG_VFIOBIND_GIVE, "nvidia/nvidia", "" },
};

START_TEST(moved)
{
	og_autofake fake;
	struct og_err err = { 0 };
	og_autofree char *state = NULL;
	int r;

	og_fakekernel_make(&fake);
	fake.native = moves[_i].native;
	og_fakekernel_device(&fake, GPU, moves[_i].driver, moves[_i].only);
	r = move(&fake, moves[_i].goal, 1, &err);
	ck_assert_msg(r == 0, "%s: %s", moves[_i].name, err.msg);
	state = og_fakekernel_state(&fake, GPU);
	ck_assert_msg(strcmp(state, moves[_i].want) == 0, "%s: %s",
		      moves[_i].name, state);
	ck_assert_msg(strcmp(og_buf_text(&fake.log), moves[_i].log) == 0,
		      "%s:\n%s", moves[_i].name, og_buf_text(&fake.log));
}
END_TEST

/* --- what can go wrong at once --- */

START_TEST(no_such_device)
{
	og_autofake fake;
	struct og_err err = { 0 };

	og_fakekernel_make(&fake);
	og_fakekernel_device(&fake, GPU, "nvidia", NULL);
	/* The second of the two is not there: nothing is touched. */
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), -ENODEV);
	ck_assert_str_eq(err.msg, SOUND ": no such PCI device");
	ck_assert_uint_eq(fake.writes, 0);
}
END_TEST

START_TEST(vfio_is_not_loaded)
{
	og_autofake fake;
	struct og_err err = { 0 };
	og_autofree char *dir = NULL;

	og_fakekernel_make(&fake);
	og_fakekernel_device(&fake, GPU, "nvidia", NULL);
	dir = og_asprintf("%s/sys/bus/pci/drivers/vfio-pci", fake.tree.dir);
	ck_assert_int_eq(remove(dir), 0);
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 1, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "modprobe vfio-pci"));
	ck_assert_uint_eq(fake.writes, 0);
}
END_TEST

START_TEST(no_driver_takes_it)
{
	og_autofake fake;
	struct og_err err = { 0 };
	og_autofree char *state = NULL;

	og_fakekernel_make(&fake);
	og_fakekernel_device(&fake, GPU, "nvidia", NULL);
	fake.probe_fails = true;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 1, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.msg, "did not take it"));
	state = og_fakekernel_state(&fake, GPU);
	ck_assert_str_eq(state, "-/-");
	/* Once it can, the host's driver comes back. */
	fake.probe_fails = false;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 1, &err), 0);
	free(state);
	state = og_fakekernel_state(&fake, GPU);
	ck_assert_str_eq(state, "nvidia/-");
}
END_TEST

START_TEST(taken_again_by_its_ids)
{
	og_autofake fake;
	struct og_err err = { 0 };

	og_fakekernel_make(&fake);
	fake.native = "vfio-pci";
	og_fakekernel_device(&fake, GPU, "vfio-pci", NULL);
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 1, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.msg, "options vfio-pci ids="));
}
END_TEST

/* --- failure at each write: two devices, three writes each --- */

enum { WRITES = 6 };

static void two(struct og_fakekernel *fake, bool taken)
{
	og_fakekernel_make(fake);
	og_fakekernel_device(fake, GPU, taken ? "vfio-pci" : "nvidia",
			     taken ? "vfio-pci" : NULL);
	og_fakekernel_device(fake, SOUND, taken ? "vfio-pci" : "nvidia",
			     taken ? "vfio-pci" : NULL);
}

static void both_are(const struct og_fakekernel *fake, const char *want)
{
	og_autofree char *gpu = og_fakekernel_state(fake, GPU);
	og_autofree char *sound = og_fakekernel_state(fake, SOUND);

	ck_assert_str_eq(gpu, want);
	ck_assert_str_eq(sound, want);
}

START_TEST(a_failed_write_is_put_back)
{
	og_autofake fake;
	struct og_err err = { 0 };

	two(&fake, false);
	fake.fail_at = (unsigned)_i;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), -EIO);
	ck_assert_msg(strstr(err.msg, "; put back as it was"), "%s", err.msg);
	both_are(&fake, "nvidia/-");
}
END_TEST

START_TEST(killed_while_taking_then_finished)
{
	og_autofake fake;
	struct og_err err = { 0 };

	two(&fake, false);
	fake.fail_at = (unsigned)_i;
	fake.dead = true;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), -EIO);
	/* Nothing was done yet at the first write, so nothing was undone. */
	ck_assert_msg(!strstr(err.msg, "not put back") == (_i == 1), "%s",
		      err.msg);
	fake.fail_at = 0;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), 0);
	both_are(&fake, "vfio-pci/vfio-pci");
}
END_TEST

START_TEST(killed_while_taking_then_undone)
{
	og_autofake fake;
	struct og_err err = { 0 };

	two(&fake, false);
	fake.fail_at = (unsigned)_i;
	fake.dead = true;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), -EIO);
	fake.fail_at = 0;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 2, &err), 0);
	both_are(&fake, "nvidia/-");
}
END_TEST

START_TEST(killed_while_giving_then_finished)
{
	og_autofake fake;
	struct og_err err = { 0 };

	two(&fake, true);
	fake.fail_at = (unsigned)_i;
	fake.dead = true;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 2, &err), -EIO);
	fake.fail_at = 0;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 2, &err), 0);
	both_are(&fake, "nvidia/-");
}
END_TEST

START_TEST(killed_while_giving_then_taken)
{
	og_autofake fake;
	struct og_err err = { 0 };

	two(&fake, true);
	fake.fail_at = (unsigned)_i;
	fake.dead = true;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_GIVE, 2, &err), -EIO);
	fake.fail_at = 0;
	ck_assert_int_eq(move(&fake, OG_VFIOBIND_TAKE, 2, &err), 0);
	for (size_t i = 0; i < 2; i++) {
		og_autofree char *state =
			og_fakekernel_state(&fake, i ? SOUND : GPU);

		ck_assert_int_eq(strncmp(state, "vfio-pci/", 9), 0);
	}
}
END_TEST

/* --- the real writes --- */

START_TEST(written_below_the_root)
{
	og_autotree tree;
	og_autobuf got = OG_BUF_INIT;

	og_tree_make(&tree);
	og_tree_put(&tree, "sys/a", "");
	og_tree_link(&tree, "sys/inside", "/sys/a");
	og_tree_link(&tree, "sys/outside", "/etc/hostname");
	og_tree_dir(&tree, "sys/dir");
	ck_assert_int_eq(og_root_write(tree.root, "sys/inside", "x"), 0);
	ck_assert_int_eq(og_root_read(tree.root, "sys/a", 8, &got), 0);
	ck_assert_str_eq(og_buf_text(&got), "x");
	/* A link is followed below the root, where that file is not. */
	ck_assert_int_eq(og_root_write(tree.root, "sys/outside", "x"), -ENOENT);
	ck_assert_int_eq(og_root_write(tree.root, "sys/none", "x"), -ENOENT);
	ck_assert_int_eq(og_root_write(tree.root, "sys/dir", "x"), -EISDIR);
}
END_TEST

START_TEST(a_file_is_replaced_whole)
{
	og_autotree tree;
	og_autobuf text = OG_BUF_INIT, got = OG_BUF_INIT;
	char **names = NULL;
	size_t n = 0;

	og_tree_make(&tree);
	og_tree_put(&tree, "etc/x", "a longer text than the new one\n");
	og_tree_put(&tree, "etc/.x.new", "left behind");
	og_buf_str(&text, "new\n");
	ck_assert_int_eq(og_root_replace(tree.root, "etc/x", &text, 0644), 0);
	ck_assert_int_eq(og_root_read(tree.root, "etc/x", 64, &got), 0);
	ck_assert_str_eq(og_buf_text(&got), "new\n");
	ck_assert_int_eq(og_root_list(tree.root, "etc", &names, &n), 0);
	og_root_names_free(names, n);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(og_root_replace(tree.root, "no/x", &text, 0644),
			 -ENOENT);
	ck_assert_int_eq(og_root_remove(tree.root, "etc/x"), 0);
	ck_assert_int_eq(og_root_remove(tree.root, "etc/x"), 0);
	ck_assert(!og_root_exists(tree.root, "etc/x"));
}
END_TEST

Suite *suite_vfiobind(void)
{
	Suite *suite = suite_create("vfiobind");
	TCase *tc = tcase_create("vfiobind");

	tcase_add_loop_test(tc, moved, 0, OG_COUNT(moves));
	tcase_add_test(tc, no_such_device);
	tcase_add_test(tc, vfio_is_not_loaded);
	tcase_add_test(tc, no_driver_takes_it);
	tcase_add_test(tc, taken_again_by_its_ids);
	tcase_add_loop_test(tc, a_failed_write_is_put_back, 1, WRITES + 1);
	tcase_add_loop_test(tc, killed_while_taking_then_finished, 1,
			    WRITES + 1);
	tcase_add_loop_test(tc, killed_while_taking_then_undone, 1, WRITES + 1);
	tcase_add_loop_test(tc, killed_while_giving_then_finished, 1,
			    WRITES + 1);
	tcase_add_loop_test(tc, killed_while_giving_then_taken, 1, WRITES + 1);
	tcase_add_test(tc, written_below_the_root);
	tcase_add_test(tc, a_file_is_replaced_whole);
	suite_add_tcase(suite, tc);
	return suite;
}
