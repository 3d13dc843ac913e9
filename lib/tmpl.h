/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writer of OpenNebula template text: vector attributes in the shape the
 * probes print (`PCI = [` ... `]`, one pair a line).
 *
 * Values are made safe for oned's parser: '"' is escaped with a backslash, '\'
 * becomes '/', and control characters, bytes that are not UTF-8 and the '>' of
 * "]]>" become '?'.
 */
#ifndef OG_TMPL_H
#define OG_TMPL_H

#include "buf.h"

struct og_tmpl {
	struct og_buf *out; /* borrowed */
	int pairs;
};

void og_tmpl_begin(struct og_tmpl *t, struct og_buf *out, const char *name);
void og_tmpl_pair(struct og_tmpl *t, const char *name, const char *value);
void og_tmpl_pairf(struct og_tmpl *t, const char *name, const char *fmt, ...)
	og_printf(3, 4);
void og_tmpl_end(struct og_tmpl *t);

#endif
