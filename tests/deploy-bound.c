// SPDX-License-Identifier: Apache-2.0
/*
 * The book of what BIND: vfio took, and the giving back by it, on a kernel that
 * is played: whatever fails at whichever write, the next time finishes.
 */
#include <errno.h>
#include <stddef.h>

#include "companions.h"
#include "deploy-suites.h"
#include "fakekernel.h"

#define GPU	  "0000:e1:00.0"
#define SOUND	  "0000:e1:00.1"
#define USB	  "0000:e1:00.2"
#define BOOT	  "5d2c0f3e-1a4b"
#define HEAD	  "onegpu bound 1\nvm 3\nboot " BOOT "\n"
#define LINE(dev) "device " dev " nvidia -\n"

static struct og_bdf bdf_of(const char *name)
{
	struct og_bdf bdf;

	ck_assert_int_eq(og_bdf_parse(name, strlen(name), &bdf), 0);
	return bdf;
}

/* --- text --- */

static const struct {
	const char *name, *text;
	size_t devices;
	const char *error; /* NULL: none */
} texts[] = {
	{ "no device", HEAD, 0, NULL },
	{ "two", HEAD LINE(SOUND) LINE(USB), 2, NULL },
	{ "an override", HEAD "device " GPU " nouveau nouveau\n", 1, NULL },
	{ "pending", HEAD "pending 7\n" LINE(SOUND), 1, NULL },
	{ "pending since never", HEAD "pending 0\n", 0, "line 4 is none" },
	{ "pending too late", HEAD LINE(SOUND) "pending 7\n", 0,
	  "line 5 is none" },
	{ "another word", HEAD "waiting 7\n", 0, "line 4 is none" },
	{ "empty", "", 0, "it ends behind line 0" },
	{ "the head alone", "onegpu bound 1\n", 0, "it ends behind line 1" },
	{ "another kind", "onegpu bound 2\n", 0, "line 1 is none of ours" },
	{ "no VM", "onegpu bound 1\nboot x\n", 0, "line 2 is none" },
	{ "no number", "onegpu bound 1\nvm -3\nboot x\n", 0, "line 2 is none" },
	{ "too great", "onegpu bound 1\nvm 2147483647\nboot x\n", 0,
	  "line 2 is none" },
	{ "no boot", "onegpu bound 1\nvm 3\n" LINE(GPU), 0, "line 3 is none" },
	{ "no line end", HEAD "device " GPU " nvidia -", 0, "line 4 is none" },
	{ "no address", HEAD "device e1 nvidia -\n", 0, "line 4 is none" },
	{ "no driver", HEAD "device " GPU " -\n", 0, "line 4 is none" },
	{ "a word too many", HEAD "device " GPU " a b c\n", 0,
	  "line 4 is none" },
	{ "two blanks", HEAD "device  " GPU " a -\n", 0, "line 4 is none" },
	{ "a blank behind", HEAD "device " GPU " a - \n", 0, "line 4 is none" },
	{ "an empty line", HEAD "\n" LINE(GPU), 0, "line 4 is none" },
	{ "twice", HEAD LINE(GPU) LINE(GPU), 0, "line 5 is none" },
	{ "a control character", HEAD "device " GPU " a\033 -\n", 0,
	  "line 4 is none" },
};

START_TEST(parses)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };
	og_autobuf again = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = og_bound_parse(texts[_i].text, strlen(texts[_i].text), &bound,
			       &err);

	if (texts[_i].error) {
		ck_assert_msg(r < 0 && strstr(err.msg, texts[_i].error),
			      "%s: %s", texts[_i].name, err.msg);
		return;
	}
	ck_assert_msg(r == 0, "%s: %s", texts[_i].name, err.msg);
	ck_assert_uint_eq(bound.n, texts[_i].devices);
	og_bound_format(&bound, &again);
	ck_assert_str_eq(og_buf_text(&again), texts[_i].text);
}
END_TEST

START_TEST(writes_drivers_with_odd_names)
{
	og_cleanup(og_bound_free) struct og_bound bound = {
		.vm = 3,
		.boot = og_strdup(BOOT),
	};
	og_cleanup(og_bound_free) struct og_bound again = { 0 };
	og_autofree char *driver = og_strdup("ATI IXP\nAC97");
	const struct og_vfiobind_state device = { bdf_of(GPU), driver, NULL };
	og_autobuf text = OG_BUF_INIT;

	og_bound_add(&bound, &device);
	og_bound_format(&bound, &text);
	ck_assert_int_eq(
		og_bound_parse(og_buf_text(&text), text.len, &again, NULL), 0);
	ck_assert_str_eq(again.devices[0].driver, "ATI_IXP_AC97");
}
END_TEST

/* --- a host on which devices can be taken --- */

struct host {
	struct og_fakekernel fake;
	struct og_nodedev nodedev;
	struct og_book *book;
	struct og_giveback giveback;
	struct og_live live;
	char *folder;
	unsigned asked; /* moves so far */
	bool silent;	/* none is answered, nor comes about */
};

static struct host *host_of(const struct og_nodedev *nodedev)
{
	const char *at = (const char *)nodedev - offsetof(struct host, nodedev);
	struct host *host;

	memcpy(&host, &at, sizeof(host));
	return host;
}

static int fake_move(const struct og_nodedev *nodedev, const struct og_bdf *bdf,
		     enum og_vfiobind_goal goal, struct og_err *err)
{
	struct host *host = host_of(nodedev);

	host->asked++;
	if (host->silent)
		return og_err_set(err, -ETIMEDOUT, "no answer");
	return og_vfiobind_move(&host->fake.kernel, bdf, 1, goal, err);
}

static const struct og_nodedev_ops fake_ops = { .move = fake_move };

static void make(struct host *host)
{
	struct og_err err = { 0 };

	*host = (struct host){ 0 };
	og_fakekernel_make(&host->fake);
	og_fakekernel_device(&host->fake, SOUND, "nvidia", NULL);
	og_fakekernel_device(&host->fake, USB, "nvidia", NULL);
	og_tree_put(&host->fake.tree, "proc/sys/kernel/random/boot_id",
		    BOOT "\n");
	for (int i = 1; i < 3; i++) {
		og_autofree char *dir = og_asprintf(
			"sys/bus/pci/devices/0000:e1:00.%d/iommu_group/devices",
			i);
		og_autofree char *gpu = og_asprintf("%s/" GPU, dir);

		og_tree_dir(&host->fake.tree, gpu);
	}
	host->nodedev = (struct og_nodedev){
		.ops = &fake_ops,
		.files = &host->fake.files,
		.lock = -1,
		.answer = -1,
	};
	host->folder = og_asprintf("%s/bound", host->fake.tree.dir);
	ck_assert_msg(og_book_open(host->folder, true, &host->book, &err) == 0,
		      "%s", err.msg);
	host->giveback = (struct og_giveback){
		.book = host->book,
		.nodedev = &host->nodedev,
		.boot = BOOT,
		.live = &host->live,
	};
}

static void unmake(struct host *host)
{
	og_live_free(&host->live);
	og_book_free(host->book);
	og_fakekernel_free(&host->fake);
	free(host->folder);
}

static void put_entry(struct host *host, const char *name, const char *text)
{
	og_autofree char *path = og_asprintf("bound/%s", name);

	og_tree_put(&host->fake.tree, path, text);
}

static void put_taken(struct host *host, const char *name)
{
	og_fakekernel_device(&host->fake, name, "vfio-pci", "vfio-pci");
}

static void run(struct host *host, const char *xml)
{
	ck_assert_int_eq(og_live_add(&host->live, "x", xml, strlen(xml), NULL),
			 0);
}

static void is(const struct host *host, const char *what, const char *device,
	       const char *want)
{
	og_autofree char *state = og_fakekernel_state(&host->fake, device);

	ck_assert_msg(strcmp(state, want) == 0, "%s: %s is %s, not %s", what,
		      device, state, want);
}

static size_t entries(const struct host *host)
{
	char **names = NULL;
	size_t n = 0;

	ck_assert_int_eq(
		og_root_list(host->fake.tree.root, "bound", &names, &n), 0);
	og_root_names_free(names, n);
	return n;
}

/* --- who gets what back --- */

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
	  "onegpu bound 1\nvm 4\nboot " BOOT "\n" LINE(USB),
	  "<domain><name>one-4</name></domain>", "nvidia/-",
	  "vfio-pci/vfio-pci", 1, NULL },
	{ "two VMs, both over", "one-3", HEAD LINE(SOUND), "one-4",
	  "onegpu bound 1\nvm 4\nboot " BOOT "\n" LINE(USB), NULL, "nvidia/-",
	  "nvidia/-", 0, NULL },
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
	  "onegpu bound 1\nvm 4\nboot " BOOT "\n" LINE(USB), NULL,
	  "vfio-pci/vfio-pci", "nvidia/-", 1, "one-3 is damaged: line 4" },
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
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	const char *name = cases[_i].name;

	make(&host);
	put_taken(&host, SOUND);
	put_taken(&host, USB);
	put_entry(&host, cases[_i].entry, cases[_i].text);
	if (cases[_i].entry2)
		put_entry(&host, cases[_i].entry2, cases[_i].text2);
	if (cases[_i].runs)
		run(&host, cases[_i].runs);
	og_giveback_all(&host.giveback, &notes);
	is(&host, name, SOUND, cases[_i].sound);
	is(&host, name, USB, cases[_i].usb);
	ck_assert_msg(entries(&host) == cases[_i].entries, "%s: %zu entries",
		      name, entries(&host));
	ck_assert_msg(notes.count == (cases[_i].warned ? 1 : 0), "%s: %s", name,
		      notes.count ? notes.all[0].text : "no warning");
	if (cases[_i].warned)
		ck_assert_msg(strstr(notes.all[0].text, cases[_i].warned),
			      "%s: %s", name, notes.all[0].text);
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
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;

	make(&host);
	og_fakekernel_device(&host.fake, SOUND, halves[_i].driver,
			     halves[_i].only);
	put_entry(&host, "one-3", HEAD LINE(SOUND));
	og_giveback_all(&host.giveback, &notes);
	is(&host, halves[_i].name, SOUND, "nvidia/-");
	ck_assert_uint_eq(entries(&host), 0);
	ck_assert_uint_eq(notes.count, 0);
}
END_TEST

/* --- failure at each write: two devices, three writes each --- */

enum { WRITES = 6 };

static int take(struct host *host, struct og_notes *notes, struct og_err *err)
{
	const struct og_bdf both[] = { bdf_of(SOUND), bdf_of(USB) };

	return og_companions_take(&host->giveback, 3, both, 2, notes, err);
}

static void all_is_home(const struct host *host, const char *what)
{
	is(host, what, SOUND, "nvidia/-");
	is(host, what, USB, "nvidia/-");
	ck_assert_uint_eq(entries(host), 0);
}

START_TEST(takes)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	make(&host);
	ck_assert_msg(take(&host, &notes, &err) == 0, "%s", err.msg);
	is(&host, "taken", SOUND, "vfio-pci/vfio-pci");
	is(&host, "taken", USB, "vfio-pci/vfio-pci");
	ck_assert_int_eq(
		og_root_read(host.fake.tree.root, "bound/one-3", 4096, &text),
		0);
	ck_assert_str_eq(og_buf_text(&text), HEAD LINE(SOUND) LINE(USB));
	og_giveback_all(&host.giveback, &notes);
	all_is_home(&host, "given back");
	ck_assert_uint_eq(notes.count, 0);
}
END_TEST

START_TEST(a_failed_write_is_undone)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	struct og_err err = { 0 };

	make(&host);
	host.fake.fail_at = (unsigned)_i;
	ck_assert_int_eq(take(&host, &notes, &err), -EIO);
	all_is_home(&host, "a write failed");
}
END_TEST

START_TEST(killed_while_taking)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	struct og_err err = { 0 };

	make(&host);
	host.fake.fail_at = (unsigned)_i;
	host.fake.dead = true;
	ck_assert_int_eq(take(&host, &notes, &err), -EIO);
	host.fake.fail_at = 0;
	og_giveback_all(&host.giveback, &notes);
	all_is_home(&host, "killed while taking");
}
END_TEST

START_TEST(killed_while_giving)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	struct og_err err = { 0 };

	make(&host);
	ck_assert_int_eq(take(&host, &notes, &err), 0);
	host.fake.writes = 0;
	host.fake.fail_at = (unsigned)_i;
	host.fake.dead = true;
	og_giveback_all(&host.giveback, &notes);
	ck_assert_uint_eq(entries(&host), 1);
	ck_assert_uint_gt(notes.count, 0);
	host.fake.fail_at = 0;
	og_giveback_all(&host.giveback, &notes);
	all_is_home(&host, "killed while giving");
}
END_TEST

/* What is given back already is not in the book any more. */
START_TEST(keeps_what_could_not_be_given)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	make(&host);
	ck_assert_int_eq(take(&host, &notes, &err), 0);
	host.fake.writes = 0;
	host.fake.fail_at = 4;
	og_giveback_all(&host.giveback, &notes);
	ck_assert_int_eq(
		og_root_read(host.fake.tree.root, "bound/one-3", 4096, &text),
		0);
	ck_assert_str_eq(og_buf_text(&text), HEAD LINE(SOUND));
	ck_assert_uint_eq(notes.count, 1);
	ck_assert_msg(strstr(notes.all[0].text, "not given back: " SOUND), "%s",
		      notes.all[0].text);
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
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_autofree char *text = pending(waits[_i].seconds);
	og_cleanup(unmake) struct host host;

	make(&host);
	put_entry(&host, "one-3", text);
	og_giveback_all(&host.giveback, &notes);
	ck_assert_msg(entries(&host) == waits[_i].entries, "%s: %zu entries",
		      waits[_i].name, entries(&host));
	ck_assert_uint_eq(notes.count, 0);
}
END_TEST

/* libvirt does what it was asked behind the next give-back. */
START_TEST(taken_after_no_answer)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	struct og_err err = { 0 };

	make(&host);
	host.silent = true;
	ck_assert_int_eq(take(&host, &notes, &err), -ETIMEDOUT);
	host.silent = false;
	og_giveback_all(&host.giveback, &notes);
	ck_assert_uint_eq(entries(&host), 1);
	put_taken(&host, SOUND);
	og_giveback_all(&host.giveback, &notes);
	is(&host, "taken late", SOUND, "nvidia/-");
	ck_assert_uint_eq(notes.count, 0);
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

static int drop(const struct og_nodedev *nodedev, const struct og_bdf *bdf,
		enum og_vfiobind_goal goal, struct og_err *err)
{
	(void)fake_move(nodedev, bdf, goal, err);
	*err = (struct og_err){ 0 };
	return 0;
}

static const struct og_nodedev_ops drop_ops = { .move = drop };

START_TEST(tells_what_no_driver_took)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	const char *name = drops[_i].name, *warned = drops[_i].warned;

	make(&host);
	host.nodedev.ops = &drop_ops;
	host.fake.probe_fails = true;
	og_fakekernel_device(&host.fake, SOUND, "vfio-pci", drops[_i].only);
	put_entry(&host, "one-3", drops[_i].text);
	og_giveback_all(&host.giveback, &notes);
	ck_assert_msg(notes.count == (warned ? 1 : 0), "%s: %zu notes", name,
		      notes.count);
	if (warned)
		ck_assert_msg(strstr(notes.all[0].text, warned), "%s: %s", name,
			      notes.all[0].text);
	ck_assert_uint_eq(entries(&host), 0);
}
END_TEST

/* Each would be waited for, under the lock. */
START_TEST(asks_a_silent_libvirt_once)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;

	make(&host);
	put_taken(&host, SOUND);
	put_taken(&host, USB);
	og_fakekernel_device(&host.fake, GPU, "vfio-pci", "vfio-pci");
	put_entry(&host, "one-3", HEAD LINE(SOUND) LINE(USB));
	put_entry(&host, "one-4",
		  "onegpu bound 1\nvm 4\nboot " BOOT "\n" LINE(GPU));
	host.silent = true;
	og_giveback_all(&host.giveback, &notes);
	ck_assert_uint_eq(host.asked, 1);
	ck_assert_uint_eq(entries(&host), 2);
	ck_assert_uint_eq(notes.count, 1);
	host.silent = false;
	og_giveback_all(&host.giveback, &notes);
	is(&host, "then answered", GPU, "nvidia/-");
	all_is_home(&host, "then answered");
}
END_TEST

/* A VM that has some already: they stay in the book. */
START_TEST(adds_to_the_entry)
{
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(unmake) struct host host;
	const struct og_bdf usb = bdf_of(USB);
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	make(&host);
	put_taken(&host, SOUND);
	put_entry(&host, "one-3", HEAD LINE(SOUND));
	ck_assert_msg(og_companions_take(&host.giveback, 3, &usb, 1, &notes,
					 &err) == 0,
		      "%s", err.msg);
	ck_assert_int_eq(
		og_root_read(host.fake.tree.root, "bound/one-3", 4096, &text),
		0);
	ck_assert_str_eq(og_buf_text(&text), HEAD LINE(SOUND) LINE(USB));
	put_entry(&host, "one-3", "rubbish\n");
	ck_assert_int_eq(
		og_companions_take(&host.giveback, 3, &usb, 1, &notes, &err),
		-EINVAL);
	ck_assert_msg(strstr(err.msg, "remove the file: ") &&
			      strstr(err.msg, "one-3 is damaged: line 1"),
		      "%s", err.msg);
}
END_TEST

START_TEST(has_no_book)
{
	og_autotree tree;
	og_autofree char *path = NULL;
	struct og_book *book = NULL;
	struct og_err err = { 0 };

	og_tree_make(&tree);
	path = og_asprintf("%s/bound", tree.dir);
	ck_assert_int_eq(og_book_open(path, false, &book, &err), -ENOENT);
	ck_assert_int_eq(err.code, 0);
	ck_assert(!og_book_is_used(path));
	og_tree_put(&tree, "bound", "a file");
	ck_assert_int_eq(og_book_open(path, true, &book, &err), -ENOTDIR);
	ck_assert(!og_book_is_used(path));
}
END_TEST

Suite *og_suite_bound(void)
{
	Suite *s = suite_create("bound");
	TCase *c = tcase_create("bound");

	tcase_add_loop_test(c, parses, 0, OG_COUNT(texts));
	tcase_add_test(c, writes_drivers_with_odd_names);
	tcase_add_loop_test(c, gives_back, 0, OG_COUNT(cases));
	tcase_add_loop_test(c, finishes_what_was_begun, 0, OG_COUNT(halves));
	tcase_add_test(c, takes);
	tcase_add_loop_test(c, a_failed_write_is_undone, 1, WRITES + 1);
	tcase_add_loop_test(c, killed_while_taking, 1, WRITES + 1);
	tcase_add_loop_test(c, killed_while_giving, 1, WRITES + 1);
	tcase_add_test(c, keeps_what_could_not_be_given);
	tcase_add_loop_test(c, keeps_what_is_at_home_while_pending, 0,
			    OG_COUNT(waits));
	tcase_add_test(c, taken_after_no_answer);
	tcase_add_test(c, asks_a_silent_libvirt_once);
	tcase_add_loop_test(c, tells_what_no_driver_took, 0, OG_COUNT(drops));
	tcase_add_test(c, adds_to_the_entry);
	tcase_add_test(c, has_no_book);
	suite_add_tcase(s, c);
	return s;
}
