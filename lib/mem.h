/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that cannot fail, and ownership that reads at the point of return.
 *
 * Our programs are short-lived: out of memory prints one line and aborts, so
 * no caller carries an error path it could never test. Owned locals carry
 * og_autofree (or og_cleanup(fn)) and leave a function by og_steal().
 */
#ifndef OG_MEM_H
#define OG_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define og_cleanup(fn)	  __attribute__((cleanup(fn)))
#define og_printf(fmt, a) __attribute__((format(printf, fmt, a)))

/* All return memory for free(); none returns NULL. Zero sizes are legal. */
void *og_malloc(size_t size);
void *og_calloc(size_t n, size_t size);
void *og_reallocarray(void *p, size_t n, size_t size);
char *og_strdup(const char *s);
char *og_strndup(const char *s, size_t n);
char *og_asprintf(const char *fmt, ...) og_printf(1, 2);
char *og_vasprintf(const char *fmt, va_list ap) og_printf(1, 0);

/*
 * Make room for at least `need` elements of `size` bytes in an array that
 * holds `*cap`; the capacity doubles, so appending stays linear. Used through
 * OG_RESERVE(array, count_wanted, cap).
 */
void *og_reserve(void *p, size_t need, size_t *cap, size_t size);
#define OG_RESERVE(arr, need, cap) \
	((arr) = og_reserve((arr), (need), &(cap), sizeof(*(arr))))

static inline void og_freep(void *pp)
{
	void *p;

	memcpy(&p, pp, sizeof(p));
	free(p);
}

#define og_autofree og_cleanup(og_freep)

static inline void *og_steal_ptr(void *pp)
{
	void *p, *null = NULL;

	memcpy(&p, pp, sizeof(p));
	memcpy(pp, &null, sizeof(null));
	return p;
}

/* Take a pointer out of a variable and leave NULL behind. */
#define og_steal(var) ((__typeof__(var))og_steal_ptr(&(var)))

#define OG_COUNT(arr) (sizeof(arr) / sizeof((arr)[0]))

#endif
