// SPDX-License-Identifier: Apache-2.0
#include "fakenode.h"

#include <errno.h>
#include <stddef.h>

#include "harness.h"

struct og_bdf og_fakenode_bdf(const char *name)
{
	struct og_bdf bdf;

	ck_assert_int_eq(og_bdf_parse(name, strlen(name), &bdf), 0);
	return bdf;
}

static struct og_fakenode *node_of(const struct og_nodedev *nodedev)
{
	const char *at =
		(const char *)nodedev - offsetof(struct og_fakenode, nodedev);
	struct og_fakenode *node;

	memcpy(&node, &at, sizeof(node));
	return node;
}

static int fake_move(const struct og_nodedev *nodedev, const struct og_bdf *bdf,
		     enum og_vfiobind_goal goal, struct og_err *err)
{
	struct og_fakenode *node = node_of(nodedev);

	node->asked++;
	if (node->silent)
		return og_err_set(err, -ETIMEDOUT, "no answer");
	return og_vfiobind_move(&node->fake.kernel, bdf, 1, goal, err);
}

static const struct og_nodedev_ops fake_ops = { .move = fake_move };

static void make_group(const struct og_tree *tree, const char *device)
{
	og_autofree char *gpu = og_asprintf(
		"sys/bus/pci/devices/%s/iommu_group/devices/" GPU, device);

	og_tree_dir(tree, gpu);
}

void og_fakenode_make(struct og_fakenode *ret_node)
{
	struct og_fakenode *node = ret_node;

	*node = (struct og_fakenode){ 0 };
	og_fakekernel_make(&node->fake);
	og_fakekernel_device(&node->fake, SOUND, "nvidia", NULL);
	og_fakekernel_device(&node->fake, USB, "nvidia", NULL);
	og_tree_put(&node->fake.tree, "proc/sys/kernel/random/boot_id",
		    BOOT "\n");
	make_group(&node->fake.tree, SOUND);
	make_group(&node->fake.tree, USB);
	node->nodedev = (struct og_nodedev){
		.ops = &fake_ops,
		.files = &node->fake.files,
		.lock = -1,
		.answer = -1,
	};
	node->folder = og_asprintf("%s/bound", node->fake.tree.dir);
	ck_assert_msg(
		og_book_open(node->folder, true, &node->book, &node->err) == 0,
		"%s", node->err.msg);
	node->giveback = (struct og_giveback){
		.book = node->book,
		.nodedev = &node->nodedev,
		.boot = BOOT,
		.live = &node->live,
	};
}

void og_fakenode_free(struct og_fakenode *node)
{
	og_notes_free(&node->notes);
	og_live_free(&node->live);
	og_book_free(node->book);
	og_fakekernel_free(&node->fake);
	free(node->folder);
}

void og_fakenode_entry(struct og_fakenode *node, const char *name,
		       const char *text)
{
	og_autofree char *path = og_asprintf("bound/%s", name);

	og_tree_put(&node->fake.tree, path, text);
}

void og_fakenode_taken(struct og_fakenode *node, const char *device)
{
	og_fakekernel_device(&node->fake, device, "vfio-pci", "vfio-pci");
}

void og_fakenode_run(struct og_fakenode *node, const char *xml)
{
	ck_assert_int_eq(og_live_add(&node->live, "x", xml, strlen(xml), NULL),
			 0);
}

int og_fakenode_take(struct og_fakenode *node)
{
	const struct og_bdf both[] = { og_fakenode_bdf(SOUND),
				       og_fakenode_bdf(USB) };

	return og_companions_take(&node->giveback, 3, both, OG_COUNT(both),
				  &node->notes, &node->err);
}

void og_fakenode_give_back(struct og_fakenode *node)
{
	og_giveback_all(&node->giveback, &node->notes);
}

void og_fakenode_is(const struct og_fakenode *node, const char *what,
		    const char *device, const char *state)
{
	og_autofree char *is = og_fakekernel_state(&node->fake, device);

	ck_assert_msg(strcmp(is, state) == 0, "%s: %s is %s, not %s", what,
		      device, is, state);
}

void og_fakenode_has(const struct og_fakenode *node, const char *what,
		     size_t entries)
{
	char **names = NULL;
	size_t n = 0;

	ck_assert_int_eq(
		og_root_list(node->fake.tree.root, "bound", &names, &n), 0);
	og_root_names_free(names, n);
	ck_assert_msg(n == entries, "%s: %zu entries", what, n);
}

void og_fakenode_says(const struct og_fakenode *node, const char *text)
{
	og_autobuf entry = OG_BUF_INIT;

	ck_assert_int_eq(
		og_root_read(node->fake.tree.root, "bound/one-3", 4096, &entry),
		0);
	ck_assert_str_eq(og_buf_text(&entry), text);
}

void og_fakenode_warned(const struct og_fakenode *node, const char *what,
			const char *text)
{
	const char *first = node->notes.count ? node->notes.all[0].text : "";

	ck_assert_msg(node->notes.count == (text ? 1 : 0) &&
			      (!text || strstr(first, text)),
		      "%s: %zu warnings, \"%s\"", what, node->notes.count,
		      first);
}

void og_fakenode_is_home(const struct og_fakenode *node, const char *what)
{
	og_fakenode_is(node, what, SOUND, "nvidia/-");
	og_fakenode_is(node, what, USB, "nvidia/-");
	og_fakenode_has(node, what, 0);
}
