/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What says whether and how well a device can be passed through: its bridges,
 * the rest of its IOMMU group, reset, link, memory windows and near CPUs, and
 * the verdict over them (lib/pciready).
 */
#ifndef OG_PCITRAITS_H
#define OG_PCITRAITS_H

#include "files.h"
#include "pcidev.h"

/* For devices that lib/pciscan, netname and vgpu have filled in. */
void og_pcitraits_fill(const struct og_files *files, struct og_pcidevs *list);

#endif
