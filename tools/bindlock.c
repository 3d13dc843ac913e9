// SPDX-License-Identifier: Apache-2.0
#include "bindlock.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "buf.h"
#include "yamlconf.h"

#define PRESET "/var/lock/one/onegpu.lock"

enum { WAIT = 30, CONF_MAX = 1024 * 1024 };

int og_bindlock_find(const char *text, size_t len, char **ret_path,
		     struct og_err *err)
{
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	const struct og_conf_entry *entry;
	int r = og_conf_parse(text, len, &conf, err);

	if (r < 0)
		return r;
	entry = og_conf_find(&conf, "LOCK");
	*ret_path = og_strdup(entry && entry->n_values && *entry->values[0].text
				      ? entry->values[0].text
				      : PRESET);
	return 0;
}

static int find(char **ret_path, struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r;

	if (access(OG_BINDLOCK_CONF, F_OK) < 0) {
		*ret_path = og_strdup(PRESET);
		return 0;
	}
	r = og_buf_read_file(&text, OG_BINDLOCK_CONF, CONF_MAX, err);
	if (r == 0)
		r = og_bindlock_find(og_buf_text(&text), text.len, ret_path,
				     err);
	return r < 0 ? og_err_prefix(err, OG_BINDLOCK_CONF) : 0;
}

static void say_waiting(const char *path)
{
	fprintf(stderr, "a VM is starting: waiting for %s\n", path);
}

int og_bindlock_take(const char *path, struct og_lock *ret_lock,
		     struct og_err *err)
{
	og_autofree char *found = NULL;
	struct og_err why = { 0 };
	int r = path ? 0 : find(&found, &why);

	if (r == 0)
		r = og_lock_take(path ? path : found, WAIT, say_waiting,
				 ret_lock, &why);
	if (r == -ENOENT && !path)
		return 0;
	if (r == -EACCES && geteuid() != 0)
		return og_err_set(err, r, "only root may move devices");
	return r < 0 ? og_err_set(err, r, "%s (--lock names another)", why.msg)
		     : 0;
}
