// SPDX-License-Identifier: Apache-2.0
/* Who gets back what BIND: vfio took, by the book and by who runs. */
#include "deploy-suites.h"
#include "fakenode.h"

#define HAS_GPU(name)                                                        \
	"<domain><name>" name "</name><devices><hostdev type='pci'><source>" \
	"<address bus='0xe1'/></source></hostdev></devices></domain>"

static const struct {
	const char *name;
	const char *entry, *text;   /* of the book; both taken before */
	const char *entry2, *text2; /* NULL: none */
	const char *runs;	    /* a domain; NULL: none */
	const char *sound, *usb;    /* afterwards */
	size_t entries;
	const char *warned; /* NULL: nothing */
} cases[] = {
	{ "the VM is over", "one-3", HEAD LINE(SOUND) LINE(USB), NULL, NULL,
	  NULL, "nvidia/-", "nvidia/-", 0, NULL },
	{ "the VM runs", "one-3", HEAD LINE(SOUND) LINE(USB), NULL, NULL,
	  "<domain><name>one-3</name></domain>", "vfio-pci/vfio-pci",
	  "vfio-pci/vfio-pci", 1, NULL },
	{ "another VM runs", "one-3", HEAD LINE(SOUND) LINE(USB), NULL, NULL,
	  "<domain><name>one-33</name></domain>", "nvidia/-", "nvidia/-", 0,
	  NULL },
	{ "another VM has a device of the group", "one-3",
	  HEAD LINE(SOUND) LINE(USB), NULL, NULL, HAS_GPU("one-4"),
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 1, NULL },
	{ "a stranger has a device of the group", "one-3",
	  HEAD LINE(SOUND) LINE(USB), NULL, NULL, HAS_GPU("web"),
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 1, NULL },
	{ "what is not in the book is not ours", "one-3", HEAD LINE(SOUND),
	  NULL, NULL, NULL, "nvidia/-", "vfio-pci/vfio-pci", 0, NULL },
	{ "two VMs, of which one runs", "one-3", HEAD LINE(SOUND), "one-4",
	  HEAD_OF("4") LINE(USB), "<domain><name>one-4</name></domain>",
	  "nvidia/-", "vfio-pci/vfio-pci", 1, NULL },
	{ "two VMs, both over", "one-3", HEAD LINE(SOUND), "one-4",
	  HEAD_OF("4") LINE(USB), NULL, "nvidia/-", "nvidia/-", 0, NULL },
	{ "a device is gone", "one-3", HEAD LINE("0000:77:00.0") LINE(USB),
	  NULL, NULL, NULL, "vfio-pci/vfio-pci", "nvidia/-", 0, NULL },
	{ "no device", "one-3", HEAD, NULL, NULL, NULL, "vfio-pci/vfio-pci",
	  "vfio-pci/vfio-pci", 0, NULL },
	{ "over, what was pending did not come about", "one-3",
	  HEAD "pending 1\n" LINE(SOUND), NULL, NULL, NULL, "nvidia/-",
	  "vfio-pci/vfio-pci", 0, NULL },
	{ "of another boot", "one-3",
	  "onegpu bound 1\nvm 3\nboot other\n" LINE(SOUND), NULL, NULL, NULL,
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 0, NULL },
	{ "damaged, and another one", "one-3", HEAD "device\n", "one-4",
	  HEAD_OF("4") LINE(USB), NULL, "vfio-pci/vfio-pci", "nvidia/-", 1,
	  "one-3 is damaged: line 4" },
	{ "cut off", "one-3", "onegpu bound 1\nvm", NULL, NULL, NULL,
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 1,
	  "one-3 is damaged: line 2" },
	{ "of another VM than it says", "one-5", HEAD LINE(SOUND), NULL, NULL,
	  NULL, "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 1,
	  "one-5 is damaged: it is of VM 3" },
	{ "left by a killed run", ".one-3.new", "onegpu", NULL, NULL, NULL,
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 0, NULL },
	{ "somebody else's file", "README", "hello", NULL, NULL, NULL,
	  "vfio-pci/vfio-pci", "vfio-pci/vfio-pci", 1, NULL },
};

START_TEST(gives_back)
{
	const char *name = cases[_i].name;
	og_autonode node;

	og_fakenode_make(&node);
	og_fakenode_taken(&node, SOUND);
	og_fakenode_taken(&node, USB);
	og_fakenode_entry(&node, cases[_i].entry, cases[_i].text);
	if (cases[_i].entry2)
		og_fakenode_entry(&node, cases[_i].entry2, cases[_i].text2);
	if (cases[_i].runs)
		og_fakenode_run(&node, cases[_i].runs);
	og_fakenode_give_back(&node);
	og_fakenode_is(&node, name, SOUND, cases[_i].sound);
	og_fakenode_is(&node, name, USB, cases[_i].usb);
	og_fakenode_has(&node, name, cases[_i].entries);
	og_fakenode_warned(&node, name, cases[_i].warned);
}
END_TEST

/* Half way there and half way back, as whoever moved it was ended. */
static const struct {
	const char *name, *driver, *only;
} halves[] = {
	{ "the override alone", "nvidia", "vfio-pci" },
	{ "without a driver", NULL, "vfio-pci" },
	{ "without both", NULL, NULL },
	{ "by its ids", "vfio-pci", NULL },
	{ "a variant", "mlx5_vfio_pci", NULL },
	{ "as it was", "nvidia", NULL },
};

START_TEST(finishes_what_was_begun)
{
	const char *name = halves[_i].name;
	og_autonode node;

	og_fakenode_make(&node);
	og_fakekernel_device(&node.fake, SOUND, halves[_i].driver,
			     halves[_i].only);
	og_fakenode_entry(&node, "one-3", HEAD LINE(SOUND));
	og_fakenode_give_back(&node);
	og_fakenode_is(&node, name, SOUND, "nvidia/-");
	og_fakenode_has(&node, name, 0);
	og_fakenode_warned(&node, name, NULL);
}
END_TEST

/* "pending N" for so many seconds from now. */
static char *pending(int seconds)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };

	og_bound_set_pending(&bound);
	return og_asprintf(HEAD "pending %d\n" LINE(SOUND),
			   bound.pending - OG_BOUND_PENDING + seconds);
}

static const struct {
	const char *name;
	int seconds;
	size_t entries;
} waits[] = {
	{ "just asked", OG_BOUND_PENDING, 1 },
	{ "nearly over", 30, 1 },
	{ "over", 0, 0 },
	{ "further ahead than any", OG_BOUND_PENDING + 30, 0 },
};

START_TEST(keeps_what_is_at_home_while_pending)
{
	og_autofree char *text = pending(waits[_i].seconds);
	og_autonode node;

	og_fakenode_make(&node);
	og_fakenode_entry(&node, "one-3", text);
	og_fakenode_give_back(&node);
	og_fakenode_has(&node, waits[_i].name, waits[_i].entries);
	og_fakenode_warned(&node, waits[_i].name, NULL);
}
END_TEST

/* libvirt is content with a device that no driver takes. */
static const struct {
	const char *name, *text, *only, *warned;
} drops[] = {
	{ "its module went", HEAD LINE(SOUND), "vfio-pci",
	  SOUND
	  " was given back, but nvidia did not take it: modprobe nvidia" },
	{ "kept for another", HEAD LINE(SOUND), "other",
	  SOUND " was given back, but nvidia did not take it: its "
		"driver_override is for other" },
	{ "it had none", HEAD "device " SOUND " - -\n", "vfio-pci", NULL },
};

START_TEST(tells_what_no_driver_took)
{
	og_autonode node;

	og_fakenode_make(&node);
	node.fake.probe_fails = true;
	og_fakekernel_device(&node.fake, SOUND, "vfio-pci", drops[_i].only);
	og_fakenode_entry(&node, "one-3", drops[_i].text);
	og_fakenode_give_back(&node);
	og_fakenode_warned(&node, drops[_i].name, drops[_i].warned);
	og_fakenode_has(&node, drops[_i].name, 0);
}
END_TEST

/* Each would be waited for, under the lock. */
START_TEST(asks_a_silent_libvirt_once)
{
	og_autonode node;

	og_fakenode_make(&node);
	og_fakenode_taken(&node, SOUND);
	og_fakenode_taken(&node, USB);
	og_fakenode_taken(&node, GPU);
	og_fakenode_entry(&node, "one-3", HEAD LINE(SOUND) LINE(USB));
	og_fakenode_entry(&node, "one-4", HEAD_OF("4") LINE(GPU));
	node.silent = true;
	og_fakenode_give_back(&node);
	ck_assert_uint_eq(node.asked, 1);
	og_fakenode_has(&node, "no answer", 2);
	og_fakenode_warned(&node, "no answer", "");
	node.silent = false;
	og_fakenode_give_back(&node);
	og_fakenode_is(&node, "then answered", GPU, "nvidia/-");
	og_fakenode_is_home(&node, "then answered");
}
END_TEST

Suite *og_suite_giveback(void)
{
	Suite *s = suite_create("giveback");
	TCase *c = tcase_create("giveback");

	tcase_add_loop_test(c, gives_back, 0, OG_COUNT(cases));
	tcase_add_loop_test(c, finishes_what_was_begun, 0, OG_COUNT(halves));
	tcase_add_loop_test(c, keeps_what_is_at_home_while_pending, 0,
			    OG_COUNT(waits));
	tcase_add_loop_test(c, tells_what_no_driver_took, 0, OG_COUNT(drops));
	tcase_add_test(c, asks_a_silent_libvirt_once);
	suite_add_tcase(s, c);
	return s;
}
