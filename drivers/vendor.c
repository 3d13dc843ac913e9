// SPDX-License-Identifier: Apache-2.0
#include "vendor.h"

enum { CPUINFO_MAX = 16 * 1024 * 1024 };

bool og_vendor_is_amd(const struct og_root *root)
{
	og_autobuf text = OG_BUF_INIT;
	const char *at, *end, *word;

	if (og_root_read(root, "proc/cpuinfo", CPUINFO_MAX, &text) < 0)
		return false;
	/* Of the first CPU: there are no machines of two vendors. */
	at = strstr(og_buf_text(&text), "vendor_id");
	if (!at)
		return false;
	end = at + strcspn(at, "\n");
	word = strstr(at, "AuthenticAMD");
	return word && word < end;
}
