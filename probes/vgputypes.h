/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kinds of vGPU that NVIDIA's driver offers for a virtual function, from
 * its file "creatable_vgpu_types":
 *
 *     ID    : vGPU Name
 *     1155  : NVIDIA L40S-1B
 *
 * The heading is not always there. Pure.
 */
#ifndef OG_VGPUTYPES_H
#define OG_VGPUTYPES_H

#include "buf.h"

#define OG_VGPUTYPES_MAX (64 * 1024) /* bytes of the file */

/*
 * Append "1155 (NVIDIA L40S-1B),1156 (NVIDIA L40S-2B)". A line that is not
 * "number : name" is passed over; a comma in a name becomes a blank.
 */
void og_vgputypes_parse(const char *text, size_t len, struct og_buf *out);

#endif
