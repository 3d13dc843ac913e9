// SPDX-License-Identifier: Apache-2.0
#include "notes.h"

#include <stdarg.h>

void og_notes_cut(struct og_notes *notes, size_t n)
{
	while (notes->count > n)
		free(notes->all[--notes->count].text);
}

void og_notes_free(struct og_notes *notes)
{
	og_notes_cut(notes, 0);
	free(notes->all);
	*notes = (struct og_notes){ 0 };
}

void og_notes_add(struct og_notes *notes, enum og_level level, const char *fmt,
		  ...)
{
	struct og_note *note;
	va_list ap;

	OG_RESERVE(notes->all, notes->count + 1, notes->cap);
	note = &notes->all[notes->count++];
	*note = (struct og_note){ .level = level };
	va_start(ap, fmt);
	note->text = og_vasprintf(fmt, ap);
	va_end(ap);
}
