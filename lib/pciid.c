// SPDX-License-Identifier: Apache-2.0
#include "pciid.h"

#include <errno.h>

#include "num.h"

enum { PARTS = 3, CLASS = 2, DIGITS = 4, SHOWN = 64 };

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
	r = og_num_hex(s, len, DIGITS, &value);
	if (r < 0)
		return r;
	*ret_value = (int32_t)value;
	return 0;
}

/* With its 'x' taken for 0, and told by the bits of *ret_any. */
static int parse_class(const char *s, size_t len, int32_t *ret_value,
		       uint16_t *ret_any)
{
	char digits[DIGITS];
	uint16_t any = 0;

	if (len > DIGITS)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		bool is_x = s[i] == 'x' || s[i] == 'X';

		digits[i] = is_x ? '0' : s[i];
		any = (uint16_t)(any << 4 | (is_x ? 0xf : 0));
	}
	*ret_any = any;
	return parse_part(digits, len, ret_value);
}

int og_pciid_parse(const char *s, size_t len, struct og_pciid *ret_id,
		   struct og_err *err)
{
	int32_t parts[PARTS] = { OG_PCIID_ANY, OG_PCIID_ANY, OG_PCIID_ANY };
	const char *p = s, *end = s + len;
	uint16_t any = 0;

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
		if ((i == CLASS ? parse_class(p, n, &parts[i], &any)
				: parse_part(p, n, &parts[i])) < 0)
			return og_err_set(
				err, -EINVAL,
				"'%.*s': %s '%.*s' is not one to four hex "
				"digits, '*' or empty",
				shown(len), s, part_names[i], shown(n), p);
		p += n + 1;
	}
	*ret_id = (struct og_pciid){ parts[0], parts[1], parts[CLASS], any };
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
	       part_match(pattern->class_id,
			  (uint16_t)(class_id & ~pattern->class_any));
}
