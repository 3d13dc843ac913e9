// SPDX-License-Identifier: Apache-2.0
#include "cases.h"

#include <errno.h>

enum { FILE_MAX = 256 * 1024 * 1024 };

static const char *find(const char *at, const char *end, const char *what)
{
	return memmem(at, (size_t)(end - at), what, strlen(what));
}

/* Where "<name" begins that is not the beginning of a longer name. */
static const char *find_open(const char *at, const char *end, const char *name)
{
	og_autofree char *open = og_asprintf("<%s", name);
	size_t len = strlen(open);

	while ((at = find(at, end, open))) {
		if (at + len < end && strchr("> \t\r\n", at[len]))
			return at;
		at += len;
	}
	return NULL;
}

bool og_slice_next(struct og_slice *rest, const char *name,
		   struct og_slice *ret_element)
{
	og_autofree char *close = og_asprintf("</%s>", name);
	const char *end = rest->text + rest->len;
	const char *start = find_open(rest->text, end, name);
	const char *stop = start ? find(start, end, close) : NULL;

	if (!stop)
		return false;
	stop += strlen(close);
	*ret_element = (struct og_slice){ start, (size_t)(stop - start) };
	*rest = (struct og_slice){ stop, (size_t)(end - stop) };
	return true;
}

struct og_slice og_slice_inner(struct og_slice element)
{
	const char *end = element.text + element.len;
	const char *start = find(element.text, end, ">");
	const char *stop = memrchr(element.text, '<', element.len);

	if (!start || !stop || stop <= start)
		return (struct og_slice){ end, 0 };
	return (struct og_slice){ start + 1, (size_t)(stop - start) - 1 };
}

char *og_slice_value(struct og_slice in, const char *name)
{
	struct og_slice element;

	if (!og_slice_next(&in, name, &element))
		return NULL;
	element = og_slice_inner(element);
	return og_strndup(element.text, element.len);
}

int og_cases_each(const char *path,
		  int (*call)(void *ctx, unsigned number, struct og_slice text,
			      struct og_err *err),
		  void *ctx, struct og_err *err)
{
	og_autobuf file = OG_BUF_INIT;
	struct og_slice rest, element;
	unsigned n = 0;
	int r = og_buf_read_file(&file, path, FILE_MAX, err);

	rest = (struct og_slice){ og_buf_text(&file), file.len };
	for (; r == 0 && og_slice_next(&rest, "CASE", &element); n++) {
		r = call(ctx, n, element, err);
		if (r < 0)
			og_err_prefix(err, "%s: case %u", path, n);
	}
	if (r == 0 && n == 0)
		r = og_err_set(err, -ENODATA, "%s: no CASE in it", path);
	return r;
}
