/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How oned writes elements, to stdout: its own fields plain, what comes from
 * a template as CDATA. Values are the caller's to keep free of markup.
 */
#ifndef OG_ONEDFORM_H
#define OG_ONEDFORM_H

#include "mem.h"

struct og_form_pair {
	const char *name, *value;
};

void og_form_raw(const char *text);
/* <NAME>text</NAME> */
void og_form_plain(const char *name, const char *fmt, ...) og_printf(2, 3);
/* <NAME><![CDATA[text]]></NAME> */
void og_form_cdata(const char *name, const char *fmt, ...) og_printf(2, 3);
void og_form_pairs(const struct og_form_pair *pairs, size_t count);

#endif
