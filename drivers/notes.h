/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What decisions want to tell a person. Decisions print nothing: they note,
 * main prints the notes as log lines and the domain's metadata keeps them.
 */
#ifndef OG_NOTES_H
#define OG_NOTES_H

#include "log.h"

struct og_note {
	enum og_level level;
	char *text; /* one line, without the VM's id */
};

struct og_notes {
	struct og_note *all;
	size_t count, cap;
};

void og_notes_free(struct og_notes *notes);
void og_notes_add(struct og_notes *notes, enum og_level level, const char *fmt,
		  ...) og_printf(3, 4);

/* Forget all but the first `n`. */
void og_notes_cut(struct og_notes *notes, size_t n);

#endif
