// SPDX-License-Identifier: Apache-2.0
#include "log.h"

#include <ctype.h>

#include "buf.h"

static const char *const level_names[] = {
	[OG_ERROR] = "ERROR",
	[OG_WARN] = "WARN",
	[OG_INFO] = "INFO",
	[OG_DEBUG] = "DEBUG",
};

void og_log(FILE *out, enum og_level level, int vmid, const char *fmt, ...)
{
	og_autobuf line = OG_BUF_INIT;
	og_autofree char *text = NULL;
	const char *p;
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	og_buf_fmt(&line, "%s: ", level_names[level]);
	/* Leading white space would not hide a number from oned's reader. */
	p = text + strspn(text, " \t");
	if (vmid >= 0)
		og_buf_fmt(&line, "%d ", vmid);
	else if (isdigit((unsigned char)*p))
		og_buf_char(&line, '"');
	for (const char *c = p; *c; c++)
		og_buf_char(&line,
			    (unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
	if (vmid < 0 && isdigit((unsigned char)*p))
		og_buf_char(&line, '"');
	og_buf_char(&line, '\n');
	fputs(og_buf_text(&line), out);
}
