// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as a value: what is written must read back, by oned's rules, as
 * that value made safe, and the pair after it must be unharmed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "tmpl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/*
 * oned's lexer: a text of anything but quotes, or of \" for one, as long as
 * it can be made; then \" is the only escape. Leaves `*p` after it.
 */
static char *read_value(const char **p)
{
	const char *begin = *p, *end = NULL;
	og_autobuf value = OG_BUF_INIT;

	for (const char *q = begin; *q; q++) {
		if (*q != '"')
			continue;
		end = q;
		if (q == begin || q[-1] != '\\')
			break;
	}
	check(end != NULL);
	og_buf_str(&value, "");
	for (const char *q = begin; q < end; q++) {
		if (q[0] == '\\' && q[1] == '"' && q + 1 < end)
			continue;
		og_buf_char(&value, *q);
	}
	*p = end + 1;
	return og_steal(value.data);
}

static void expect(const char **p, const char *text)
{
	check(strncmp(*p, text, strlen(text)) == 0);
	*p += strlen(text);
}

/* What oned makes of it. */
static char *through_oned(const char *value)
{
	og_autofree char *last = NULL;
	og_autobuf out = OG_BUF_INIT;
	const char *p;
	struct og_tmpl t;
	char *read;

	og_tmpl_begin(&t, &out, "PCI");
	og_tmpl_pair(&t, "A", value);
	og_tmpl_pair(&t, "B", "end");
	og_tmpl_end(&t);
	p = og_buf_text(&out);
	check(!strstr(p, "]]>"));
	expect(&p, "PCI = [\n A = \"");
	read = read_value(&p);
	expect(&p, " ,\n B = \"");
	last = read_value(&p);
	check(strcmp(last, "end") == 0);
	expect(&p, " \n]\n");
	check(*p == '\0');
	return read;
}

static bool is_harmless(const char *s)
{
	for (const char *p = s; *p; p++)
		if (*p < 0x20 || *p > 0x7e || *p == '\\')
			return false;
	return !strstr(s, "]]>");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *value = og_strndup((const char *)data, size);
	og_autofree char *once = through_oned(value);
	og_autofree char *twice = through_oned(once);

	for (const char *p = once; *p; p++)
		check((unsigned char)*p >= 0x20 && *p != 0x7f && *p != '\\');
	/* What was made safe once is safe. */
	check(strcmp(once, twice) == 0);
	if (is_harmless(value))
		check(strcmp(once, value) == 0);
	return 0;
}
