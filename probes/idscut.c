// SPDX-License-Identifier: Apache-2.0
#include "idscut.h"

#include "num.h"

enum { IDS = 65536, CLASSES = 256 };

/*
 * What is asked for. Devices are not kept by vendor: a line too many does no
 * harm.
 */
struct wanted {
	bool vendors[IDS], devices[IDS], classes[CLASSES];
};

/* Of which block a line is. */
enum block { OTHER, VENDOR, CLASS };

static void want_all(struct wanted *wanted, const struct og_pcidevs *list)
{
	for (size_t i = 0; i < list->n; i++) {
		wanted->vendors[list->devs[i].vendor] = true;
		wanted->devices[list->devs[i].device] = true;
		wanted->classes[list->devs[i].class_id >> 8] = true;
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The number of `digits` at the start of a line, with a blank after it. */
static bool leads(const char *line, const char *eol, unsigned digits,
		  uint32_t *ret_id)
{
	return eol - line > (ptrdiff_t)digits && is_blank(line[digits]) &&
	       og_num_hex(line, digits, digits, ret_id) == 0;
}

/*
 * Whether to pass on a line that begins a block. One of rubbish ends the
 * block before it, and libpci's reading.
 */
static bool begins(const struct wanted *wanted, const char *line,
		   const char *eol, enum block *block)
{
	bool has_letter = eol - line > 1 && line[0] >= 'A' && line[0] <= 'Z' &&
			  line[1] == ' ';
	uint32_t id;

	*block = OTHER;
	if (has_letter && line[0] != 'C')
		return false; /* a block of a kind that nobody asks for */
	if (has_letter && leads(line + 2, eol, 2, &id))
		*block = wanted->classes[id] ? CLASS : OTHER;
	else if (!has_letter && leads(line, eol, 4, &id))
		*block = wanted->vendors[id] ? VENDOR : OTHER;
	else
		return true;
	return *block != OTHER;
}

/* Whether to pass on a line inside of a block that is passed on. */
static bool belongs(const struct wanted *wanted, const char *line,
		    const char *eol, enum block block)
{
	uint32_t id;

	if (eol - line > 1 && line[1] == '\t')
		return false; /* subsystems and programming interfaces */
	return block != VENDOR || !leads(line + 1, eol, 4, &id) ||
	       wanted->devices[id];
}

static bool is_empty(const char *line, const char *eol)
{
	while (line < eol && (is_blank(*line) || *line == '\r'))
		line++;
	return line == eol || *line == '#';
}

void og_idscut(const char *text, size_t len, const struct og_pcidevs *list,
	       struct og_buf *out)
{
	og_autofree struct wanted *wanted = og_calloc(1, sizeof(*wanted));
	const char *end = text + len, *eol;
	enum block block = OTHER;

	want_all(wanted, list);
	for (const char *line = text; line < end; line = eol + 1) {
		bool inside = *line == '\t';

		eol = memchr(line, '\n', (size_t)(end - line));
		if (!eol)
			eol = end;
		if ((inside && block == OTHER) || is_empty(line, eol))
			continue;
		if (inside ? belongs(wanted, line, eol, block)
			   : begins(wanted, line, eol, &block)) {
			og_buf_add(out, line, (size_t)(eol - line));
			og_buf_char(out, '\n');
		}
	}
}
