// SPDX-License-Identifier: Apache-2.0
#include "quotes.h"

/* What is no tag is copied whole, up to its end. */
static size_t opaque(const char *xml, size_t len)
{
	static const char *const kinds[][2] = {
		{ "<!--", "-->" },
		{ "<![CDATA[", "]]>" },
		{ "<?", "?>" },
	};

	for (size_t i = 0; i < OG_COUNT(kinds); i++) {
		size_t n = strlen(kinds[i][0]);
		const char *end;

		if (len < n || memcmp(xml, kinds[i][0], n) != 0)
			continue;
		end = memmem(xml + n, len - n, kinds[i][1],
			     strlen(kinds[i][1]));
		return end ? (size_t)(end - xml) + strlen(kinds[i][1]) : len;
	}
	return 0;
}

/* One character of a tag; `quote` is the one that is open, or 0. */
static char add_char(char c, char quote, struct og_buf *out)
{
	if (quote == '"' && c == '\'') {
		og_buf_str(out, "&apos;");
		return quote;
	}
	if (c != '"' && c != '\'') {
		og_buf_char(out, c);
		return quote;
	}
	if (quote && c != quote) {
		og_buf_char(out, c);
		return quote;
	}
	og_buf_char(out, '\'');
	return quote ? 0 : c;
}

static size_t add_tag(const char *xml, size_t len, struct og_buf *out)
{
	char quote = 0;
	size_t i = 0;

	for (; i < len && (quote || xml[i] != '>'); i++)
		quote = add_char(xml[i], quote, out);
	return i;
}

void og_quotes_single(const char *xml, size_t len, struct og_buf *out)
{
	for (size_t i = 0; i < len;) {
		size_t n = opaque(xml + i, len - i);

		if (n) {
			og_buf_add(out, xml + i, n);
			i += n;
		} else if (xml[i] == '<') {
			i += add_tag(xml + i, len - i, out);
		} else {
			og_buf_char(out, xml[i++]);
		}
	}
}
