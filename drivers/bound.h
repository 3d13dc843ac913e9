/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book of what BIND: vfio took from the host's drivers: one file for each
 * VM, written before the first device is touched, which lasts until all of
 * them were given back. Bindings do not outlive a restart of the host, so a
 * file of another boot says nothing. Files are read and written under the
 * host's lock.
 *
 *     onegpu bound 1
 *     vm 3
 *     boot 5d2c0f3e-1a4b-4c6d-8e7f-000000000002
 *     device 0000:41:00.1 snd_hda_intel -
 *
 * A device line has the driver that had the device and its driver_override,
 * "-" for none. Where libvirt was asked for one and has not answered, a line
 * "pending 8123" stands before them: until so many seconds after the boot a
 * device that is at home may still be taken.
 */
#ifndef OG_BOUND_H
#define OG_BOUND_H

#include <stdbool.h>

#include "buf.h"
#include "vfiobind.h"

enum {
	OG_BOUND_MAX = 64 * 1024,
	OG_BOUND_DEVICES_MAX = 256,
	OG_BOUND_PENDING = 600, /* seconds */
};

struct og_bound {
	int32_t vm;
	char *boot;  /* the kernel's boot id; "-": it tells none */
	int pending; /* seconds after the boot; 0: all was answered */
	struct og_vfiobind_state *devices; /* as they stood before */
	size_t n, cap;
};

void og_bound_free(struct og_bound *bound);

/* Add a copy, if it is not there. */
void og_bound_add(struct og_bound *bound,
		  const struct og_vfiobind_state *device);

/* What was asked of libvirt just now may come about for a while. */
void og_bound_set_pending(struct og_bound *bound);
bool og_bound_is_pending(const struct og_bound *bound);

/* Errors name the line. */
int og_bound_parse(const char *text, size_t len, struct og_bound *ret_bound,
		   struct og_err *err);
void og_bound_format(const struct og_bound *bound, struct og_buf *out);

/* --- the folder --- */

struct og_book;

/*
 * The folder of the files; -ENOENT without an error where it is not there and
 * is not to be made. It has to be ours or root's, and nobody else's to write.
 */
int og_book_open(const char *path, bool make, struct og_book **ret_book,
		 struct og_err *err);
void og_book_free(struct og_book *book);
void og_book_freep(struct og_book **book);

/* The VMs that have a file, by their ids. The caller frees. */
int og_book_list(const struct og_book *book, int32_t **ret_vms, size_t *ret_n,
		 struct og_err *err);

/* -ENOENT without an error: the VM has none. */
int og_book_read(const struct og_book *book, int32_t vm,
		 struct og_bound *ret_bound, struct og_err *err);

/* On the disk when it returns; of no devices the file is removed. */
int og_book_write(const struct og_book *book, const struct og_bound *bound,
		  struct og_err *err);

/* Whether there is any file at all, asked without a lock. */
bool og_book_is_used(const char *path);

#endif
