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

struct og_idscut {
	struct wanted wanted;
	enum block block; /* of the line before */
};

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

struct og_idscut *og_idscut_new(const struct og_pcidevs *list)
{
	struct og_idscut *cut = og_calloc(1, sizeof(*cut));

	want_all(&cut->wanted, list);
	return cut;
}

void og_idscut_free(struct og_idscut *cut)
{
	free(cut);
}

void og_idscut_freep(struct og_idscut **cut)
{
	og_idscut_free(*cut);
}

/* Most of all lines are of blocks that nobody asks for: leave them soon. */
static void take_line(struct og_idscut *cut, const char *line, const char *eol,
		      struct og_buf *out)
{
	bool inside = *line == '\t';

	if ((inside && cut->block == OTHER) || is_empty(line, eol))
		return;
	if (inside ? belongs(&cut->wanted, line, eol, cut->block)
		   : begins(&cut->wanted, line, eol, &cut->block)) {
		og_buf_add(out, line, (size_t)(eol - line));
		og_buf_char(out, '\n');
	}
}

size_t og_idscut_take(struct og_idscut *cut, const char *piece, size_t len,
		      bool is_last, struct og_buf *out)
{
	const char *line = piece, *end = piece + len, *eol;

	for (; line < end; line = eol + 1) {
		eol = memchr(line, '\n', (size_t)(end - line));
		if (!eol)
			break;
		take_line(cut, line, eol, out);
	}
	if (line < end && is_last) {
		take_line(cut, line, end, out);
		line = end;
	}
	return (size_t)(line - piece);
}
