/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes in single quotes. OpenNebula's deploy script follows the links of
 * disks by replacing source file='...' as text, so a domain in double quotes
 * would start from links that libvirt may not follow.
 */
#ifndef OG_QUOTES_H
#define OG_QUOTES_H

#include "buf.h"

/* Append a well-formed document, as lib/xmltree writes it, so quoted. */
void og_quotes_single(const char *xml, size_t len, struct og_buf *out);

#endif
