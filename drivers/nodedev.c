// SPDX-License-Identifier: Apache-2.0
#include "nodedev.h"

#include <errno.h>

#include "proc.h"

/* libvirt's name of a device, "pci_0000_01_00_1". */
static char *node_name(const struct og_bdf *bdf)
{
	return og_asprintf("pci_%04x_%02x_%02x_%x", bdf->domain, bdf->bus,
			   bdf->slot, bdf->func);
}

/*
 * If we are killed meanwhile, it shows that libvirt is not done with the device
 * yet: nobody may look how that stands before.
 */
static int move(const struct og_nodedev *nodedev, const struct og_bdf *bdf,
		enum og_vfiobind_goal goal, struct og_err *err)
{
	const int keep[] = { nodedev->lock, nodedev->answer };
	const struct og_proc_limits limits = {
		.deadline = og_site_deadline(nodedev->site),
		.keep = keep,
		.n_keep = OG_COUNT(keep),
	};
	const char *verb = goal == OG_VFIOBIND_TAKE ? "nodedev-detach"
						    : "nodedev-reattach";
	og_autofree char *name = node_name(bdf);
	const char *const argv[] = { "virsh", "--quiet",
				     "-c",    og_site_libvirt(nodedev->site),
				     verb,    name,
				     NULL };
	og_autoproc proc = { 0 };
	int r = og_proc_ask(argv, &limits, &proc, err);
	const char *text;

	if (r == -ETIMEDOUT)
		return og_err_prefix(err, "%s %s: no answer from libvirt", verb,
				     name);
	if (r < 0 || proc.status == 0)
		return r;
	text = og_buf_text(&proc.err);
	return og_err_set(err, -EIO, "virsh %s %s: %.*s", verb, name,
			  (int)strcspn(text, "\n"), text);
}

const struct og_nodedev_ops og_nodedev_virsh = { .move = move };
