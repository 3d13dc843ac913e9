/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network interface that the kernel has for a device now, if any.
 */
#ifndef OG_NETIF_H
#define OG_NETIF_H

#include "files.h"
#include "pcidev.h"

/*
 * Of several interfaces in net/ the port itself, phys_port_name "p0", where
 * there is one: switchdev representors of its virtual functions stand beside
 * it. NULL: none. The caller frees.
 */
char *og_netif_name(const struct og_files *files, const struct og_pcidev *dev);

#endif
