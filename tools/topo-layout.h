/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where everything of a host's picture stands. Pure: a host and a width in,
 * a scene out, which is at most that wide.
 */
#ifndef OG_TOPO_LAYOUT_H
#define OG_TOPO_LAYOUT_H

#include "scene.h"
#include "topo.h"

enum { OG_TOPO_COLUMNS_MIN = 80, OG_TOPO_COLUMNS_MAX = 240 };

void og_topo_layout(const struct og_topo *topo, unsigned columns,
		    struct og_scene *ret_scene);

/* Rows that the panel of a node takes, its frame with it. */
unsigned og_topo_panel_rows(const struct og_topo *topo,
			    const struct og_node *node, unsigned columns);
/* Draw it with so many rows, at least those. NULL: devices without a node. */
void og_topo_panel(const struct og_topo *topo, const struct og_node *node,
		   unsigned x, unsigned y, unsigned columns, unsigned rows,
		   struct og_scene *scene);

/*
 * The devices of a node (NULL: of none) below their root complexes and
 * switches, from x and y on, `w` columns wide. Returns the rows it took.
 */
unsigned og_topo_tree(const struct og_topo *topo, const struct og_node *node,
		      unsigned x, unsigned y, unsigned w,
		      struct og_scene *scene);

/* "32.0 GiB" and "12.0 of 32.0 GiB"; the caller frees. */
char *og_topo_size(int64_t kib);
char *og_topo_share(int64_t part_kib, int64_t whole_kib);

#endif
