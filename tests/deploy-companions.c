// SPDX-License-Identifier: Apache-2.0
/*
 * Taking what goes with a device: whatever fails at whichever write, the next
 * time finishes.
 */
#include <errno.h>

#include "deploy-suites.h"
#include "fakenode.h"

enum { WRITES = 6 }; /* three for each of two devices */

/* That write fails, and if `dead` all behind it. */
static void fail_at(struct og_fakenode *node, int at, bool dead)
{
	node->fake.writes = 0;
	node->fake.fail_at = (unsigned)at;
	node->fake.dead = dead;
}

START_TEST(takes)
{
	og_autonode node;

	og_fakenode_make(&node);
	ck_assert_msg(og_fakenode_take(&node) == 0, "%s", node.err.msg);
	og_fakenode_is(&node, "taken", SOUND, "vfio-pci/vfio-pci");
	og_fakenode_is(&node, "taken", USB, "vfio-pci/vfio-pci");
	og_fakenode_says(&node, HEAD LINE(SOUND) LINE(USB));
	og_fakenode_give_back(&node);
	og_fakenode_is_home(&node, "given back");
	og_fakenode_warned(&node, "given back", NULL);
}
END_TEST

START_TEST(a_failed_write_is_undone)
{
	og_autonode node;

	og_fakenode_make(&node);
	fail_at(&node, _i, false);
	ck_assert_int_eq(og_fakenode_take(&node), -EIO);
	og_fakenode_is_home(&node, "a write failed");
}
END_TEST

START_TEST(killed_while_taking)
{
	og_autonode node;

	og_fakenode_make(&node);
	fail_at(&node, _i, true);
	ck_assert_int_eq(og_fakenode_take(&node), -EIO);
	fail_at(&node, 0, false);
	og_fakenode_give_back(&node);
	og_fakenode_is_home(&node, "killed while taking");
}
END_TEST

START_TEST(killed_while_giving)
{
	og_autonode node;

	og_fakenode_make(&node);
	ck_assert_int_eq(og_fakenode_take(&node), 0);
	fail_at(&node, _i, true);
	og_fakenode_give_back(&node);
	og_fakenode_has(&node, "killed while giving", 1);
	ck_assert_uint_gt(node.notes.count, 0);
	fail_at(&node, 0, false);
	og_fakenode_give_back(&node);
	og_fakenode_is_home(&node, "killed while giving");
}
END_TEST

/* What is given back already is not in the book any more. */
START_TEST(keeps_what_could_not_be_given)
{
	og_autonode node;

	og_fakenode_make(&node);
	ck_assert_int_eq(og_fakenode_take(&node), 0);
	fail_at(&node, 4, false);
	og_fakenode_give_back(&node);
	og_fakenode_says(&node, HEAD LINE(SOUND));
	og_fakenode_warned(&node, "one of two", "not given back: " SOUND);
}
END_TEST

/* libvirt does what it was asked behind the next give-back. */
START_TEST(taken_after_no_answer)
{
	og_autonode node;

	og_fakenode_make(&node);
	node.silent = true;
	ck_assert_int_eq(og_fakenode_take(&node), -ETIMEDOUT);
	node.silent = false;
	og_fakenode_give_back(&node);
	og_fakenode_has(&node, "no answer", 1);
	og_fakenode_taken(&node, SOUND);
	og_fakenode_give_back(&node);
	og_fakenode_is(&node, "taken late", SOUND, "nvidia/-");
	og_fakenode_warned(&node, "taken late", NULL);
}
END_TEST

/* A VM that has some already: they stay in the book. */
START_TEST(adds_to_the_entry)
{
	const struct og_bdf usb = og_fakenode_bdf(USB);
	og_autonode node;

	og_fakenode_make(&node);
	og_fakenode_taken(&node, SOUND);
	og_fakenode_entry(&node, "one-3", HEAD LINE(SOUND));
	ck_assert_msg(og_companions_take(&node.giveback, 3, &usb, 1,
					 &node.notes, &node.err) == 0,
		      "%s", node.err.msg);
	og_fakenode_says(&node, HEAD LINE(SOUND) LINE(USB));
	og_fakenode_entry(&node, "one-3", "rubbish\n");
	ck_assert_int_eq(og_companions_take(&node.giveback, 3, &usb, 1,
					    &node.notes, &node.err),
			 -EINVAL);
	ck_assert_msg(strstr(node.err.msg, "remove the file: ") &&
			      strstr(node.err.msg, "one-3 is damaged: line 1"),
		      "%s", node.err.msg);
}
END_TEST

Suite *og_suite_companions(void)
{
	Suite *s = suite_create("companions");
	TCase *c = tcase_create("companions");

	tcase_add_test(c, takes);
	tcase_add_loop_test(c, a_failed_write_is_undone, 1, WRITES + 1);
	tcase_add_loop_test(c, killed_while_taking, 1, WRITES + 1);
	tcase_add_loop_test(c, killed_while_giving, 1, WRITES + 1);
	tcase_add_test(c, keeps_what_could_not_be_given);
	tcase_add_test(c, taken_after_no_answer);
	tcase_add_test(c, adds_to_the_entry);
	suite_add_tcase(s, c);
	return s;
}
