// SPDX-License-Identifier: Apache-2.0
/*
 * Reads what there is on a front-end. Which files are onegpu's, and what they
 * should be, onegpu-install alone knows: it is asked.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "frontend.h"
#include "layout.h"
#include "proc.h"
#include "root.h"

enum {
	HOSTS_MAX = 256 << 20,
	PROBED_MAX = 4 << 20,
	/* coreutils' timeout says so */
	TIMED_OUT = 124,
	NOT_FOUND = 127,
};

/* A host of a front-end that does not answer must not hold us up. */
#define PATIENCE "30"

void og_front_facts_free(struct og_front_facts *facts)
{
	free(facts->version);
	og_root_names_free(facts->schedulers, facts->n_schedulers);
	og_front_tree_free(&facts->tree);
	free(facts->oned_unseen);
	og_onedconf_free(&facts->oned);
	free(facts->hosts_unseen);
	og_fronthosts_free(&facts->hosts);
	for (size_t i = 0; i < facts->n_probed; i++) {
		free(facts->probed[i].host);
		og_probed_free(&facts->probed[i].devices);
	}
	free(facts->probed);
	*facts = (struct og_front_facts){ 0 };
}

/* The first line that a program said, without who says it. */
static char *first_line(const struct og_buf *said, const char *who)
{
	const char *text = og_buf_text(said);

	if (strncmp(text, who, strlen(who)) == 0)
		text += strlen(who);
	return og_strndup(text, strcspn(text, "\n"));
}

static int read_tree(const char *remotes, struct og_front_tree *ret_tree,
		     struct og_err *err)
{
	og_autofree char *script = og_layout_program("tools", "onegpu-install");
	const char *argv[] = { script, "check", "--remotes", remotes, NULL };
	og_autoproc proc = { 0 };

	if (og_proc_run(argv, NULL, &proc, err) < 0)
		return err->code;
	if (proc.status) {
		og_autofree char *why = first_line(&proc.err, "onegpu check: ");

		return og_err_set(err, -EINVAL, "%s", why);
	}
	if (og_front_tree_parse(og_buf_text(&proc.out), proc.out.len, ret_tree,
				err) < 0)
		return og_err_prefix(err, "onegpu-install check");
	return 0;
}

/* `onehost sync` touches a file; the book is written where anything is. */
static bool is_unsynced(const char *remotes)
{
	og_autofree char *mark = og_asprintf("%s/.update", remotes);
	og_autofree char *book = og_asprintf("%s/onegpu/laid-down", remotes);
	struct stat synced, laid;

	if (stat(book, &laid) < 0)
		return false;
	return stat(mark, &synced) < 0 ||
	       synced.st_mtim.tv_sec < laid.st_mtim.tv_sec;
}

static int read_remotes(struct og_front_facts *facts, struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;

	if (read_tree(facts->remotes, &facts->tree, err) < 0 ||
	    og_root_open(facts->remotes, &root, err) < 0)
		return err->code;
	og_root_line(root, "VERSION", &facts->version);
	og_root_list(root, "scheduler", &facts->schedulers,
		     &facts->n_schedulers);
	facts->unsynced = is_unsynced(facts->remotes);
	return 0;
}

static int read_oned(const struct og_front_places *places,
		     struct og_front_facts *facts, struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	struct og_err why = { 0 };

	if (og_buf_read_file(&text, facts->oned_conf, OG_ONEDCONF_MAX, &why) <
	    0) {
		if (places->oned_conf)
			return og_err_set(err, why.code, "%s", why.msg);
		facts->oned_unseen = og_strdup(why.msg);
		return 0;
	}
	if (og_onedconf_parse(og_buf_text(&text), text.len, &facts->oned, err) <
	    0)
		return og_err_prefix(err, "%s", facts->oned_conf);
	return 0;
}

static int take_hosts(const char *what, const struct og_buf *xml,
		      struct og_front_facts *facts, struct og_err *err)
{
	if (og_fronthosts_parse(og_buf_text(xml), xml->len, &facts->hosts,
				err) < 0)
		return og_err_prefix(err, "%s", what);
	return 0;
}

static int ask_onehost(struct og_front_facts *facts, struct og_err *err)
{
	static const char *const argv[] = { "timeout", "-k",	  "5",
					    PATIENCE,  "onehost", "list",
					    "--xml",   NULL };
	og_autoproc proc = { 0 };
	struct og_err why = { 0 };

	if (og_proc_run(argv, NULL, &proc, &why) < 0)
		facts->hosts_unseen = og_strdup(why.msg);
	else if (proc.status == NOT_FOUND)
		facts->hosts_unseen = og_strdup("there is no onehost here");
	else if (proc.status == TIMED_OUT)
		facts->hosts_unseen = og_strdup(
			"onehost said nothing for " PATIENCE " seconds");
	else if (proc.status)
		facts->hosts_unseen =
			first_line(proc.err.len ? &proc.err : &proc.out, "");
	else
		return take_hosts("onehost list --xml", &proc.out, facts, err);
	return 0;
}

static int read_hosts(const struct og_front_places *places,
		      struct og_front_facts *facts, struct og_err *err)
{
	og_autobuf xml = OG_BUF_INIT;
	const char *path = places->hosts;

	if (!path)
		return ask_onehost(facts, err);
	if (strcmp(path, "-") == 0) {
		path = "stdin";
		if (og_buf_read(&xml, STDIN_FILENO, HOSTS_MAX, path, err) < 0)
			return err->code;
	} else if (og_buf_read_file(&xml, path, HOSTS_MAX, err) < 0) {
		return err->code;
	}
	return take_hosts(path, &xml, facts, err);
}

static int read_probed(const char *folder, struct og_front_facts *facts,
		       struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	char **names = NULL;
	size_t n = 0;
	int r;

	if (og_root_open(folder, &root, err) < 0)
		return err->code;
	r = og_root_list(root, ".", &names, &n);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", folder, strerror(-r));
	for (size_t i = 0; i < n && r >= 0; i++) {
		og_autobuf text = OG_BUF_INIT;
		struct og_front_probed probed = { 0 };

		r = og_root_read(root, names[i], PROBED_MAX, &text);
		if (r < 0)
			og_err_set(err, r, "%s", strerror(-r));
		else
			r = og_probed_parse(og_buf_text(&text), text.len,
					    &probed.devices, err);
		if (r < 0) {
			og_err_prefix(err, "%s/%s", folder, names[i]);
			break;
		}
		probed.host = og_strdup(names[i]);
		OG_RESERVE(facts->probed, facts->n_probed + 1,
			   facts->cap_probed);
		facts->probed[facts->n_probed++] = probed;
	}
	og_root_names_free(names, n);
	return r < 0 ? r : 0;
}

int og_front_facts_read(const struct og_front_places *places,
			struct og_front_facts *ret_facts, struct og_err *err)
{
	og_cleanup(og_front_facts_free) struct og_front_facts facts = {
		.remotes = places->remotes ? places->remotes
					   : "/var/lib/one/remotes",
		.oned_conf = places->oned_conf ? places->oned_conf
					       : "/etc/one/oned.conf",
		.own_version = places->version,
	};

	if (read_remotes(&facts, err) < 0 ||
	    read_oned(places, &facts, err) < 0 ||
	    read_hosts(places, &facts, err) < 0)
		return err->code;
	if (places->probed && read_probed(places->probed, &facts, err) < 0)
		return err->code;
	*ret_facts = facts;
	facts = (struct og_front_facts){ 0 };
	return 0;
}
