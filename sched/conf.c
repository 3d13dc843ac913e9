// SPDX-License-Identifier: Apache-2.0
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "attrs.h"
#include "num.h"
#include "rank.h"
#include "yamlconf.h"

enum { FILE_MAX = 1024 * 1024, MAX_HOST_MAX = 1000000, SCALE_MAX = 1000 };

/* A policy and the expression of the custom one. */
struct policy_knob {
	const char *policy, *rank;
	int most, custom;
	const char *(*text)(int policy);
};

static const struct policy_knob host_knob = { "policy", "rank", 4,
					      OG_RANK_HOST_CUSTOM,
					      og_rank_host_policy };
static const struct policy_knob store_knob = { "ds_policy", "ds_rank", 3,
					       OG_RANK_STORE_CUSTOM,
					       og_rank_store_policy };
static const struct policy_knob net_knob = { "nic_policy", "nic_rank", 3,
					     OG_RANK_NET_CUSTOM,
					     og_rank_net_policy };

static const char *const known[] = {
	"pci_numa_policy",
	"max_host",
	"policy",
	"rank",
	"ds_policy",
	"ds_rank",
	"nic_policy",
	"nic_rank",
	"different_vnets",
	"memory_system_ds_scale",
	"as_rank",
	"gpus_first",
	NULL,
};

void og_sched_conf_init(struct og_sched_conf *conf)
{
	*conf = (struct og_sched_conf){
		.choose = { .policy = OG_POLICY_PREFERRED },
	};
}

void og_sched_conf_free(struct og_sched_conf *conf)
{
	for (size_t i = 0; i < OG_COUNT(conf->own); i++)
		free(conf->own[i]);
	og_sched_conf_init(conf);
}

/* rank's names are in upper case: both are good, but not one knob twice. */
static int lower_keys(struct og_conf *yaml, struct og_err *err)
{
	for (size_t i = 0; i < yaml->n_entries; i++) {
		struct og_conf_entry *e = &yaml->entries[i];

		for (char *c = e->key; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		for (size_t j = 0; j < i; j++)
			if (strcmp(yaml->entries[j].key, e->key) == 0)
				return og_err_set(err, -EINVAL,
						  "line %u: '%.64s' is in line "
						  "%u already",
						  e->line, e->key,
						  yaml->entries[j].line);
	}
	return 0;
}

/* The one value of a key, NULL where it is not there. */
static int value_of(const struct og_conf *yaml, const char *key,
		    const struct og_conf_value **ret_value, struct og_err *err)
{
	const struct og_conf_entry *e = og_conf_find(yaml, key);

	*ret_value = NULL;
	if (!e)
		return 0;
	if (e->is_list || e->n_values != 1)
		return og_err_set(err, -EINVAL, "line %u: '%s' is one value",
				  e->line, key);
	*ret_value = &e->values[0];
	return 0;
}

static int refuse(const struct og_conf_value *value, const char *key,
		  const char *takes, struct og_err *err)
{
	return og_err_set(err, -EINVAL, "line %u: %s: '%.64s' is not %s",
			  value->line, key, value->text, takes);
}

static int read_number(const struct og_conf *yaml, const char *key, int most,
		       int *number, struct og_err *err)
{
	const struct og_conf_value *v = NULL;
	char takes[64];
	int r = value_of(yaml, key, &v, err);

	if (r < 0 || !v)
		return r;
	if (og_num_int(v->text, strlen(v->text), 0, most, number) == 0)
		return 0;
	snprintf(takes, sizeof(takes), "a number from 0 to %d", most);
	return refuse(v, key, takes, err);
}

static int read_bool(const struct og_conf *yaml, const char *key, bool *yes,
		     struct og_err *err)
{
	const struct og_conf_value *v = NULL;
	int r = value_of(yaml, key, &v, err);

	if (r < 0 || !v)
		return r;
	if (strcasecmp(v->text, "yes") == 0 || strcasecmp(v->text, "true") == 0)
		*yes = true;
	else if (strcasecmp(v->text, "no") == 0 ||
		 strcasecmp(v->text, "false") == 0)
		*yes = false;
	else
		return refuse(v, key, "yes or no", err);
	return 0;
}

static int read_scale(const struct og_conf *yaml, double *scale,
		      struct og_err *err)
{
	static const char key[] = "memory_system_ds_scale";
	const struct og_conf_value *v = NULL;
	float number = 0;
	int r = value_of(yaml, key, &v, err);

	if (r < 0 || !v)
		return r;
	if (v->text[strspn(v->text, "0123456789.")] != '\0' ||
	    !og_attr_number(v->text, &number) || number > SCALE_MAX)
		return refuse(v, key, "a number from 0 to 1000", err);
	*scale = (double)number;
	return 0;
}

static int check_expr(const struct og_conf_value *v, const char *key,
		      struct og_err *err)
{
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_expr_free) struct og_expr expr = { 0 };

	if (og_expr_parse(v->text, &names, &expr, err) == 0)
		return 0;
	return og_err_prefix(err, "line %u: %s '%.128s'", v->line, key,
			     v->text);
}

/* Without its custom policy an expression would be ignored in silence. */
static int read_policy(const struct og_conf *yaml, const struct policy_knob *k,
		       const char **ret_text, char **own, struct og_err *err)
{
	const struct og_conf_value *v = NULL;
	int policy = 1; /* striping */
	int r = read_number(yaml, k->policy, k->most, &policy, err);

	if (r < 0)
		return r;
	r = value_of(yaml, k->rank, &v, err);
	if (r < 0)
		return r;
	if (v && policy != k->custom)
		return og_err_set(err, -EINVAL,
				  "line %u: '%s' counts with '%s: %d' only",
				  v->line, k->rank, k->policy, k->custom);
	if (!v && policy == k->custom)
		return og_err_set(err, -EINVAL,
				  "line %u: '%s: %d' needs an expression in "
				  "'%s'",
				  og_conf_find(yaml, k->policy)->line,
				  k->policy, k->custom, k->rank);
	if (!v) {
		*ret_text = k->text(policy);
		return 0;
	}
	r = check_expr(v, k->rank, err);
	if (r < 0)
		return r;
	*ret_text = *own = og_strdup(v->text);
	return 0;
}

static int read_numa_policy(const struct og_conf *yaml, enum og_policy *policy,
			    struct og_err *err)
{
	static const char key[] = "pci_numa_policy";
	const struct og_conf_value *v = NULL;
	int r = value_of(yaml, key, &v, err);

	if (r < 0 || !v)
		return r;
	if (og_policy_parse(v->text, policy) < 0)
		return refuse(v, key, "required, socket, preferred or none",
			      err);
	return 0;
}

static int read_all(const struct og_conf *yaml, struct og_sched_conf *conf,
		    struct og_err *err)
{
	struct og_choose_conf *c = &conf->choose;
	int max_host = 0;
	bool different = true;
	int r = read_numa_policy(yaml, &c->policy, err);

	if (r == 0)
		r = read_number(yaml, "max_host", MAX_HOST_MAX, &max_host, err);
	if (r == 0)
		r = read_policy(yaml, &host_knob, &c->host_rank, &conf->own[0],
				err);
	if (r == 0)
		r = read_policy(yaml, &store_knob, &c->store_rank,
				&conf->own[1], err);
	if (r == 0)
		r = read_policy(yaml, &net_knob, &c->net_rank, &conf->own[2],
				err);
	if (r == 0)
		r = read_bool(yaml, "different_vnets", &different, err);
	if (r == 0)
		r = read_scale(yaml, &c->memory_scale, err);
	if (r == 0)
		r = read_bool(yaml, "as_rank", &c->as_rank, err);
	if (r == 0)
		r = read_bool(yaml, "gpus_first", &c->gpus_first, err);
	c->max_host = (uint32_t)max_host;
	c->same_nets = !different;
	return r;
}

int og_sched_conf_parse(const char *text, size_t len,
			struct og_sched_conf *ret_conf, struct og_err *err)
{
	og_cleanup(og_conf_free) struct og_conf yaml = { 0 };
	struct og_sched_conf conf;
	int r = og_conf_parse(text, len, &yaml, err);

	if (r == 0)
		r = lower_keys(&yaml, err);
	if (r == 0)
		r = og_conf_check_keys(&yaml, known, err);
	if (r < 0)
		return r;
	og_sched_conf_init(&conf);
	r = read_all(&yaml, &conf, err);
	if (r < 0)
		og_sched_conf_free(&conf);
	else
		*ret_conf = conf;
	return r;
}

int og_sched_conf_read(const char *path, struct og_sched_conf *ret_conf,
		       struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r = og_buf_read_file(&text, path, FILE_MAX, err);

	if (r < 0)
		return r;
	r = og_sched_conf_parse(og_buf_text(&text), text.len, ret_conf, err);
	return r < 0 ? og_err_prefix(err, "%s", path) : 0;
}

char *og_sched_conf_find(const char *location)
{
	og_autofree char *path = NULL;

	if (location && *location) {
		path = og_asprintf("%s/etc/schedulers/onegpu.yaml", location);
		if (access(path, F_OK) == 0)
			return og_steal(path);
		free(path);
	}
	path = og_strdup("/etc/one/schedulers/onegpu.yaml");
	return access(path, F_OK) == 0 ? og_steal(path) : NULL;
}
