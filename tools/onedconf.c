// SPDX-License-Identifier: Apache-2.0
#include "onedconf.h"

#include <ctype.h>
#include <errno.h>
#include <strings.h>

#include "buf.h"

enum { ATTRS_MAX = 16384, PAIRS_MAX = 1024 };

struct reader {
	const char *at, *end;
	unsigned line;
};

void og_onedconf_free(struct og_onedconf *conf)
{
	for (size_t i = 0; i < conf->n_attrs; i++) {
		struct og_oned_attr *attr = &conf->attrs[i];

		for (size_t k = 0; k < attr->n_pairs; k++) {
			free(attr->pairs[k].name);
			free(attr->pairs[k].value);
		}
		free(attr->pairs);
		free(attr->name);
		free(attr->value);
	}
	free(conf->attrs);
	*conf = (struct og_onedconf){ 0 };
}

static int peek(const struct reader *rd)
{
	return rd->at < rd->end ? (unsigned char)*rd->at : -1;
}

static void skip_blanks(struct reader *rd)
{
	while (peek(rd) == ' ' || peek(rd) == '\t')
		rd->at++;
}

/* Blanks, ends of lines and comments. */
static void skip_space(struct reader *rd)
{
	for (;;) {
		skip_blanks(rd);
		if (peek(rd) == '#') {
			while (peek(rd) >= 0 && peek(rd) != '\n')
				rd->at++;
		} else if (peek(rd) == '\n' || peek(rd) == '\r') {
			rd->line += *rd->at++ == '\n';
		} else {
			return;
		}
	}
}

static int bad(const struct reader *rd, struct og_err *err, const char *wanted)
{
	int c = peek(rd);

	if (c < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: %s is missing at the end", rd->line,
				  wanted);
	if (c == '\n' || c == '\r')
		return og_err_set(err, -EINVAL,
				  "line %u: it ends where %s should be",
				  rd->line, wanted);
	return og_err_set(err, -EINVAL, "line %u: '%c' where %s should be",
			  rd->line, c, wanted);
}

static int read_name(struct reader *rd, char **ret_name, struct og_err *err)
{
	const char *start = rd->at;

	while (isalnum(peek(rd)) || peek(rd) == '_')
		rd->at++;
	if (rd->at == start)
		return bad(rd, err, "a name");
	*ret_name = og_strndup(start, (size_t)(rd->at - start));
	return 0;
}

static int read_equals(struct reader *rd, struct og_err *err)
{
	skip_blanks(rd);
	if (peek(rd) != '=')
		return bad(rd, err, "'='");
	rd->at++;
	skip_blanks(rd);
	return 0;
}

static int read_quoted(struct reader *rd, char **ret_value, struct og_err *err)
{
	const unsigned line = rd->line;
	og_autobuf value = OG_BUF_INIT;

	og_buf_str(&value, "");
	for (rd->at++; peek(rd) != '"'; rd->at++) {
		if (peek(rd) < 0)
			return og_err_set(err, -EINVAL,
					  "line %u: the quotes are not closed",
					  line);
		if (peek(rd) == 0)
			return bad(rd, err, "text");
		if (peek(rd) == '\\' && rd->at + 1 < rd->end &&
		    rd->at[1] == '"')
			rd->at++;
		rd->line += *rd->at == '\n';
		og_buf_char(&value, *rd->at);
	}
	rd->at++;
	*ret_value = og_steal(value.data);
	return 0;
}

static bool ends_value(int c)
{
	return c < 0 || strchr("=# \t\n\r,[]", c);
}

static int read_value(struct reader *rd, char **ret_value, struct og_err *err)
{
	const char *start = rd->at;

	if (peek(rd) == '"')
		return read_quoted(rd, ret_value, err);
	while (!ends_value(peek(rd)))
		rd->at++;
	if (rd->at == start)
		return bad(rd, err, "a value");
	*ret_value = og_strndup(start, (size_t)(rd->at - start));
	return 0;
}

static int read_pair(struct reader *rd, struct og_oned_attr *attr,
		     struct og_err *err)
{
	og_autofree char *name = NULL, *value = NULL;

	if (read_name(rd, &name, err) < 0 || read_equals(rd, err) < 0 ||
	    read_value(rd, &value, err) < 0)
		return err->code;
	if (attr->n_pairs == PAIRS_MAX)
		return og_err_set(err, -E2BIG, "line %u: more than %d pairs",
				  rd->line, PAIRS_MAX);
	OG_RESERVE(attr->pairs, attr->n_pairs + 1, attr->cap_pairs);
	attr->pairs[attr->n_pairs++] = (struct og_oned_pair){
		.name = og_steal(name),
		.value = og_steal(value),
	};
	return 0;
}

static int read_vector(struct reader *rd, struct og_oned_attr *attr,
		       struct og_err *err)
{
	rd->at++;
	skip_space(rd);
	if (peek(rd) == ']') {
		rd->at++;
		return 0;
	}
	for (;;) {
		if (read_pair(rd, attr, err) < 0)
			return err->code;
		skip_space(rd);
		if (peek(rd) == ']') {
			rd->at++;
			return 0;
		}
		if (peek(rd) != ',')
			return bad(rd, err, "',' or ']'");
		rd->at++;
		skip_space(rd);
	}
}

static int read_attr(struct reader *rd, struct og_onedconf *conf,
		     struct og_err *err)
{
	struct og_oned_attr *attr;

	if (conf->n_attrs == ATTRS_MAX)
		return og_err_set(err, -E2BIG,
				  "line %u: more than %d attributes", rd->line,
				  ATTRS_MAX);
	OG_RESERVE(conf->attrs, conf->n_attrs + 1, conf->cap_attrs);
	attr = &conf->attrs[conf->n_attrs++];
	*attr = (struct og_oned_attr){ .line = rd->line };
	if (read_name(rd, &attr->name, err) < 0 || read_equals(rd, err) < 0)
		return err->code;
	if (peek(rd) == '[')
		return read_vector(rd, attr, err);
	if (peek(rd) == '\n' || peek(rd) == '\r' || peek(rd) < 0) {
		attr->value = og_strdup("");
		return 0;
	}
	return read_value(rd, &attr->value, err);
}

int og_onedconf_parse(const char *text, size_t len,
		      struct og_onedconf *ret_conf, struct og_err *err)
{
	og_cleanup(og_onedconf_free) struct og_onedconf conf = { 0 };
	struct reader rd = { .at = text, .end = text + len, .line = 1 };
	struct og_err own = { 0 };

	err = err ? err : &own;
	if (len > OG_ONEDCONF_MAX)
		return og_err_set(err, -EFBIG, "more than %d MiB",
				  OG_ONEDCONF_MAX >> 20);
	for (skip_space(&rd); peek(&rd) >= 0; skip_space(&rd))
		if (read_attr(&rd, &conf, err) < 0)
			return err->code;
	*ret_conf = conf;
	conf = (struct og_onedconf){ 0 };
	return 0;
}

const struct og_oned_attr *og_onedconf_next(const struct og_onedconf *conf,
					    const struct og_oned_attr *after,
					    const char *name)
{
	size_t i = after ? (size_t)(after - conf->attrs) + 1 : 0;

	for (; i < conf->n_attrs; i++)
		if (strcasecmp(conf->attrs[i].name, name) == 0)
			return &conf->attrs[i];
	return NULL;
}

const char *og_oned_attr_get(const struct og_oned_attr *attr, const char *name)
{
	for (size_t i = 0; i < attr->n_pairs; i++)
		if (strcasecmp(attr->pairs[i].name, name) == 0)
			return attr->pairs[i].value;
	return "";
}
