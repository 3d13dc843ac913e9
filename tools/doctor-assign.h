/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of lines KEY=VALUE, as os-release, qemu.conf and a kernel's config
 * have them: blanks around both, the value bare or in quotes, '#' begins a
 * comment line. Lines of any other shape are skipped. Pure.
 */
#ifndef OG_DOCTOR_ASSIGN_H
#define OG_DOCTOR_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>

/* Text that is lent: not NUL-terminated. */
struct og_piece {
	const char *s;
	size_t len;
};

bool og_piece_is(const struct og_piece *piece, const char *word);

/* The next line, without its end; false at the end of the text. */
bool og_piece_line(struct og_piece *rest, struct og_piece *ret_line);

/* The next word between blanks; false where there is none. */
bool og_piece_word(struct og_piece *rest, struct og_piece *ret_word);

bool og_assign_next(struct og_piece *rest, struct og_piece *ret_key,
		    struct og_piece *ret_value);

/*
 * The value of a key, of several the last, as a shell and libvirt take it.
 * NULL: none. The caller frees.
 */
char *og_assign_get(const char *text, size_t len, const char *key);

#endif
