/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host, twice, side by side in 80 columns or one below the other in fewer:
 * its nodes, their cores with their CPUs, its
 * devices, and where a VM's CPUs and memory are before and after. Pure:
 * struct in, text out. It knows nothing of XML or of how pins are decided.
 */
#ifndef OG_PICTURE_H
#define OG_PICTURE_H

#include "host.h"
#include "style.h"

struct og_picture_device {
	const char *label;
	int32_t node; /* -1 where unknown */
	bool of_vm;
};

struct og_picture_side {
	const char *title;
	struct og_cpuset cpus;	 /* the VM's */
	struct og_cpuset memory; /* nodes that hold the VM's memory */
};

struct og_picture {
	const struct og_host *host;
	const struct og_picture_device *devices;
	size_t n_devices;
	const struct og_cpuset *held; /* CPUs of others */
	const char *vm;		      /* its name, for the legend */
	const char *others;	      /* their names; "" for nobody */
	struct og_picture_side sides[2];
};

void og_picture_draw(const struct og_picture *picture,
		     const struct og_style *style, struct og_buf *out);

#endif
