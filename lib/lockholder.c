// SPDX-License-Identifier: Apache-2.0
#include "lockholder.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "num.h"
#include "root.h"

enum { INFO_MAX = 4096, WORDS_MAX = 4096, SHOWN_MAX = 160 };

/* /proc/<pid>/fdinfo tells of locks those that the open file itself has. */
static bool has_lock(const struct og_root *proc, const char *pid,
		     const char *number)
{
	og_autofree char *path = og_asprintf("%s/fdinfo/%s", pid, number);
	og_autobuf info = OG_BUF_INIT;

	return og_root_read(proc, path, INFO_MAX, &info) == 0 &&
	       strstr(og_buf_text(&info), "FLOCK");
}

/* Links of /proc/<pid>/fd lead where no path does. */
static bool is_file(const char *pid, const char *number, const struct stat *st)
{
	og_autofree char *path = og_asprintf("/proc/%s/fd/%s", pid, number);
	struct stat other;

	return stat(path, &other) == 0 && other.st_dev == st->st_dev &&
	       other.st_ino == st->st_ino;
}

static bool holds(const struct og_root *proc, const char *pid,
		  const struct stat *st)
{
	og_autofree char *path = og_asprintf("%s/fd", pid);
	char **names = NULL;
	size_t n = 0;
	bool found = false;

	if (og_root_list(proc, path, &names, &n) < 0)
		return false;
	for (size_t i = 0; i < n && !found; i++)
		found = is_file(pid, names[i], st) &&
			has_lock(proc, pid, names[i]);
	og_root_names_free(names, n);
	return found;
}

/* Its words, of each what is behind the last slash. */
static char *describe(const struct og_root *proc, const char *pid)
{
	og_autofree char *path = og_asprintf("%s/cmdline", pid);
	og_autobuf words = OG_BUF_INIT;
	og_autobuf text = OG_BUF_INIT;

	if (og_root_read(proc, path, WORDS_MAX, &words) < 0)
		return og_asprintf("process %s", pid);
	for (size_t at = 0; at < words.len && text.len < SHOWN_MAX;
	     at += strlen(words.data + at) + 1) {
		const char *word = words.data + at;
		const char *slash = strrchr(word, '/');

		og_buf_fmt(&text, "%s%.*s", text.len ? " " : "", SHOWN_MAX,
			   slash && slash[1] ? slash + 1 : word);
	}
	return og_asprintf("process %s (%.*s)", pid, SHOWN_MAX,
			   og_buf_text(&text));
}

char *og_lockholder(int fd)
{
	og_cleanup(og_root_freep) struct og_root *proc = NULL;
	char **names = NULL, *who = NULL;
	size_t n = 0;
	struct stat st;

	if (fstat(fd, &st) < 0 || og_root_open("/proc", &proc, NULL) < 0 ||
	    og_root_list(proc, ".", &names, &n) < 0)
		return NULL;
	for (size_t i = 0; i < n && !who; i++) {
		int64_t pid;

		if (og_num_i64(names[i], strlen(names[i]), 1, INT32_MAX,
			       &pid) == 0 &&
		    holds(proc, names[i], &st))
			who = describe(proc, names[i]);
	}
	og_root_names_free(names, n);
	return who;
}
