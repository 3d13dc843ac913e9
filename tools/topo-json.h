/* SPDX-License-Identifier: Apache-2.0 */
/* A host's picture as JSON, for other programs. */
#ifndef OG_TOPO_JSON_H
#define OG_TOPO_JSON_H

#include "lines.h"
#include "topo.h"

void og_topo_to_json(const struct og_topo *topo, struct og_buf *out);
void og_topo_diff_to_json(const struct og_lines *lines, struct og_buf *out);

#endif
