// SPDX-License-Identifier: Apache-2.0
#include "attrs.h"

#include <ctype.h>

#include "mem.h"

enum { NUMBER_MAX = 64 };

void og_attrs_free(struct og_attrs *attrs)
{
	free(attrs->list);
	*attrs = (struct og_attrs){ 0 };
}

static size_t count_digits(const char *s)
{
	size_t n = 0;

	while (isdigit((unsigned char)s[n]))
		n++;
	return n;
}

bool og_attr_number(const char *text, float *ret_value)
{
	char number[NUMBER_MAX + 1];
	size_t len = 0, digits, exponent;

	while (isspace((unsigned char)*text))
		text++;
	if (text[len] == '-' || text[len] == '+')
		len++;
	digits = count_digits(text + len);
	len += digits;
	if (text[len] == '.') {
		size_t n = count_digits(text + len + 1);

		digits += n;
		len += 1 + n;
	}
	if (digits == 0)
		return false;
	if (text[len] == 'e' || text[len] == 'E') {
		bool sign = text[len + 1] == '-' || text[len + 1] == '+';

		exponent = count_digits(text + len + 1 + sign);
		if (exponent == 0)
			return false;
		len += 1 + sign + exponent;
	}
	if (len > NUMBER_MAX)
		return false;
	memcpy(number, text, len);
	number[len] = '\0';
	*ret_value = strtof(number, NULL);
	return true;
}

void og_attrs_add(struct og_attrs *attrs, struct og_names *names,
		  const char *name, const char *text)
{
	float value = 0;

	if (!og_attr_number(text, &value))
		return;
	OG_RESERVE(attrs->list, attrs->n + 1, attrs->cap);
	attrs->list[attrs->n++] =
		(struct og_attr){ og_names_add(names, name), value };
}

static struct og_attr *find(const struct og_attrs *attrs, uint32_t name)
{
	for (size_t i = 0; i < attrs->n; i++)
		if (attrs->list[i].name == name)
			return &attrs->list[i];
	return NULL;
}

float og_attrs_get(const struct og_attrs *attrs, uint32_t name)
{
	const struct og_attr *attr = find(attrs, name);

	return attr ? attr->value : 0;
}

void og_attrs_move(struct og_attrs *attrs, uint32_t name, double by)
{
	struct og_attr *attr = find(attrs, name);

	if (attr)
		attr->value = (float)(attr->value + by);
}

void og_attrs_trim(struct og_attrs *attrs)
{
	if (attrs->n == 0 || attrs->n == attrs->cap)
		return;
	attrs->list =
		og_reallocarray(attrs->list, attrs->n, sizeof(*attrs->list));
	attrs->cap = attrs->n;
}
