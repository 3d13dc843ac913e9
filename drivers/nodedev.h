/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who moves a device between the host's driver and vfio-pci: libvirt, through
 * virsh, as oneadmin may talk to it but not write to sysfs. A test's kernel is
 * another table.
 */
#ifndef OG_NODEDEV_H
#define OG_NODEDEV_H

#include "site.h"
#include "vfiobind.h"

struct og_nodedev;

struct og_nodedev_ops {
	/* -ETIMEDOUT: it may still come about. */
	int (*move)(const struct og_nodedev *nodedev, const struct og_bdf *bdf,
		    enum og_vfiobind_goal goal, struct og_err *err);
};

struct og_nodedev {
	const struct og_nodedev_ops *ops;
	const struct og_files *files; /* to look at them; borrowed */
	const struct og_site *site;
	/*
	 * What whoever moves for us keeps open until it is done, also if we
	 * are killed: the host's lock, and the pipe to whom waits for us. -1:
	 * none.
	 */
	int lock, answer;
};

extern const struct og_nodedev_ops og_nodedev_virsh;

#endif
