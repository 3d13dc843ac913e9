/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The UUID that OpenNebula gives the vGPU of a virtual function: version 5 in
 * the X.500 namespace, over ADDRESS. The only file that includes libuuid.
 */
#ifndef OG_ADDRESSID_H
#define OG_ADDRESSID_H

#include "bdf.h"

#define OG_ADDRESSID_TEXT 37 /* room for a UUID with its NUL */

void og_addressid(const struct og_bdf *bdf, char text[OG_ADDRESSID_TEXT]);

#endif
