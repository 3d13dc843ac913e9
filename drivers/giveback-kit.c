// SPDX-License-Identifier: Apache-2.0
#include "giveback.h"

void og_giveback_kit_close(struct og_giveback_kit *kit)
{
	og_book_free(kit->book);
	og_root_free(kit->root);
	free(kit->boot);
	*kit = (struct og_giveback_kit){ 0 };
}

int og_giveback_kit_open(struct og_giveback_kit *kit, const char *sysroot,
			 const struct og_site *site, int lock, bool make,
			 struct og_err *err)
{
	int r;

	*kit = (struct og_giveback_kit){ 0 };
	r = og_book_open(site->bound, make, &kit->book, err);
	if (r == 0)
		r = og_root_open(sysroot, &kit->root, err);
	if (r < 0) {
		og_giveback_kit_close(kit);
		return r;
	}
	kit->files = (struct og_files){
		.ops = &og_files_real,
		.root = kit->root,
	};
	kit->nodedev = (struct og_nodedev){
		.ops = &og_nodedev_virsh,
		.files = &kit->files,
		.site = site,
		.lock = lock,
		.answer = -1,
	};
	kit->boot = og_boot_id(&kit->files);
	kit->giveback = (struct og_giveback){
		.book = kit->book,
		.nodedev = &kit->nodedev,
		.boot = kit->boot,
	};
	return 0;
}
