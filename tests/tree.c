// SPDX-License-Identifier: Apache-2.0
#include "tree.h"

#include <check.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "sys/bus/pci/devices"

void og_tree_make(struct og_tree *ret_tree)
{
	const char *tmp = getenv("TMPDIR");
	struct og_err err = { 0 };

	*ret_tree = (struct og_tree){ 0 };
	ret_tree->dir = og_asprintf("%s/og-tree-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(ret_tree->dir) ||
	    og_root_open(ret_tree->dir, &ret_tree->root, &err) < 0)
		ck_abort_msg("%s: %s", ret_tree->dir, strerror(errno));
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void og_tree_free(struct og_tree *tree)
{
	if (tree->dir)
		nftw(tree->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	og_root_free(tree->root);
	free(tree->dir);
	*tree = (struct og_tree){ 0 };
}

/* The path below the tree, with the folders it lies in made. */
static char *place(const struct og_tree *tree, const char *path)
{
	og_autofree char *full = og_asprintf("%s/%s", tree->dir, path);

	for (char *p = full + strlen(tree->dir) + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(full, 0755) < 0 && errno != EEXIST)
			ck_abort_msg("%s: %s", full, strerror(errno));
		*p = '/';
	}
	return og_steal(full);
}

void og_tree_bytes(const struct og_tree *tree, const char *path,
		   const void *data, size_t len)
{
	og_autofree char *full = place(tree, path);
	FILE *f = fopen(full, "w");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		ck_abort_msg("%s: %s", full, strerror(errno));
}

void og_tree_put(const struct og_tree *tree, const char *path, const char *text)
{
	og_tree_bytes(tree, path, text, strlen(text));
}

void og_tree_dir(const struct og_tree *tree, const char *path)
{
	og_autofree char *full = place(tree, path);

	if (mkdir(full, 0755) < 0 && errno != EEXIST)
		ck_abort_msg("%s: %s", full, strerror(errno));
}

void og_tree_link(const struct og_tree *tree, const char *path,
		  const char *target)
{
	og_autofree char *full = place(tree, path);

	if (symlink(target, full) < 0)
		ck_abort_msg("%s: %s", full, strerror(errno));
}

void og_tree_pci_put(const struct og_tree *tree, const char *name,
		     const char *file, const char *text)
{
	og_autofree char *path = og_asprintf(DEVICES "/%s/%s", name, file);

	og_tree_put(tree, path, text);
}

void og_tree_pci(const struct og_tree *tree, const char *name,
		 const char *vendor, const char *device, const char *class_id)
{
	og_autofree char *dir = og_asprintf(DEVICES "/%s", name);

	og_tree_dir(tree, dir);
	if (vendor)
		og_tree_pci_put(tree, name, "vendor", vendor);
	if (device)
		og_tree_pci_put(tree, name, "device", device);
	if (class_id)
		og_tree_pci_put(tree, name, "class", class_id);
}
