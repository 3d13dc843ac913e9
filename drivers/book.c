// SPDX-License-Identifier: Apache-2.0
/* The folder of the files of bound.h. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bound.h"
#include "num.h"
#include "rootwrite.h"

#define PREFIX "one-"

struct og_book {
	struct og_root *root;
	char *path;
};

void og_book_free(struct og_book *book)
{
	if (!book)
		return;
	og_root_free(book->root);
	free(book->path);
	free(book);
}

void og_book_freep(struct og_book **book)
{
	og_book_free(*book);
}

static int check_owner(const struct og_book *book, struct og_err *err)
{
	struct og_root_rights rights;
	int r = og_root_rights(book->root, ".", &rights);

	if (r < 0)
		return og_err_set(err, r, "%s: %s", book->path, strerror(-r));
	if ((rights.uid == geteuid() || rights.uid == 0 || geteuid() == 0) &&
	    !(rights.mode & (S_IWGRP | S_IWOTH)))
		return 0;
	return og_err_set(err, -EPERM,
			  "%s: is not a folder of this user alone: remove it, "
			  "or BOUND in onegpu-driver.yaml names another",
			  book->path);
}

int og_book_open(const char *path, bool make, struct og_book **ret_book,
		 struct og_err *err)
{
	og_cleanup(og_book_freep) struct og_book *book = NULL;
	struct stat st;
	int r;

	if (make && mkdir(path, 0700) < 0 && errno != EEXIST)
		return og_err_set(err, -errno,
				  "%s: %s; BOUND in onegpu-driver.yaml names "
				  "another folder",
				  path, strerror(errno));
	if (!make && lstat(path, &st) < 0 && errno == ENOENT)
		return -ENOENT;
	book = og_calloc(1, sizeof(*book));
	book->path = og_strdup(path);
	r = og_root_open(path, &book->root, err);
	if (r == 0)
		r = check_owner(book, err);
	if (r < 0)
		return r;
	*ret_book = og_steal(book);
	return 0;
}

static bool is_ours(const char *name, int32_t *ret_vm)
{
	int vm = -1;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
	    og_num_int(name + strlen(PREFIX), strlen(name + strlen(PREFIX)), 0,
		       INT32_MAX - 1, &vm) < 0)
		return false;
	*ret_vm = vm;
	return true;
}

int og_book_list(const struct og_book *book, int32_t **ret_vms, size_t *ret_n,
		 struct og_err *err)
{
	char **names = NULL;
	size_t count = 0, n = 0;
	int32_t *vms;
	int r = og_root_list(book->root, ".", &names, &count);

	if (r < 0)
		return og_err_set(err, r, "%s: %s", book->path, strerror(-r));
	vms = og_calloc(count + 1, sizeof(*vms));
	for (size_t i = 0; i < count; i++) {
		if (is_ours(names[i], &vms[n]))
			n++;
		/* What a killed run had not put in its place yet. */
		else if (names[i][0] == '.')
			og_root_remove(book->root, names[i]);
	}
	og_root_names_free(names, count);
	*ret_vms = vms;
	*ret_n = n;
	return 0;
}

int og_book_read(const struct og_book *book, int32_t vm,
		 struct og_bound *ret_bound, struct og_err *err)
{
	og_cleanup(og_bound_free) struct og_bound bound = { 0 };
	og_autofree char *name = og_asprintf(PREFIX "%d", vm);
	og_autobuf text = OG_BUF_INIT;
	int r = og_root_read(book->root, name, OG_BOUND_MAX, &text);

	if (r == -ENOENT)
		return r;
	if (r < 0)
		return og_err_set(err, r, "%s/%s: %s", book->path, name,
				  strerror(-r));
	r = og_bound_parse(og_buf_text(&text), text.len, &bound, err);
	if (r == 0 && bound.vm != vm)
		r = og_err_set(err, -EINVAL, "it is of VM %d", bound.vm);
	if (r < 0)
		return og_err_prefix(err, "%s/%s is damaged", book->path, name);
	*ret_bound = bound;
	bound = (struct og_bound){ 0 };
	return 0;
}

int og_book_write(const struct og_book *book, const struct og_bound *bound,
		  struct og_err *err)
{
	og_autofree char *name = og_asprintf(PREFIX "%d", bound->vm);
	og_autobuf text = OG_BUF_INIT;
	int r;

	og_bound_format(bound, &text);
	r = bound->n ? og_root_replace(book->root, name, &text, 0600)
		     : og_root_remove(book->root, name);
	if (r == 0)
		return 0;
	return og_err_set(err, r, "%s/%s: %s", book->path, name, strerror(-r));
}

bool og_book_is_used(const char *path)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	char **names = NULL;
	size_t n = 0;

	if (og_root_open(path, &root, NULL) < 0 ||
	    og_root_list(root, ".", &names, &n) < 0)
		return false;
	og_root_names_free(names, n);
	return n > 0;
}
