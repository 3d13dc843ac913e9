// SPDX-License-Identifier: Apache-2.0
#include "bound.h"

#include <errno.h>
#include <time.h>

#include "num.h"

enum { WORD_MAX = 64, WORDS_MAX = 4 };

static const char head[] = "onegpu bound 1";

void og_bound_free(struct og_bound *bound)
{
	for (size_t i = 0; i < bound->n; i++)
		og_vfiobind_state_free(&bound->devices[i]);
	free(bound->devices);
	free(bound->boot);
	*bound = (struct og_bound){ 0 };
}

void og_bound_add(struct og_bound *bound,
		  const struct og_vfiobind_state *device)
{
	for (size_t i = 0; i < bound->n; i++)
		if (og_bdf_cmp(&bound->devices[i].bdf, &device->bdf) == 0)
			return;
	OG_RESERVE(bound->devices, bound->n + 1, bound->cap);
	bound->devices[bound->n++] = (struct og_vfiobind_state){
		.bdf = device->bdf,
		.driver = device->driver ? og_strdup(device->driver) : NULL,
		.only = device->only ? og_strdup(device->only) : NULL,
	};
}

/* A suspended host does not work off what it was asked. */
static int64_t uptime(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

void og_bound_set_pending(struct og_bound *bound)
{
	bound->pending = (int)uptime() + OG_BOUND_PENDING;
}

/* One that lies further ahead is of a boot that the kernel did not name. */
bool og_bound_is_pending(const struct og_bound *bound)
{
	int64_t left = bound->pending - uptime();

	return left > 0 && left <= OG_BOUND_PENDING;
}

/* --- text --- */

struct word {
	const char *text;
	size_t len;
};

static bool is(const struct word *word, const char *text)
{
	return strlen(text) == word->len &&
	       memcmp(word->text, text, word->len) == 0;
}

/* Parted by single blanks; 0: none, too many, or one that is too long. */
static size_t split(const char *line, size_t len, struct word *words)
{
	size_t n = 0;

	for (size_t at = 0; at <= len; at++) {
		const char *end = memchr(line + at, ' ', len - at);
		size_t size = end ? (size_t)(end - line) - at : len - at;

		if (n == WORDS_MAX || size == 0 || size > WORD_MAX)
			return 0;
		words[n++] = (struct word){ line + at, size };
		at += size;
	}
	return n;
}

static bool is_good(char c)
{
	return c > ' ' && c < 127;
}

/* The name of a driver or a boot. */
static bool is_name(const struct word *word)
{
	for (size_t i = 0; i < word->len; i++)
		if (!is_good(word->text[i]))
			return false;
	return true;
}

static char *name_or_null(const struct word *word)
{
	return is(word, "-") ? NULL : og_strndup(word->text, word->len);
}

static bool read_device(const struct word *words, struct og_bound *bound)
{
	og_cleanup(
		og_vfiobind_state_free) struct og_vfiobind_state device = { 0 };
	size_t before = bound->n;

	if (og_bdf_parse(words[1].text, words[1].len, &device.bdf) < 0 ||
	    !is_name(&words[2]) || !is_name(&words[3]) ||
	    bound->n == OG_BOUND_DEVICES_MAX)
		return false;
	device.driver = name_or_null(&words[2]);
	device.only = name_or_null(&words[3]);
	og_bound_add(bound, &device);
	return bound->n > before;
}

static bool read_line(unsigned line, const struct word *words, size_t n,
		      struct og_bound *bound)
{
	int vm = -1;

	if (line == 1)
		return n == 3 && is(&words[0], "onegpu") &&
		       is(&words[1], "bound") && is(&words[2], "1");
	if (line == 2 && n == 2 && is(&words[0], "vm") &&
	    og_num_int(words[1].text, words[1].len, 0, INT32_MAX - 1, &vm) ==
		    0) {
		bound->vm = vm;
		return true;
	}
	if (line == 3 && n == 2 && is(&words[0], "boot") &&
	    is_name(&words[1])) {
		bound->boot = og_strndup(words[1].text, words[1].len);
		return true;
	}
	if (line == 4 && n == 2)
		return is(&words[0], "pending") &&
		       og_num_int(words[1].text, words[1].len, 1, INT32_MAX,
				  &bound->pending) == 0;
	return line > 3 && n == 4 && is(&words[0], "device") &&
	       read_device(words, bound);
}

int og_bound_parse(const char *text, size_t len, struct og_bound *ret_bound,
		   struct og_err *err)
{
	og_cleanup(og_bound_free) struct og_bound bound = { .vm = -1 };
	unsigned line = 0;

	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		struct word words[WORDS_MAX];
		size_t size = end ? (size_t)(end - text) - at : 0;
		size_t n = end ? split(text + at, size, words) : 0;

		if (!read_line(++line, words, n, &bound))
			return og_err_set(err, -EINVAL,
					  "line %u is none of ours", line);
		at += size + 1;
	}
	if (!bound.boot)
		return og_err_set(err, -EINVAL, "it ends behind line %u", line);
	*ret_bound = bound;
	bound = (struct og_bound){ 0 };
	return 0;
}

/* There are drivers with blanks in their names; people read it, not we. */
static void add_name(const char *name, struct og_buf *out)
{
	og_buf_char(out, ' ');
	for (size_t i = 0; name && name[i] && i < WORD_MAX; i++)
		og_buf_char(out, is_good(name[i]) ? name[i] : '_');
	if (!name || !*name)
		og_buf_char(out, '-');
}

void og_bound_format(const struct og_bound *bound, struct og_buf *out)
{
	og_buf_fmt(out, "%s\nvm %d\nboot %s\n", head, bound->vm, bound->boot);
	if (bound->pending)
		og_buf_fmt(out, "pending %d\n", bound->pending);
	for (size_t i = 0; i < bound->n; i++) {
		const struct og_vfiobind_state *device = &bound->devices[i];
		char name[OG_BDF_TEXT];

		og_bdf_name(&device->bdf, name);
		og_buf_fmt(out, "device %s", name);
		add_name(device->driver, out);
		add_name(device->only, out);
		og_buf_char(out, '\n');
	}
}
