// SPDX-License-Identifier: Apache-2.0
#include "conf.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <strings.h>

#include "cpuset.h"
#include "num.h"
#include "pciid.h"
#include "vm-text.h"
#include "yamlconf.h"

enum { FILE_MAX = 1024 * 1024, QUEUES_MAX = 256 };

static void put(struct og_driver_conf *conf, size_t row, const char *text)
{
	free(conf->text[row]);
	conf->text[row] = text && *text ? og_strdup(text) : NULL;
}

void og_driver_conf_init(struct og_driver_conf *conf)
{
	*conf = (struct og_driver_conf){ 0 };
	for (size_t i = 0; i < og_knobs_count; i++)
		put(conf, i, og_knobs[i].preset);
}

void og_driver_conf_free(struct og_driver_conf *conf)
{
	for (size_t i = 0; i < og_knobs_count; i++)
		free(conf->text[i]);
	*conf = (struct og_driver_conf){ 0 };
}

static bool is_named(const struct og_knob *knob, const char *vector,
		     const char *name)
{
	size_t len = vector ? strlen(vector) : 0;

	if (!vector)
		return strcmp(knob->name, name) == 0;
	return strncmp(knob->name, vector, len) == 0 &&
	       knob->name[len] == '/' &&
	       strcmp(knob->name + len + 1, name) == 0;
}

const char *og_driver_conf_text(const struct og_driver_conf *conf,
				const char *vector, const char *name)
{
	for (size_t i = 0; i < og_knobs_count; i++)
		if (is_named(&og_knobs[i], vector, name))
			return conf->text[i];
	return NULL;
}

void og_driver_conf_set(struct og_driver_conf *conf, const char *name,
			const char *text)
{
	for (size_t i = 0; i < og_knobs_count; i++)
		if (strcmp(og_knobs[i].name, name) == 0)
			put(conf, i, text);
}

void og_driver_conf_overlay(struct og_driver_conf *conf,
			    const struct og_xml_node *tmpl)
{
	for (size_t i = 0; i < og_knobs_count; i++) {
		const struct og_knob *knob = &og_knobs[i];
		const char *text = og_xml_value(tmpl, knob->name);
		bool is_text = knob->kind != OG_KNOB_NUMBER &&
			       knob->kind != OG_KNOB_BOOL;

		if (text)
			put(conf, i, text);
		else if (is_text && og_xml_path(tmpl, knob->name))
			put(conf, i,
			    knob->kind == OG_KNOB_PATH ? knob->preset : NULL);
	}
}

/* What a value must be, where it is not; NULL: it is good. */
static char *takes(const struct og_knob *knob, const char *text)
{
	size_t len = strlen(text);
	struct og_cpuset cpus;
	struct og_pciid id;
	int64_t n;

	switch (knob->kind) {
	case OG_KNOB_TEXT:
		break;
	case OG_KNOB_BOOL:
		if (!og_text_is_word_of("yes no", text))
			return og_strdup("yes or no");
		break;
	case OG_KNOB_QUEUES:
		if (strcasecmp(text, "auto") != 0 &&
		    og_num_i64(text, len, 1, QUEUES_MAX, &n) < 0)
			return og_asprintf("auto or a number from 1 to %d",
					   QUEUES_MAX);
		break;
	case OG_KNOB_NUMBER:
		if (og_num_i64(text, len, 0, knob->most, &n) < 0)
			return og_asprintf("a number from 0 to %lld",
					   (long long)knob->most);
		break;
	case OG_KNOB_PATH:
	case OG_KNOB_PATHS:
		if (text[0] != '/')
			return og_strdup("an absolute path");
		break;
	case OG_KNOB_WORD:
		if (!og_text_is_word_of(knob->words, text))
			return og_asprintf("one of: %s", knob->words);
		break;
	case OG_KNOB_CPUS:
		if (og_cpuset_parse(text, len, &cpus) < 0)
			return og_strdup("a list of CPUs such as 0-3,8");
		break;
	case OG_KNOB_IDS:
		if (og_pciid_parse(text, len, &id, NULL) < 0)
			return og_strdup("a pattern of PCI ids such as 10de:*");
		break;
	case OG_KNOB_XML:
		if (og_text_check_xml(text, NULL) < 0)
			return og_strdup("well-formed XML");
		break;
	}
	return NULL;
}

static int check(const struct og_knob *knob, const struct og_conf_value *value,
		 struct og_err *err)
{
	og_autofree char *wanted =
		*value->text ? takes(knob, value->text) : NULL;

	if (!wanted)
		return 0;
	return og_err_set(err, -EINVAL, "line %u: %s: '%.64s' is not %s",
			  value->line, knob->name, value->text, wanted);
}

static int read_entry(const struct og_conf_entry *entry, size_t row,
		      struct og_driver_conf *conf, struct og_err *err)
{
	const struct og_knob *knob = &og_knobs[row];
	og_autobuf text = OG_BUF_INIT;
	int r;

	if (entry->is_list && knob->kind != OG_KNOB_PATHS &&
	    knob->kind != OG_KNOB_IDS)
		return og_err_set(err, -EINVAL, "line %u: '%s' is one value",
				  entry->line, knob->name);
	og_buf_str(&text, "");
	for (size_t i = 0; i < entry->n_values; i++) {
		r = check(knob, &entry->values[i], err);
		if (r < 0)
			return r;
		og_buf_fmt(&text, "%s%s", i ? " " : "", entry->values[i].text);
	}
	put(conf, row, og_buf_text(&text));
	return 0;
}

static int read_yaml(const struct og_conf *yaml, struct og_driver_conf *conf,
		     struct og_err *err)
{
	const char *known[OG_KNOBS_MAX + 1] = { 0 };
	int r;

	for (size_t i = 0; i < og_knobs_count; i++)
		known[i] = og_knobs[i].name;
	r = og_conf_check_keys(yaml, known, err);
	for (size_t i = 0; i < og_knobs_count && r == 0; i++) {
		const struct og_conf_entry *entry =
			og_conf_find(yaml, known[i]);

		if (entry)
			r = read_entry(entry, i, conf, err);
	}
	return r;
}

int og_driver_conf_parse(const char *text, size_t len,
			 struct og_driver_conf *ret_conf, struct og_err *err)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf;
	og_cleanup(og_conf_free) struct og_conf yaml = { 0 };
	int r;

	og_driver_conf_init(&conf);
	r = og_conf_parse(text, len, &yaml, err);
	if (r == 0)
		r = read_yaml(&yaml, &conf, err);
	if (r < 0)
		return r;
	*ret_conf = conf;
	conf = (struct og_driver_conf){ 0 };
	return 0;
}

int og_driver_conf_read(const char *path, struct og_driver_conf *ret_conf,
			struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_buf_read_file(&text, path, FILE_MAX, err);
	if (r < 0)
		return r;
	r = og_driver_conf_parse(og_buf_text(&text), text.len, ret_conf, err);
	return r < 0 ? og_err_prefix(err, "%s", path) : 0;
}
