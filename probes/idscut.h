/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few lines of the pci.ids database that name given devices. libpci reads
 * the whole of it, 1.3 MB, for which it needs several times as long as the
 * probe for all else; handed these lines alone, it gives the same names.
 *
 *     10de  NVIDIA Corporation
 *     	26b9  AD102GL [L40S]
 *     C 03  Display controller
 *     	02  3D controller
 *
 * What the lines mean is left to libpci: what is none of the above is passed
 * on as it is, so that it stops at the same rubbish. Pure.
 */
#ifndef OG_IDSCUT_H
#define OG_IDSCUT_H

#include "buf.h"
#include "pcidev.h"

/* Append the lines of `text` that name a device of the list. */
void og_idscut(const char *text, size_t len, const struct og_pcidevs *list,
	       struct og_buf *out);

#endif
