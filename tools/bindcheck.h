/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which devices go when one is to be bound or given back, and what speaks
 * against it. A decision over what was read.
 */
#ifndef OG_BINDCHECK_H
#define OG_BINDCHECK_H

#include "lines.h"
#include "pcidev.h"
#include "vfiobind.h"

struct og_bindcheck_device {
	const struct og_pcidev *dev; /* with its traits */
	bool asked;		     /* by its address, not as a companion */
	const struct og_lines *uses; /* what uses it, each with its address */
	const char *domain;	     /* a running VM that has it; NULL: none */
};

struct og_bindcheck {
	enum og_vfiobind_goal goal;
	bool group; /* the rest of its IOMMU group goes too */
	/* Those asked for and all others of their groups but for bridges. */
	const struct og_bindcheck_device *devices;
	size_t n;
};

/* Whether this one is to be moved. */
bool og_bindcheck_goes(const struct og_bindcheck *check,
		       const struct og_bindcheck_device *device);

/* Append a line for each reason against it, with the address in front. */
void og_bindcheck_reasons(const struct og_bindcheck *check,
			  struct og_lines *reasons);

#endif
