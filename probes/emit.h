/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices as template text for oned, one PCI vector each. The attributes
 * from TYPE to DEVICE_NAME are OpenNebula's, in the order of its own probe;
 * ours, IOMMU_GROUP to READY, follow where they are known, and oned keeps
 * them. docs/onegpu-pci.8 says what each means.
 */
#ifndef OG_EMIT_H
#define OG_EMIT_H

#include "pciconf.h"

void og_emit(const struct og_pcidevs *list, const struct og_pciconf *conf,
	     struct og_buf *out);

#endif
