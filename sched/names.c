// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include "mem.h"

enum { SLOTS_MIN = 128 };

void og_names_free(struct og_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->texts[i]);
	free(names->texts);
	free(names->slots);
	*names = (struct og_names){ 0 };
}

/* FNV-1a. */
static uint32_t hash(const char *text)
{
	uint32_t h = 2166136261U;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619U;
	return h;
}

/* The slot of a name, or the free one where it belongs. */
static size_t slot_of(const struct og_names *names, const char *text)
{
	size_t i = hash(text) & (names->n_slots - 1);

	while (names->slots[i] &&
	       strcmp(names->texts[names->slots[i] - 1], text) != 0)
		i = (i + 1) & (names->n_slots - 1);
	return i;
}

static void grow(struct og_names *names)
{
	free(names->slots);
	names->n_slots = names->n_slots ? names->n_slots * 2 : SLOTS_MIN;
	names->slots = og_calloc(names->n_slots, sizeof(*names->slots));
	for (size_t i = 0; i < names->n; i++)
		names->slots[slot_of(names, names->texts[i])] = (uint32_t)i + 1;
}

uint32_t og_names_add(struct og_names *names, const char *text)
{
	uint32_t found = og_names_find(names, text);

	if (found != OG_NAME_NONE)
		return found;
	if (2 * (names->n + 1) > names->n_slots)
		grow(names);
	OG_RESERVE(names->texts, names->n + 1, names->cap);
	names->texts[names->n] = og_strdup(text);
	names->slots[slot_of(names, text)] = (uint32_t)names->n + 1;
	return (uint32_t)names->n++;
}

uint32_t og_names_find(const struct og_names *names, const char *text)
{
	size_t slot;

	if (!names->n_slots)
		return OG_NAME_NONE;
	slot = slot_of(names, text);
	return names->slots[slot] ? names->slots[slot] - 1 : OG_NAME_NONE;
}
