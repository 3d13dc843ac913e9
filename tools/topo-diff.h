/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where oned's belief of a host and the host differ. Pure. What oned does not
 * hear of (NICs that a filter leaves out, buses, drivers) is no difference.
 */
#ifndef OG_TOPO_DIFF_H
#define OG_TOPO_DIFF_H

#include "lines.h"
#include "topo.h"

/* Append a line for each difference. */
void og_topo_diff(const struct og_topo *believed, const struct og_topo *truth,
		  struct og_lines *lines);

#endif
