/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands that delete a host of OpenNebula's and make it again, so that
 * oned writes down anew what it has: safely, with what people have set. Pure.
 */
#ifndef OG_REMAKE_H
#define OG_REMAKE_H

#include "fronthosts.h"

/* Lines as of a remark's mend, appended. */
void og_remake_host(const struct og_fronthost *host, struct og_buf *out);

/* A word as a shell takes it, quoted where it has to be. */
void og_remake_word(const char *word, struct og_buf *out);

#endif
