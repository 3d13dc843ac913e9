// SPDX-License-Identifier: Apache-2.0
#include "num.h"

#include <errno.h>
#include <stdbool.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int og_num_i64(const char *s, size_t len, int64_t min, int64_t max,
	       int64_t *ret_value)
{
	bool negative = len > 0 && s[0] == '-';
	size_t i = negative ? 1 : 0;
	int64_t value = 0;

	if (i == len)
		return -EINVAL;
	for (; i < len; i++) {
		if (!is_digit(s[i]))
			return -EINVAL;
		/* Count downwards: INT64_MIN has no positive twin. */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, s[i] - '0', &value))
			return -ERANGE;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
		return -ERANGE;
	if (value < min || value > max)
		return -ERANGE;
	*ret_value = value;
	return 0;
}

int og_num_int(const char *s, size_t len, int min, int max, int *ret_value)
{
	int64_t value;
	int r = og_num_i64(s, len, min, max, &value);

	if (r < 0)
		return r;
	*ret_value = (int)value;
	return 0;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int og_num_hex(const char *s, size_t len, unsigned digits, uint32_t *ret_value)
{
	uint32_t value = 0;

	if (len == 0)
		return -EINVAL;
	if (len > digits || len > 8)
		return -ERANGE;
	for (size_t i = 0; i < len; i++) {
		int d = hex_digit(s[i]);

		if (d < 0)
			return -EINVAL;
		value = value << 4 | (uint32_t)d;
	}
	*ret_value = value;
	return 0;
}
