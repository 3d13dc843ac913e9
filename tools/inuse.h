/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What on the host uses a PCI device now: open device files, mounted and
 * otherwise held disks, network interfaces that are up, virtual functions and
 * vGPUs made from it. From /proc and /sys alone, below the root.
 *
 * Another user's open files are seen by root only; whoever else asks gets
 * what can be seen. A disk that ZFS has is not seen either.
 */
#ifndef OG_INUSE_H
#define OG_INUSE_H

#include "files.h"
#include "lines.h"
#include "pcidev.h"

/* A process that has a device file open. */
struct og_openfile {
	int64_t pid;
	char *who;  /* its name, or "VM one-7" by libvirt's pid files */
	char *path; /* "/dev/nvidia0" */
};

struct og_openfiles {
	struct og_openfile *all; /* by pid */
	size_t n, cap;
};

/* Of graphics, sound and vfio devices. What cannot be read is left out. */
void og_openfiles_find(const struct og_root *root,
		       struct og_openfiles *ret_open);
void og_openfiles_free(struct og_openfiles *open);

/*
 * Append a line for each use: "/dev/nvidia0 is open in nvidia-smi (process
 * 4711)". `dev` as lib/pciscan's details leave it.
 */
void og_inuse_find(const struct og_files *files,
		   const struct og_openfiles *open, const struct og_pcidev *dev,
		   struct og_lines *uses);

#endif
