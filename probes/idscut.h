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

struct og_idscut;

/* For the devices of a list, which is not needed any more after this. */
struct og_idscut *og_idscut_new(const struct og_pcidevs *list);
void og_idscut_free(struct og_idscut *cut);
void og_idscut_freep(struct og_idscut **cut);

/*
 * Append what is wanted of the next piece of the database, up to the end of
 * its last line, or all of it where `is_last`. Returns how much of the piece
 * that was: the rest is to be given again with what follows it.
 */
size_t og_idscut_take(struct og_idscut *cut, const char *piece, size_t len,
		      bool is_last, struct og_buf *out);

#endif
