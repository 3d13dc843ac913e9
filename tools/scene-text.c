// SPDX-License-Identifier: Apache-2.0
/* A scene on a terminal: one square, one character. */
#include "scene.h"

struct glyphs {
	const char *corner[4]; /* left and right, upper and lower */
	const char *line, *wall;
	const char *branch, *end;
	const char *full, *empty;
	const char *free, *shared, *reserved;
};

static const struct glyphs utf8 = {
	.corner = { "╭", "╮", "╰", "╯" },
	.line = "─",
	.wall = "│",
	.branch = "├",
	.end = "└",
	.full = "█",
	.empty = "░",
	.free = "·",
	.shared = "+",
	.reserved = "×",
};

static const struct glyphs ascii = {
	.corner = { "+", "+", "+", "+" },
	.line = "-",
	.wall = "|",
	.branch = "|",
	.end = "`",
	.full = "#",
	.empty = ".",
	.free = ".",
	.shared = "+",
	.reserved = "x",
};

struct cell {
	char glyph[8];
	enum og_colour colour;
};

struct paper {
	const struct og_scene *scene;
	const struct og_style *style;
	const struct glyphs *glyphs;
	struct cell *cells;
};

static void put(const struct paper *paper, unsigned x, unsigned y,
		const char *glyph, size_t len, enum og_colour colour)
{
	struct cell *cell;

	if (x >= paper->scene->w || y >= paper->scene->h ||
	    len >= sizeof(cell->glyph))
		return;
	cell = &paper->cells[(size_t)y * paper->scene->w + x];
	memcpy(cell->glyph, glyph, len);
	cell->glyph[len] = '\0';
	cell->colour = colour;
}

static void put1(const struct paper *paper, unsigned x, unsigned y,
		 const char *glyph, enum og_colour colour)
{
	put(paper, x, y, glyph, strlen(glyph), colour);
}

static enum og_colour colour_of(enum og_ink ink)
{
	static const enum og_colour colours[] = {
		[OG_INK_PLAIN] = OG_PLAIN, [OG_INK_DIM] = OG_DIM,
		[OG_INK_BOLD] = OG_BOLD,   [OG_INK_GOOD] = OG_GOOD,
		[OG_INK_BAD] = OG_BAD,
	};

	return colours[ink];
}

/* Code point by code point: what cannot be shown is '?' by then. */
static void put_text(const struct paper *paper, unsigned x, unsigned y,
		     unsigned w, const char *text, enum og_colour colour)
{
	og_autobuf clipped = OG_BUF_INIT;
	const char *s;

	og_style_clip(paper->style, &clipped, text, w);
	for (s = og_buf_text(&clipped); *s; x++) {
		size_t n = 1;

		while (((unsigned char)s[n] & 0xc0) == 0x80)
			n++;
		put(paper, x, y, s, n, colour);
		s += n;
	}
}

static void draw_box(const struct paper *paper,
		     const struct og_scene_item *item)
{
	const struct glyphs *g = paper->glyphs;
	unsigned right = item->x + item->w - 1, low = item->y + item->h - 1;

	for (unsigned x = item->x + 1; x < right; x++) {
		put1(paper, x, item->y, g->line, OG_DIM);
		put1(paper, x, low, g->line, OG_DIM);
	}
	for (unsigned y = item->y + 1; y < low; y++) {
		put1(paper, item->x, y, g->wall, OG_DIM);
		put1(paper, right, y, g->wall, OG_DIM);
	}
	put1(paper, item->x, item->y, g->corner[0], OG_DIM);
	put1(paper, right, item->y, g->corner[1], OG_DIM);
	put1(paper, item->x, low, g->corner[2], OG_DIM);
	put1(paper, right, low, g->corner[3], OG_DIM);
	if (item->text) {
		og_autofree char *title = og_asprintf(" %s ", item->text);

		put_text(paper, item->x + 2, item->y, item->w - 4, title,
			 OG_BOLD);
	}
}

static void draw_cpu(const struct paper *paper,
		     const struct og_scene_item *item)
{
	char letter[2] = { og_scene_letter(item->owner), '\0' };

	if (item->owner >= 0)
		put1(paper, item->x, item->y, letter, OG_MARK);
	else if (item->owner == OG_OWNER_SHARED)
		put1(paper, item->x, item->y, paper->glyphs->shared, OG_MARK);
	else if (item->owner == OG_OWNER_RESERVED)
		put1(paper, item->x, item->y, paper->glyphs->reserved, OG_DIM);
	else
		put1(paper, item->x, item->y, paper->glyphs->free, OG_DIM);
}

/* One that has anything in it shows so. */
static void draw_bar(const struct paper *paper,
		     const struct og_scene_item *item)
{
	uint64_t part = item->part < item->whole ? item->part : item->whole;
	unsigned full =
		item->whole ? (unsigned)((double)part / (double)item->whole *
						 item->w +
					 0.5)
			    : 0;

	if (full == 0 && part > 0)
		full = 1;
	for (unsigned i = 0; i < item->w; i++)
		put1(paper, item->x + i, item->y,
		     i < full ? paper->glyphs->full : paper->glyphs->empty,
		     i < full ? OG_PLAIN : OG_DIM);
}

static void draw_item(const struct paper *paper,
		      const struct og_scene_item *item)
{
	const struct glyphs *g = paper->glyphs;

	switch (item->kind) {
	case OG_SCENE_BOX:
		draw_box(paper, item);
		break;
	case OG_SCENE_TEXT:
		put_text(paper, item->x, item->y, item->w, item->text,
			 colour_of(item->ink));
		break;
	case OG_SCENE_CPU:
		draw_cpu(paper, item);
		break;
	case OG_SCENE_BAR:
		draw_bar(paper, item);
		break;
	case OG_SCENE_BRANCH:
		/* It may come from several rows above. */
		for (unsigned y = 0; y + 1 < item->h; y++)
			put1(paper, item->x, item->y + y, g->wall, OG_DIM);
		put1(paper, item->x, item->y + item->h - 1,
		     item->last ? g->end : g->branch, OG_DIM);
		break;
	case OG_SCENE_RULE:
		for (unsigned i = 0; i < item->w; i++)
			put1(paper, item->x + i, item->y, g->line, OG_DIM);
		break;
	}
}

/* Neighbours of one colour are painted together. */
static void write_line(const struct paper *paper, const struct cell *line,
		       struct og_buf *out)
{
	unsigned end = paper->scene->w;

	while (end > 0 && !*line[end - 1].glyph)
		end--;
	for (unsigned x = 0; x < end;) {
		enum og_colour colour = line[x].colour;
		og_autobuf run = OG_BUF_INIT;

		for (; x < end && line[x].colour == colour; x++)
			og_buf_str(&run, *line[x].glyph ? line[x].glyph : " ");
		og_style_put(paper->style, out, colour, og_buf_text(&run));
	}
	og_buf_char(out, '\n');
}

void og_scene_to_text(const struct og_scene *scene,
		      const struct og_style *style, struct og_buf *out)
{
	og_autofree struct cell *cells =
		og_calloc((size_t)scene->w * scene->h, sizeof(*cells));
	const struct paper paper = {
		.scene = scene,
		.style = style,
		.glyphs = style->utf8 ? &utf8 : &ascii,
		.cells = cells,
	};

	for (size_t i = 0; i < scene->n; i++)
		draw_item(&paper, &scene->items[i]);
	for (unsigned y = 0; y < scene->h; y++)
		write_line(&paper, cells + (size_t)y * scene->w, out);
}
