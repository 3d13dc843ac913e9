// SPDX-License-Identifier: Apache-2.0
#include "pciid.h"

#include <errno.h>

#include "num.h"

enum { PARTS = 3, SHOWN = 64 };

static const char *const part_names[PARTS] = { "vendor", "device", "class" };

/* A text of any length, cut for an error message. */
static int shown(size_t len)
{
	return len > SHOWN ? SHOWN : (int)len;
}

static int parse_part(const char *s, size_t len, int32_t *ret_value)
{
	uint32_t value;
	int r;

	if (len == 0 || (len == 1 && *s == '*')) {
		*ret_value = OG_PCIID_ANY;
		return 0;
	}
	r = og_num_hex(s, len, 4, &value);
	if (r < 0)
		return r;
	*ret_value = (int32_t)value;
	return 0;
}

int og_pciid_parse(const char *s, size_t len, struct og_pciid *ret_id,
		   struct og_err *err)
{
	int32_t parts[PARTS] = { OG_PCIID_ANY, OG_PCIID_ANY, OG_PCIID_ANY };
	const char *p = s, *end = s + len;

	if (len == 0)
		return og_err_set(err, -EINVAL,
				  "an empty pattern matches nothing: write "
				  "vendor:device:class, '*' for any");
	for (size_t i = 0; p <= end; i++) {
		const char *colon = memchr(p, ':', (size_t)(end - p));
		size_t n = (size_t)((colon ? colon : end) - p);

		if (i == PARTS)
			return og_err_set(
				err, -EINVAL,
				"'%.*s': more than vendor:device:class",
				shown(len), s);
		if (parse_part(p, n, &parts[i]) < 0)
			return og_err_set(
				err, -EINVAL,
				"'%.*s': %s '%.*s' is not one to four hex "
				"digits, '*' or empty",
				shown(len), s, part_names[i], shown(n), p);
		p += n + 1;
	}
	*ret_id = (struct og_pciid){ parts[0], parts[1], parts[2] };
	return 0;
}

static bool part_match(int32_t pattern, uint16_t value)
{
	return pattern == OG_PCIID_ANY || pattern == value;
}

bool og_pciid_match(const struct og_pciid *pattern, uint16_t vendor,
		    uint16_t device, uint16_t class_id)
{
	return part_match(pattern->vendor, vendor) &&
	       part_match(pattern->device, device) &&
	       part_match(pattern->class_id, class_id);
}
