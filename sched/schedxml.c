// SPDX-License-Identifier: Apache-2.0
#include "schedxml.h"

#include <errno.h>

#include "num.h"

int og_schedxml_required(const char *text, size_t len, int64_t min, int64_t max,
			 int64_t *ret_value, struct og_err *err)
{
	if (og_num_i64(text, len, min, max, ret_value) < 0)
		return og_err_set(err, -EINVAL, "\"%.64s\" is no valid number",
				  text);
	return 0;
}

int og_schedxml_id(const char *text, size_t len, int32_t *ret_id,
		   struct og_err *err)
{
	int64_t value;
	int r = og_schedxml_required(text, len, 0, INT32_MAX, &value, err);

	if (r == 0)
		*ret_id = (int32_t)value;
	return r;
}

int og_schedxml_add_id(const char *text, size_t len, int32_t **arr, size_t *n,
		       size_t *cap, struct og_err *err)
{
	int32_t id = -1;
	int r = og_schedxml_id(text, len, &id, err);

	if (r < 0)
		return r;
	OG_RESERVE(*arr, *n + 1, *cap);
	(*arr)[(*n)++] = id;
	return 0;
}

int64_t og_schedxml_optional(const char *text, size_t len, int64_t min,
			     int64_t max, int64_t otherwise)
{
	int64_t value;

	return og_num_i64(text, len, min, max, &value) < 0 ? otherwise : value;
}
