/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drawing on squared paper: boxes, texts, CPUs and bars, each at a column
 * and a row. What is drawn is decided once; on a terminal a square is a
 * character, in SVG some pixels.
 */
#ifndef OG_SCENE_H
#define OG_SCENE_H

#include <stdint.h>

#include "style.h"

enum og_scene_kind {
	OG_SCENE_BOX, /* a frame with a title in its upper edge */
	OG_SCENE_TEXT,
	OG_SCENE_CPU,	 /* one square */
	OG_SCENE_BAR,	 /* `part` of `whole` is full */
	OG_SCENE_BRANCH, /* down from the row above, then to the right */
	OG_SCENE_RULE,	 /* a line across */
};

enum og_ink {
	OG_INK_PLAIN,
	OG_INK_DIM,
	OG_INK_BOLD,
	OG_INK_GOOD,
	OG_INK_BAD,
};

/* Who has a square: a VM's index, or one of these. */
enum { OG_OWNER_NONE = -1, OG_OWNER_SHARED = -2, OG_OWNER_RESERVED = -3 };

struct og_scene_item {
	enum og_scene_kind kind;
	unsigned x, y, w, h;
	enum og_ink ink;
	int owner;
	bool first, last; /* of the branches from one place */
	uint64_t part, whole;
	char *text;
	char *hint; /* what a pointer over it says; NULL: nothing */
};

struct og_scene {
	unsigned w, h; /* grow with what is put in */
	struct og_scene_item *items;
	size_t n, cap;
};

void og_scene_free(struct og_scene *scene);

/* Append one; `text` and `hint` are taken over. Lent until the next. */
struct og_scene_item *og_scene_add(struct og_scene *scene,
				   const struct og_scene_item *item);

/* A text of at most `w` squares. */
void og_scene_text(struct og_scene *scene, unsigned x, unsigned y, unsigned w,
		   enum og_ink ink, const char *fmt, ...) og_printf(6, 7);

/* The letter of a VM: A to Z, a to z, 0 to 9, then '*'. */
char og_scene_letter(int owner);

/* As text: every line ends where its last character is. */
void og_scene_to_text(const struct og_scene *scene,
		      const struct og_style *style, struct og_buf *out);

/* As an SVG document of its own, on white. */
void og_scene_to_svg(const struct og_scene *scene, const char *title,
		     struct og_buf *out);

#endif
