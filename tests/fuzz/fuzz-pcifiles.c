// SPDX-License-Identifier: Apache-2.0
/* Files and paths of sysfs that have more in them than a word or a number. */
#include "bars.h"
#include "pcilink.h"
#include "pcitree.h"
#include "vgputypes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *text = og_strndup((const char *)data, size);
	og_autobuf types = OG_BUF_INIT;
	struct og_pcilink link = { 0 };
	struct og_pcitree tree;
	struct og_bars bars = { 0 };

	if (og_bars_parse((const char *)data, size, &bars) == 0 &&
	    bars.has_memory != (bars.bytes > 0))
		abort();
	og_vgputypes_parse((const char *)data, size, &types);
	og_pcitree_parse(text, &tree);
	if (tree.has_switch && !tree.has_root)
		abort();
	if (og_pcilink_parse(text, "16", &link) == 0) {
		og_autofree char *shown = og_pcilink_text(&link);

		if (!strstr(shown, "GT/s x16"))
			abort();
	}
	return 0;
}
