/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a virtual function of an NVIDIA GPU can become: a mediated device of
 * the older driver (mdev_supported_types), or a kind of vGPU that is written
 * into a file of the newer one (nvidia/creatable_vgpu_types).
 */
#ifndef OG_VGPU_H
#define OG_VGPU_H

#include "files.h"
#include "pciconf.h"

/* Fill in is_vgpu, is_legacy_vgpu and profiles of the devices they concern. */
void og_vgpu_fill(const struct og_files *files, const struct og_pciconf *conf,
		  struct og_pcidevs *list);

#endif
