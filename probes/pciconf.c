// SPDX-License-Identifier: Apache-2.0
#include "pciconf.h"

#include <errno.h>
#include <stdio.h>

#include "num.h"
#include "yamlconf.h"

enum {
	ITEMS_MAX = 4096,
	REGEX_MAX = 256, /* bytes of an expression */
	REPEATS_MAX = 256,
	NESTED_MAX = 3,
};

void og_pciconf_free(struct og_pciconf *conf)
{
	for (size_t i = 0; i < conf->n_names; i++) {
		regfree(conf->names[i]);
		free(conf->names[i]);
	}
	free(conf->filter);
	free(conf->addresses);
	free(conf->names);
	free(conf->nvidia);
	*conf = (struct og_pciconf){ 0 };
}

/* --- one value of each key --- */

static int add_filter(struct og_pciconf *conf, const char *s, size_t len,
		      struct og_err *err)
{
	struct og_pciid id;
	int r = og_pciid_parse(s, len, &id, err);

	if (r < 0)
		return r;
	OG_RESERVE(conf->filter, conf->n_filter + 1, conf->cap_filter);
	conf->filter[conf->n_filter++] = id;
	return 0;
}

static int add_address(struct og_pciconf *conf, const char *s, size_t len,
		       struct og_err *err)
{
	struct og_bdf bdf;

	if (og_bdf_parse(s, len, &bdf) < 0)
		return og_err_set(err, -EINVAL,
				  "'%.*s' is not an address like e1:00.0",
				  (int)len, s);
	OG_RESERVE(conf->addresses, conf->n_addresses + 1, conf->cap_addresses);
	conf->addresses[conf->n_addresses++] = bdf;
	return 0;
}

static int add_vendor(struct og_pciconf *conf, const char *s, size_t len,
		      struct og_err *err)
{
	uint32_t vendor;

	if (og_num_hex(s, len, 4, &vendor) < 0)
		return og_err_set(err, -EINVAL,
				  "'%.*s' is not a vendor id like 10de",
				  (int)len, s);
	OG_RESERVE(conf->nvidia, conf->n_nvidia + 1, conf->cap_nvidia);
	conf->nvidia[conf->n_nvidia++] = (uint16_t)vendor;
	return 0;
}

/* The largest count in "{2,16}"; at least 1, and never far above the bound. */
static uint64_t largest_count(const char *s)
{
	uint64_t most = 1, n = 0;

	for (; (*s >= '0' && *s <= '9') || *s == ','; s++) {
		n = *s == ',' ? 0 : n * 10 + (uint64_t)(*s - '0');
		most = n > most ? n : most;
		if (most > REPEATS_MAX)
			break;
	}
	return most;
}

/*
 * glibc writes out x{n} and x+ before it matches, so nested ones take a short
 * text beyond a gigabyte. Whether they nest is not asked: bound the product of
 * all.
 */
static bool repeats_too_much(const char *s)
{
	uint64_t product = 1;

	for (; *s && product <= REPEATS_MAX; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (*s == '+')
			product *= 2;
		else if (*s == '{')
			product *= largest_count(s + 1);
	}
	return product > REPEATS_MAX;
}

/*
 * Worse, behind an anchor it takes glibc ages to look at five x+ in one
 * another, be they written (((x+)+)+) or x+++. Count what could be such.
 */
static bool nests_too_deep(const char *s)
{
	unsigned nested = 0;
	bool after_whole = false; /* a group or a repeat came before */

	for (; *s; s++) {
		bool repeats = *s == '+' || *s == '{';

		if (repeats && after_whole && ++nested > NESTED_MAX)
			return true;
		after_whole = strchr(")+?*}", *s) != NULL;
		if (*s == '\\' && s[1])
			s++;
	}
	return false;
}

/* "\d" would quietly match the letter d: say so, other tools know it. */
static char foreign_escape(const char *s)
{
	for (; *s; s++) {
		if (*s != '\\')
			continue;
		s++;
		if (!*s)
			break;
		if ((*s >= '0' && *s <= '9') || strchr("dDtnrAzZ", *s))
			return *s;
	}
	return '\0';
}

static int add_name(struct og_pciconf *conf, const char *s, size_t len,
		    struct og_err *err)
{
	og_autofree char *text = og_strndup(s, len);
	og_autofree regex_t *regex = og_calloc(1, sizeof(*regex));
	char why[256], escape = foreign_escape(text);
	int r;

	if (len > REGEX_MAX)
		return og_err_set(err, -EINVAL,
				  "an expression of more than %d bytes",
				  REGEX_MAX);
	if (escape)
		return og_err_set(err, -EINVAL,
				  "'%s': '\\%c' is not known to POSIX extended "
				  "regular expressions",
				  text, escape);
	if (repeats_too_much(text))
		return og_err_set(err, -EINVAL,
				  "'%s': repeats more than %d times over", text,
				  REPEATS_MAX);
	if (nests_too_deep(text))
		return og_err_set(err, -EINVAL,
				  "'%s': more than %d repeats of groups or "
				  "repeats",
				  text, NESTED_MAX);
	r = regcomp(regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	if (r) {
		regerror(r, regex, why, sizeof(why));
		return og_err_set(err, -EINVAL, "'%s': %s", text, why);
	}
	OG_RESERVE(conf->names, conf->n_names + 1, conf->cap_names);
	conf->names[conf->n_names++] = og_steal(regex);
	return 0;
}

/* --- keys --- */

struct key {
	const char *name;
	bool commas; /* one value may hold several */
	int (*add)(struct og_pciconf *conf, const char *s, size_t len,
		   struct og_err *err);
	const char *standard; /* NULL: nothing */
};

static const struct key keys[] = {
	{ "filter", true, add_filter, "0:0" },
	{ "short_address", true, add_address, NULL },
	{ "device_name", false, add_name, NULL },
	{ "nvidia_vendors", true, add_vendor, "10de" },
};

static const char *const key_names[] = {
	"filter", "short_address", "device_name", "nvidia_vendors", NULL,
};

static void trim(const char **s, size_t *len)
{
	while (*len && (**s == ' ' || **s == '\t'))
		(*s)++, (*len)--;
	while (*len && ((*s)[*len - 1] == ' ' || (*s)[*len - 1] == '\t'))
		(*len)--;
}

static int add_items(struct og_pciconf *conf, const struct key *key,
		     const char *text, size_t *items, struct og_err *err)
{
	for (;;) {
		size_t len = key->commas ? strcspn(text, ",") : strlen(text);
		const char *item = text;
		size_t item_len = len;
		int r;

		if (key->commas)
			trim(&item, &item_len);
		if (++*items > ITEMS_MAX)
			return og_err_set(err, -EINVAL, "more than %d values",
					  ITEMS_MAX);
		r = key->add(conf, item, item_len, err);
		if (r < 0 || !text[len])
			return r;
		text += len + 1;
	}
}

static int read_entry(struct og_pciconf *conf, const struct key *key,
		      const struct og_conf_entry *entry, struct og_err *err)
{
	size_t items = 0;

	for (size_t i = 0; i < entry->n_values; i++) {
		const struct og_conf_value *value = &entry->values[i];

		/* "key:" alone and "key: ''" say: none. */
		if (!entry->is_list && !value->text[0])
			continue;
		if (add_items(conf, key, value->text, &items, err) < 0)
			return og_err_prefix(err, "line %u: %s", value->line,
					     key->name);
	}
	return 0;
}

static int read_key(struct og_pciconf *conf, const struct key *key,
		    const struct og_conf *yaml, struct og_err *err)
{
	const struct og_conf_entry *entry = og_conf_find(yaml, key->name);

	if (entry)
		return read_entry(conf, key, entry, err);
	if (key->standard)
		return key->add(conf, key->standard, strlen(key->standard),
				err);
	return 0;
}

int og_pciconf_parse(const char *text, size_t len, struct og_pciconf *ret_conf,
		     struct og_err *err)
{
	og_cleanup(og_conf_free) struct og_conf yaml = { 0 };
	og_cleanup(og_pciconf_free) struct og_pciconf conf = { 0 };
	int r;

	r = og_conf_parse(text, len, &yaml, err);
	if (r == 0)
		r = og_conf_check_keys(&yaml, key_names, err);
	for (size_t i = 0; r == 0 && i < OG_COUNT(keys); i++)
		r = read_key(&conf, &keys[i], &yaml, err);
	if (r < 0)
		return r;
	*ret_conf = conf;
	conf = (struct og_pciconf){ 0 };
	return 0;
}

char *og_pciconf_default_path(const char *program)
{
	enum { SYSTEM, HOST, PROBES, IM, REMOTES, LEVELS };
	size_t cut[LEVELS], len = strlen(program);

	/* Lengths of the path up to its folders, from the innermost. */
	for (size_t i = 0; i < LEVELS; i++) {
		while (len && program[len - 1] != '/')
			len--;
		if (!len)
			return NULL;
		cut[i] = --len;
	}
	return og_asprintf("%.*s/etc/im/%.*s/pci.conf", (int)cut[REMOTES],
			   program, (int)(cut[PROBES] - cut[IM] - 1),
			   program + cut[IM] + 1);
}

/* --- decisions --- */

bool og_pciconf_wants_id(const struct og_pciconf *conf,
			 const struct og_pcidev *dev)
{
	bool wanted = false;

	for (size_t i = 0; !wanted && i < conf->n_filter; i++)
		wanted = og_pciid_match(&conf->filter[i], dev->vendor,
					dev->device, dev->class_id);
	if (!wanted || !conf->n_addresses)
		return wanted;
	for (size_t i = 0; i < conf->n_addresses; i++)
		if (og_bdf_cmp(&conf->addresses[i], &dev->bdf) == 0)
			return true;
	return false;
}

bool og_pciconf_wants_name(const struct og_pciconf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_names; i++)
		if (regexec(conf->names[i], name, 0, NULL, 0) == 0)
			return true;
	return conf->n_names == 0;
}

bool og_pciconf_is_nvidia(const struct og_pciconf *conf, uint16_t vendor)
{
	for (size_t i = 0; i < conf->n_nvidia; i++)
		if (conf->nvidia[i] == vendor)
			return true;
	return false;
}
