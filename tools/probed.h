/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The devices that onegpu-pci printed, read back: the writer is lib/tmpl.
 */
#ifndef OG_PROBED_H
#define OG_PROBED_H

#include "bdf.h"

struct og_probed_device {
	struct og_bdf bdf;
	int32_t node;	/* -1 where unknown */
	bool display;	/* PCI class 03: a GPU */
	char *name;	/* without its vendor */
	bool vgpu;	/* a virtual function that holds NVIDIA's vGPUs */
	char *profiles; /* kinds of vGPU it can become; NULL: none now */
};

struct og_probed {
	struct og_probed_device *devices; /* in the order printed */
	size_t n_devices, cap_devices;
};

/* -EINVAL names the line. At most 4096 devices, else -E2BIG. */
int og_probed_parse(const char *text, size_t len, struct og_probed *ret_probed,
		    struct og_err *err);
void og_probed_free(struct og_probed *probed);

const struct og_probed_device *og_probed_find(const struct og_probed *probed,
					      const struct og_bdf *bdf);

#endif
