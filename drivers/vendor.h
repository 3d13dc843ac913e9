/* SPDX-License-Identifier: Apache-2.0 */
/* Whose CPUs the machine has. */
#ifndef OG_VENDOR_H
#define OG_VENDOR_H

#include "root.h"

/*
 * AMD's show a guest its threads only with the feature topoext. false too
 * where /proc/cpuinfo cannot be read.
 */
bool og_vendor_is_amd(const struct og_root *root);

#endif
