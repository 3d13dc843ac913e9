/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Give back to the host's drivers what BIND: vfio took for VMs that are over,
 * by the book (bound.h). To be called under the host's lock.
 */
#ifndef OG_GIVEBACK_H
#define OG_GIVEBACK_H

#include "bound.h"
#include "nodedev.h"
#include "notes.h"

struct og_giveback {
	const struct og_book *book;
	const struct og_nodedev *nodedev;
	const char *boot; /* of the host as it runs, og_boot_id() */
	/* What runs. NULL: no VM of ours was started since the devices went. */
	const struct og_live *live;
};

/* The caller frees; "-" where the kernel does not tell. */
char *og_boot_id(const struct og_files *files);

/*
 * What one VM holds, and its file once that is nothing. Held are all of them
 * while the VM runs, and each whose IOMMU group a running domain has a part
 * of. What cannot be given back stays in the file and is noted as a warning.
 */
void og_giveback_vm(const struct og_giveback *giveback, int32_t vm,
		    struct og_notes *notes);

/* Of all VMs in the book, until libvirt does not answer. */
void og_giveback_all(const struct og_giveback *giveback,
		     struct og_notes *notes);

/* All that a give-back works with, opened; it stays where it was opened. */
struct og_giveback_kit {
	struct og_root *root;
	struct og_files files;
	struct og_nodedev nodedev;
	struct og_book *book;
	char *boot;
	struct og_giveback giveback; /* of the others; `live` is to be set */
};

/*
 * `lock` is the descriptor of the host's lock. -ENOENT without an error where
 * there is no book and none is to be made.
 */
int og_giveback_kit_open(struct og_giveback_kit *kit, const char *sysroot,
			 const struct og_site *site, int lock, bool make,
			 struct og_err *err);
void og_giveback_kit_close(struct og_giveback_kit *kit);

#endif
