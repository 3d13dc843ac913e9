// SPDX-License-Identifier: Apache-2.0
#include "giveback.h"

void og_desk_close(struct og_desk *desk)
{
	og_book_free(desk->book);
	og_root_free(desk->root);
	free(desk->boot);
	*desk = (struct og_desk){ 0 };
}

int og_desk_open(struct og_desk *desk, const char *sysroot,
		 const struct og_site *site, int lock, bool make,
		 struct og_err *err)
{
	int r;

	*desk = (struct og_desk){ 0 };
	r = og_book_open(site->bound, make, &desk->book, err);
	if (r == 0)
		r = og_root_open(sysroot, &desk->root, err);
	if (r < 0) {
		og_desk_close(desk);
		return r;
	}
	desk->files = (struct og_files){
		.ops = &og_files_real,
		.root = desk->root,
	};
	desk->nodedev = (struct og_nodedev){
		.ops = &og_nodedev_virsh,
		.files = &desk->files,
		.site = site,
		.lock = lock,
		.answer = -1,
	};
	desk->boot = og_boot_id(&desk->files);
	desk->giveback = (struct og_giveback){
		.book = desk->book,
		.nodedev = &desk->nodedev,
		.boot = desk->boot,
	};
	return 0;
}
