/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of vendors, devices and classes from the pci.ids database. The only
 * file that includes libpci. It never fails: an id without a name reads
 * "Device 26b9", as in lspci.
 *
 * A recording may bring its own usr/share/misc/pci.ids; otherwise the
 * machine's is read, where libpci knows it to be. No network, no cache in a
 * home directory: every user gets the same names.
 */
#ifndef OG_NAMES_H
#define OG_NAMES_H

#include "pcidev.h"
#include "root.h"

struct og_names;

/* Cheap: the database is read by og_names_fill(). The root is borrowed. */
struct og_names *og_names_new(const struct og_root *root);
void og_names_free(struct og_names *names);
void og_names_freep(struct og_names **names);

/* Fill in the names of every device of the list. */
void og_names_fill(struct og_names *names, struct og_pcidevs *list);

#endif
