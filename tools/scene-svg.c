// SPDX-License-Identifier: Apache-2.0
/*
 * A scene as SVG 1.1, with nothing fetched: fonts are the viewer's own. A
 * square is SQUARE_W by SQUARE_H units; boxes keep half a square away from
 * their edges, so neighbours stand apart.
 */
#include "scene.h"

enum { SQUARE_W = 10, SQUARE_H = 22, MARGIN = 20 };

/* Light, and apart from each other also for most who see red as green. */
static const char *const fills[] = {
	"#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2",
	"#9d755d", "#eeca3b", "#d67195", "#439894", "#7f7f7f", "#3969ac",
};

static const char head[] =
	"<style>\n"
	"text { font-family: 'DejaVu Sans', Verdana, 'Segoe UI', sans-serif; "
	"font-size: 13px; fill: #1f2933; }\n"
	".dim { fill: #66727f; }\n"
	".bold { font-weight: bold; }\n"
	".good { fill: #1a7f37; font-weight: bold; }\n"
	".bad { fill: #c62828; font-weight: bold; }\n"
	".letter { font-size: 9px; font-weight: bold; fill: #ffffff; "
	"text-anchor: middle; }\n"
	".plus { font-size: 11px; fill: #1f2933; text-anchor: middle; }\n"
	".box { fill: #ffffff; stroke: #c3cbd4; stroke-width: 1.2; }\n"
	".line { fill: none; stroke: #c3cbd4; stroke-width: 1.2; }\n"
	".free { fill: #edf1f5; stroke: #c3cbd4; stroke-width: 0.7; }\n"
	".kept { fill: #c3cbd4; stroke: #9aa5b1; stroke-width: 0.7; }\n"
	".shared { fill: #ffe8a3; stroke: #c9a227; stroke-width: 0.7; }\n"
	".empty { fill: #edf1f5; }\n"
	".full { fill: #7b8fa6; }\n"
	"</style>\n";

static unsigned px(unsigned column)
{
	return MARGIN + column * SQUARE_W;
}

static unsigned py(unsigned row)
{
	return MARGIN + row * SQUARE_H;
}

/* Where letters of a row stand. */
static unsigned baseline(unsigned row)
{
	return py(row) + 16;
}

/*
 * Letters of these fonts are narrower than a square, digits and capitals a
 * little.
 */
static unsigned letters_in(unsigned squares)
{
	return squares * 9 / 8;
}

/* By now it is UTF-8 without control characters. */
static void put_escaped(struct og_buf *out, const char *text)
{
	for (const char *s = text; *s; s++) {
		if (*s == '<')
			og_buf_str(out, "&lt;");
		else if (*s == '>')
			og_buf_str(out, "&gt;");
		else if (*s == '&')
			og_buf_str(out, "&amp;");
		else if (*s == '"')
			og_buf_str(out, "&quot;");
		else if (strncmp(s, "\xef\xbf\xbe", 3) == 0 ||
			 strncmp(s, "\xef\xbf\xbf", 3) == 0)
			og_buf_str(out, "?"), s += 2; /* XML has none of them */
		else
			og_buf_char(out, *s);
	}
}

static void put_text(struct og_buf *out, const char *text, unsigned w)
{
	static const struct og_style any = { .utf8 = true };
	og_autobuf clipped = OG_BUF_INIT;

	og_style_clip(&any, &clipped, text, w);
	put_escaped(out, og_buf_text(&clipped));
}

static const char *class_of(enum og_ink ink)
{
	static const char *const classes[] = {
		[OG_INK_PLAIN] = "",
		[OG_INK_DIM] = " class=\"dim\"",
		[OG_INK_BOLD] = " class=\"bold\"",
		[OG_INK_GOOD] = " class=\"good\"",
		[OG_INK_BAD] = " class=\"bad\"",
	};

	return classes[ink];
}

static void draw_box(const struct og_scene_item *item, struct og_buf *out)
{
	unsigned y = py(item->y) + SQUARE_H / 2;
	unsigned h = (item->h - 1) * SQUARE_H;

	og_buf_fmt(out,
		   "<rect class=\"box\" x=\"%u\" y=\"%u\" width=\"%u\" "
		   "height=\"%u\" rx=\"7\"/>\n",
		   px(item->x) + SQUARE_W / 2, y, (item->w - 1) * SQUARE_W, h);
	if (!item->text)
		return;
	/* White behind the title, where it crosses the edge. */
	og_buf_fmt(out,
		   "<rect x=\"%u\" y=\"%u\" width=\"%zu\" height=\"4\" "
		   "fill=\"#ffffff\"/>\n",
		   px(item->x + 2), y - 2, (strlen(item->text) + 1) * SQUARE_W);
	og_buf_fmt(out, "<text class=\"bold\" x=\"%u\" y=\"%u\">",
		   px(item->x + 2) + 5, y + 5);
	put_text(out, item->text, item->w - 4);
	og_buf_str(out, "</text>\n");
}

static void draw_letter(const struct og_scene_item *item, const char *class,
			char letter, struct og_buf *out)
{
	og_buf_fmt(out, "<text class=\"%s\" x=\"%g\" y=\"%u\">%c</text>", class,
		   px(item->x) + SQUARE_W / 2.0, baseline(item->y) - 2, letter);
}

static void draw_cpu(const struct og_scene_item *item, struct og_buf *out)
{
	const char *class = "free";

	if (item->owner == OG_OWNER_SHARED)
		class = "shared";
	else if (item->owner == OG_OWNER_RESERVED)
		class = "kept";
	og_buf_str(out, "<g>");
	if (item->hint) {
		og_buf_str(out, "<title>");
		put_text(out, item->hint, 200);
		og_buf_str(out, "</title>");
	}
	og_buf_str(out, "<rect ");
	if (item->owner >= 0)
		og_buf_fmt(out, "fill=\"%s\"",
			   fills[(size_t)item->owner % OG_COUNT(fills)]);
	else
		og_buf_fmt(out, "class=\"%s\"", class);
	og_buf_fmt(out,
		   " x=\"%g\" y=\"%u\" width=\"%g\" height=\"%d\" rx=\"2\"/>",
		   px(item->x) + 0.5, py(item->y) + 3, SQUARE_W - 1.0,
		   SQUARE_H - 6);
	if (item->owner >= 0)
		draw_letter(item, "letter", og_scene_letter(item->owner), out);
	else if (item->owner == OG_OWNER_SHARED)
		draw_letter(item, "plus", '+', out);
	og_buf_str(out, "</g>\n");
}

static void draw_bar(const struct og_scene_item *item, struct og_buf *out)
{
	uint64_t part = item->part < item->whole ? item->part : item->whole;
	unsigned w = item->w * SQUARE_W - 4, full = 0;

	if (item->whole)
		full = (unsigned)((double)part / (double)item->whole * w + 0.5);
	if (full < 2 && part > 0)
		full = 2;
	og_buf_fmt(out,
		   "<rect class=\"empty\" x=\"%u\" y=\"%u\" width=\"%u\" "
		   "height=\"10\" rx=\"3\"/>\n",
		   px(item->x), py(item->y) + 6, w);
	if (full)
		og_buf_fmt(out,
			   "<rect class=\"full\" x=\"%u\" y=\"%u\" "
			   "width=\"%u\" height=\"10\" rx=\"3\"/>\n",
			   px(item->x), py(item->y) + 6, full);
}

/* From below the text above it, or from the branch before it. */
static void draw_branch(const struct og_scene_item *item, struct og_buf *out)
{
	unsigned from = py(item->y) - (item->first ? 2 : SQUARE_H / 2);

	og_buf_fmt(out, "<path class=\"line\" d=\"M%u %uV%uH%u\"/>\n",
		   px(item->x) + SQUARE_W / 2, from,
		   py(item->y + item->h - 1) + SQUARE_H / 2,
		   px(item->x + 1) + SQUARE_W / 2);
}

static void draw_item(const struct og_scene_item *item, struct og_buf *out)
{
	switch (item->kind) {
	case OG_SCENE_BOX:
		draw_box(item, out);
		break;
	case OG_SCENE_TEXT:
		og_buf_fmt(out, "<text%s x=\"%u\" y=\"%u\">",
			   class_of(item->ink), px(item->x), baseline(item->y));
		put_text(out, item->text, letters_in(item->w));
		og_buf_str(out, "</text>\n");
		break;
	case OG_SCENE_CPU:
		draw_cpu(item, out);
		break;
	case OG_SCENE_BAR:
		draw_bar(item, out);
		break;
	case OG_SCENE_BRANCH:
		draw_branch(item, out);
		break;
	case OG_SCENE_RULE:
		og_buf_fmt(out, "<path class=\"line\" d=\"M%u %uH%u\"/>\n",
			   px(item->x), py(item->y) + SQUARE_H / 2,
			   px(item->x + item->w));
		break;
	}
}

void og_scene_to_svg(const struct og_scene *scene, const char *title,
		     struct og_buf *out)
{
	unsigned w = scene->w * SQUARE_W + 2 * MARGIN;
	unsigned h = scene->h * SQUARE_H + 2 * MARGIN;

	og_buf_fmt(out,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
		   "height=\"%u\" viewBox=\"0 0 %u %u\">\n<title>",
		   w, h, w, h);
	put_text(out, title, 200);
	og_buf_str(out, "</title>\n");
	og_buf_str(out, head);
	og_buf_fmt(out, "<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n",
		   w, h);
	/* Frames first: what crosses their edges stands on them. */
	for (size_t i = 0; i < scene->n; i++)
		if (scene->items[i].kind == OG_SCENE_BOX)
			draw_item(&scene->items[i], out);
	for (size_t i = 0; i < scene->n; i++)
		if (scene->items[i].kind != OG_SCENE_BOX)
			draw_item(&scene->items[i], out);
	og_buf_str(out, "</svg>\n");
}
