// SPDX-License-Identifier: Apache-2.0
#include "vm-field.h"

#include <errno.h>
#include <strings.h>

#include "num.h"
#include "vm-text.h"

/* The VM's, else the configuration's, whatever the VM leaves empty. */
static const char *any_text(struct og_field f, const char *name)
{
	const char *text = og_xml_value(f.node, name);

	if (text || !f.conf)
		return text;
	return og_driver_conf_text(f.conf, f.vector, name);
}

const char *og_field_text(struct og_field f, const char *name)
{
	const char *text = og_xml_value(f.node, name);

	if (f.keeps_empty && !text && og_xml_child(f.node, name))
		return NULL;
	return any_text(f, name);
}

static int bad(struct og_field f, const char *name, const char *text,
	       const char *wanted, struct og_err *err)
{
	return og_err_set(err, -EINVAL, "%s has %s=\"%.64s\": %s", f.what, name,
			  text, wanted);
}

int og_field_i64(struct og_field f, const char *name, int64_t min, int64_t max,
		 int64_t *ret_value, struct og_err *err)
{
	const char *text = any_text(f, name);
	og_autofree char *wanted = NULL;

	if (!text)
		return 0;
	if (og_num_i64(text, strlen(text), min, max, ret_value) == 0)
		return 0;
	wanted = og_asprintf("it must be a number from %lld to %lld",
			     (long long)min, (long long)max);
	return bad(f, name, text, wanted, err);
}

int og_field_int(struct og_field f, const char *name, int min, int max,
		 int *ret_value, struct og_err *err)
{
	int64_t value = *ret_value;
	int r = og_field_i64(f, name, min, max, &value, err);

	if (r < 0)
		return r;
	*ret_value = (int)value;
	return 0;
}

int og_field_u32(struct og_field f, const char *name, uint32_t max,
		 uint32_t *ret_value, struct og_err *err)
{
	int64_t value = *ret_value;
	int r = og_field_i64(f, name, 0, max, &value, err);

	if (r < 0)
		return r;
	*ret_value = (uint32_t)value;
	return 0;
}

bool og_field_is(struct og_field f, const char *name, const char *value)
{
	const char *text = og_field_text(f, name);

	return text && strcasecmp(text, value) == 0;
}

void og_field_bool(struct og_field f, const char *name, bool *ret_value)
{
	const char *text = any_text(f, name);

	if (text)
		*ret_value = strcasecmp(text, "yes") == 0;
}

void og_field_lax(struct og_field f, const char *name, int64_t max,
		  int64_t *ret_value, const char **ret_ignored)
{
	struct og_field own = { f.node, f.what };
	struct og_field preset = { NULL, f.what, f.conf, f.vector };

	if (og_xml_value(f.node, name) &&
	    og_field_i64(own, name, 0, max, ret_value, NULL) == 0)
		return;
	if (og_xml_value(f.node, name))
		*ret_ignored = name;
	if (f.conf && og_field_i64(preset, name, 0, max, ret_value, NULL) < 0)
		*ret_ignored = name;
}

int og_field_millionths(struct og_field f, const char *name,
			uint64_t *ret_value, struct og_err *err)
{
	const char *text = og_field_text(f, name);
	int64_t whole, part = 0;
	size_t point, decimals;
	const char *tail;
	char six[7] = "000000";

	if (!text)
		return 0;
	point = strcspn(text, ".");
	tail = text + point + (text[point] == '.');
	decimals = strspn(tail, "0123456789");
	memcpy(six, tail, decimals < 6 ? decimals : 6);
	if (og_num_i64(text, point, 0, 1000000, &whole) < 0 ||
	    (text[point] && !decimals) || tail[decimals] ||
	    og_num_i64(six, 6, 0, 999999, &part) < 0)
		return bad(f, name, text, "it must be a number up to 1000000",
			   err);
	*ret_value = (uint64_t)whole * 1000000 + (uint64_t)part;
	return 0;
}

int og_field_need(struct og_field f, const char *name, struct og_err *err)
{
	if (og_field_text(f, name))
		return 0;
	return og_err_set(err, -EINVAL, "%s has no %s", f.what, name);
}

int og_field_words(struct og_field f, const char *name, const char *words,
		   struct og_err *err)
{
	const char *text = og_field_text(f, name);
	og_autofree char *wanted = og_asprintf("it must be one of %s", words);

	if (!text || og_text_is_word_of(words, text))
		return 0;
	return bad(f, name, text, wanted, err);
}

int og_field_xml(struct og_field f, const char *name, struct og_err *err)
{
	const char *text = og_field_text(f, name);
	struct og_err why = { 0 };

	if (!text || og_text_check_xml(text, &why) == 0)
		return 0;
	return og_err_set(err, -EINVAL, "%s has %s that is not well-formed: %s",
			  f.what, name, why.msg);
}
