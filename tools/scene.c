// SPDX-License-Identifier: Apache-2.0
#include "scene.h"

void og_scene_free(struct og_scene *scene)
{
	for (size_t i = 0; i < scene->n; i++) {
		free(scene->items[i].text);
		free(scene->items[i].hint);
	}
	free(scene->items);
	*scene = (struct og_scene){ 0 };
}

struct og_scene_item *og_scene_add(struct og_scene *scene,
				   const struct og_scene_item *item)
{
	OG_RESERVE(scene->items, scene->n + 1, scene->cap);
	scene->items[scene->n] = *item;
	if (item->x + item->w > scene->w)
		scene->w = item->x + item->w;
	if (item->y + item->h > scene->h)
		scene->h = item->y + item->h;
	return &scene->items[scene->n++];
}

void og_scene_text(struct og_scene *scene, unsigned x, unsigned y, unsigned w,
		   enum og_ink ink, const char *fmt, ...)
{
	struct og_scene_item item = {
		.kind = OG_SCENE_TEXT,
		.x = x,
		.y = y,
		.w = w,
		.h = 1,
		.ink = ink,
		.owner = OG_OWNER_NONE,
	};
	va_list ap;

	va_start(ap, fmt);
	item.text = og_vasprintf(fmt, ap);
	va_end(ap);
	og_scene_add(scene, &item);
}

char og_scene_letter(int owner)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789";

	if (owner < 0 || owner >= (int)strlen(letters))
		return '*';
	return letters[owner];
}
