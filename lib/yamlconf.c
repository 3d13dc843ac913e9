// SPDX-License-Identifier: Apache-2.0
#include "yamlconf.h"

#include <errno.h>
#include <yaml.h>

#include "buf.h"

enum {
	TEXT_MAX = 1024 * 1024,
	KEYS_MAX = 256,
	VALUES_MAX = 4096,
	SHOWN = 64,
	TYPO_MAX = 64,
};

struct reader {
	const char *text;
	size_t len;
	yaml_parser_t yaml;
	yaml_event_t event;
	bool has_event;
	struct og_conf conf;
	size_t cap_entries;
	struct og_err *err;
};

void og_conf_free(struct og_conf *conf)
{
	for (size_t i = 0; i < conf->n_entries; i++) {
		struct og_conf_entry *entry = &conf->entries[i];

		for (size_t j = 0; j < entry->n_values; j++)
			free(entry->values[j].text);
		free(entry->values);
		free(entry->key);
	}
	free(conf->entries);
	*conf = (struct og_conf){ 0 };
}

static void drop_event(struct reader *rd)
{
	if (rd->has_event)
		yaml_event_delete(&rd->event);
	rd->has_event = false;
}

static void reader_free(struct reader *rd)
{
	drop_event(rd);
	yaml_parser_delete(&rd->yaml);
	og_conf_free(&rd->conf);
}

static unsigned event_line(const struct reader *rd)
{
	return (unsigned)rd->event.start_mark.line + 1;
}

/* libyaml gives a mark, but for broken encoding only an offset. */
static unsigned problem_line(const struct reader *rd)
{
	unsigned line = 1;

	if (rd->yaml.error != YAML_READER_ERROR)
		return (unsigned)rd->yaml.problem_mark.line + 1;
	for (size_t i = 0; i < rd->len && i < rd->yaml.problem_offset; i++)
		line += rd->text[i] == '\n';
	return line;
}

static int next_event(struct reader *rd)
{
	drop_event(rd);
	if (!yaml_parser_parse(&rd->yaml, &rd->event))
		return og_err_set(
			rd->err, -EINVAL, "line %u: %s", problem_line(rd),
			rd->yaml.problem ? rd->yaml.problem : "not YAML");
	rd->has_event = true;
	return 0;
}

static int refuse(struct reader *rd, const char *what)
{
	return og_err_set(rd->err, -EINVAL, "line %u: %s", event_line(rd),
			  what);
}

/* The scalar at hand, as a text of its own. */
static int take_scalar(struct reader *rd, char **ret_text)
{
	const char *text = (const char *)rd->event.data.scalar.value;
	size_t len = rd->event.data.scalar.length;

	if (rd->event.data.scalar.anchor)
		return refuse(rd, "anchors are not understood");
	if (rd->event.data.scalar.tag)
		return refuse(rd, "tags are not understood");
	if (memchr(text, '\0', len))
		return refuse(rd, "a value must not hold a NUL");
	if (rd->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
		len = 0;
	*ret_text = og_strndup(text, len);
	return 0;
}

static int add_value(struct reader *rd, struct og_conf_entry *entry,
		     size_t *cap)
{
	char *text;
	int r;

	if (entry->n_values == VALUES_MAX)
		return refuse(rd, "too many values");
	r = take_scalar(rd, &text);
	if (r < 0)
		return r;
	OG_RESERVE(entry->values, entry->n_values + 1, *cap);
	entry->values[entry->n_values++] = (struct og_conf_value){
		.text = text,
		.line = event_line(rd),
	};
	return 0;
}

static int read_list(struct reader *rd, struct og_conf_entry *entry)
{
	size_t cap = 0;

	if (rd->event.data.sequence_start.anchor)
		return refuse(rd, "anchors are not understood");
	if (rd->event.data.sequence_start.tag)
		return refuse(rd, "tags are not understood");
	entry->is_list = true;
	for (;;) {
		int r = next_event(rd);

		if (r < 0)
			return r;
		if (rd->event.type == YAML_SEQUENCE_END_EVENT)
			return 0;
		if (rd->event.type != YAML_SCALAR_EVENT)
			return refuse(rd, "a list may hold plain values only");
		r = add_value(rd, entry, &cap);
		if (r < 0)
			return r;
	}
}

/* The key at hand becomes the last entry. */
static int add_key(struct reader *rd)
{
	og_autofree char *text = NULL;
	const struct og_conf_entry *twin;
	const char *key;
	int r;

	if (rd->event.type != YAML_SCALAR_EVENT)
		return refuse(rd, "expected a key");
	if (rd->conf.n_entries == KEYS_MAX)
		return refuse(rd, "too many keys");
	r = take_scalar(rd, &text);
	if (r < 0)
		return r;
	key = text + (text[0] == ':');
	if (!*key)
		return refuse(rd, "a key without a name");
	twin = og_conf_find(&rd->conf, key);
	if (twin)
		return og_err_set(rd->err, -EINVAL,
				  "line %u: '%.*s' is given twice, first in "
				  "line %u",
				  event_line(rd), SHOWN, key, twin->line);
	OG_RESERVE(rd->conf.entries, rd->conf.n_entries + 1, rd->cap_entries);
	rd->conf.entries[rd->conf.n_entries++] = (struct og_conf_entry){
		.key = og_strdup(key),
		.line = event_line(rd),
	};
	return 0;
}

static int read_value(struct reader *rd, struct og_conf_entry *entry)
{
	size_t cap = 0;

	switch (rd->event.type) {
	case YAML_SCALAR_EVENT:
		return add_value(rd, entry, &cap);
	case YAML_SEQUENCE_START_EVENT:
		return read_list(rd, entry);
	case YAML_ALIAS_EVENT:
		return refuse(rd, "aliases are not understood");
	default:
		return og_err_set(rd->err, -EINVAL,
				  "line %u: '%.*s' must be a value or a list "
				  "of values",
				  event_line(rd), SHOWN, entry->key);
	}
}

static int read_mapping(struct reader *rd)
{
	if (rd->event.data.mapping_start.anchor)
		return refuse(rd, "anchors are not understood");
	if (rd->event.data.mapping_start.tag)
		return refuse(rd, "tags are not understood");
	for (;;) {
		int r = next_event(rd);

		if (r < 0)
			return r;
		if (rd->event.type == YAML_MAPPING_END_EVENT)
			return 0;
		r = add_key(rd);
		if (r == 0)
			r = next_event(rd);
		if (r == 0)
			r = read_value(
				rd, &rd->conf.entries[rd->conf.n_entries - 1]);
		if (r < 0)
			return r;
	}
}

/* The one node of a document: a mapping, or nothing. */
static int read_document(struct reader *rd)
{
	int r = next_event(rd);

	if (r < 0)
		return r;
	if (rd->event.type == YAML_MAPPING_START_EVENT)
		r = read_mapping(rd);
	else if (rd->event.type != YAML_SCALAR_EVENT ||
		 rd->event.data.scalar.length)
		r = refuse(rd, "expected 'key: value'");
	if (r == 0)
		r = next_event(rd); /* the document's end */
	return r;
}

static int read_stream(struct reader *rd)
{
	int r = next_event(rd); /* the stream's start */

	if (r == 0)
		r = next_event(rd);
	if (r < 0 || rd->event.type == YAML_STREAM_END_EVENT)
		return r;
	r = read_document(rd);
	if (r == 0)
		r = next_event(rd);
	if (r == 0 && rd->event.type != YAML_STREAM_END_EVENT)
		r = refuse(rd, "a second document");
	return r;
}

int og_conf_parse(const char *text, size_t len, struct og_conf *ret_conf,
		  struct og_err *err)
{
	og_cleanup(reader_free) struct reader rd = {
		.text = text,
		.len = len,
		.err = err,
	};
	int r;

	if (!yaml_parser_initialize(&rd.yaml))
		abort(); /* out of memory */
	if (len > TEXT_MAX)
		return og_err_set(err, -EFBIG, "line 1: larger than %d bytes",
				  TEXT_MAX);
	/* Named, so that a byte order mark cannot choose another one. */
	yaml_parser_set_encoding(&rd.yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&rd.yaml, (const unsigned char *)text,
				     len);
	r = read_stream(&rd);
	if (r < 0)
		return r;
	*ret_conf = rd.conf;
	rd.conf = (struct og_conf){ 0 };
	return 0;
}

const struct og_conf_entry *og_conf_find(const struct og_conf *conf,
					 const char *key)
{
	for (size_t i = 0; i < conf->n_entries; i++)
		if (strcmp(conf->entries[i].key, key) == 0)
			return &conf->entries[i];
	return NULL;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edits that turn one word into the other; `b` has at most TYPO_MAX bytes. */
static unsigned edits(const char *a, const char *b)
{
	size_t n = strlen(b);
	unsigned row[TYPO_MAX + 1];

	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t j = 0; j < n; j++) {
			unsigned change = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			row[j + 1] =
				least(change, least(row[j], row[j + 1]) + 1);
		}
	}
	return row[n];
}

/* A known key close enough to be what was meant, or NULL. */
static const char *nearest(const char *key, const char *const *known)
{
	size_t len = strlen(key);
	unsigned best = (unsigned)(len < 6 ? 2 : 3);
	const char *found = NULL;

	if (len > TYPO_MAX)
		return NULL;
	for (; *known; known++) {
		unsigned n = edits(*known, key);

		if (n < best || (n == best && !found)) {
			best = n;
			found = *known;
		}
	}
	return found;
}

static bool is_known(const char *key, const char *const *known)
{
	for (; *known; known++)
		if (strcmp(key, *known) == 0)
			return true;
	return false;
}

static int refuse_key(const struct og_conf_entry *entry,
		      const char *const *known, struct og_err *err)
{
	const char *meant = nearest(entry->key, known);
	og_autobuf all = OG_BUF_INIT;

	if (meant)
		return og_err_set(err, -EINVAL,
				  "line %u: unknown key '%.*s', did you mean "
				  "'%s'?",
				  entry->line, SHOWN, entry->key, meant);
	for (size_t i = 0; known[i]; i++)
		og_buf_fmt(&all, "%s%s", i ? ", " : "", known[i]);
	return og_err_set(err, -EINVAL,
			  "line %u: unknown key '%.*s', known are %s",
			  entry->line, SHOWN, entry->key, og_buf_text(&all));
}

int og_conf_check_keys(const struct og_conf *conf, const char *const *known,
		       struct og_err *err)
{
	for (size_t i = 0; i < conf->n_entries; i++)
		if (!is_known(conf->entries[i].key, known))
			return refuse_key(&conf->entries[i], known, err);
	return 0;
}
