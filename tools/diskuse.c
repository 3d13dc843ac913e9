// SPDX-License-Identifier: Apache-2.0
#include "diskuse.h"

enum { MOUNTS_MAX = 4 * 1024 * 1024 };

/* "/dev/sda1" is of disk "sda", "/dev/nvme0n1p2" of "nvme0n1". */
static bool is_of_disk(const char *source, size_t len, const char *disk)
{
	size_t name = strlen(disk);
	const char *rest = source + 5 + name;

	if (len < 5 + name || strncmp(source, "/dev/", 5) != 0 ||
	    strncmp(source + 5, disk, name) != 0)
		return false;
	if (len == 5 + name)
		return true;
	if (*rest == 'p')
		rest++;
	return rest < source + len &&
	       strspn(rest, "0123456789") >= (size_t)(source + len - rest);
}

/* First words of the lines of a file that are of the disk. */
static void find_mounts(const struct og_files *files, const char *file,
			const char *what, const char *disk,
			struct og_lines *uses)
{
	og_autobuf text = OG_BUF_INIT;

	if (files->ops->read(files, file, MOUNTS_MAX, &text) < 0)
		return;
	for (const char *s = og_buf_text(&text); *s;) {
		size_t len = strcspn(s, " \t\n"), line = strcspn(s, "\n");
		size_t gap = strspn(s + len, " \t");
		const char *where = s + len + gap;

		if (is_of_disk(s, len, disk))
			og_lines_add(uses, "%.*s is %s%.*s", (int)len, s, what,
				     *what == 'm' ? (int)strcspn(where, " \t\n")
						  : 0,
				     where);
		s += line + (s[line] == '\n');
	}
}

static void find_holders(const struct og_files *files, const char *dir,
			 const char *disk, struct og_lines *uses)
{
	og_autofree char *path = og_asprintf("%s/holders", dir);
	char **names = NULL;
	size_t n = 0;

	if (files->ops->list(files, path, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		og_lines_add(uses, "disk %s is part of %s", disk, names[i]);
	og_root_names_free(names, n);
}

/* A disk's own holders and those of its partitions. */
static void find_all_holders(const struct og_files *files, const char *disk,
			     struct og_lines *uses)
{
	og_autofree char *dir = og_asprintf("sys/block/%s", disk);
	char **names = NULL;
	size_t n = 0, len = strlen(disk);

	find_holders(files, dir, disk, uses);
	if (files->ops->list(files, dir, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *part = og_asprintf("%s/%s", dir, names[i]);

		if (strncmp(names[i], disk, len) == 0)
			find_holders(files, part, names[i], uses);
	}
	og_root_names_free(names, n);
}

/* "259:8": the disk and its partitions. */
static void find_numbers(const struct og_files *files, const char *disk,
			 struct og_lines *numbers)
{
	og_autofree char *dir = og_asprintf("sys/block/%s", disk);
	og_autofree char *file = og_asprintf("%s/dev", dir);
	og_autofree char *own = NULL;
	char **names = NULL;
	size_t n = 0;

	if (files->ops->line(files, file, &own) == 0)
		og_lines_add(numbers, "%s", own);
	if (files->ops->list(files, dir, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *its = og_asprintf("%s/%s/dev", dir, names[i]);
		og_autofree char *number = NULL;

		if (strncmp(names[i], disk, strlen(disk)) == 0 &&
		    files->ops->line(files, its, &number) == 0)
			og_lines_add(numbers, "%s", number);
	}
	og_root_names_free(names, n);
}

struct word {
	const char *at;
	size_t len;
};

/* A line of mountinfo; false: it has not all of them. */
static bool read_mount(const char *line, size_t len, struct word *number,
		       struct word *where, struct word *source)
{
	const char *end = line + len;
	struct word word = { line, 0 };
	bool tail = false;

	*number = *where = *source = (struct word){ 0 };
	for (int i = 0, after = 0; word.at < end; i++) {
		word.len = strcspn(word.at, " \n");
		if (i == 2)
			*number = word;
		if (i == 4)
			*where = word;
		if (tail && ++after == 2)
			*source = word;
		tail |= i > 5 && word.len == 1 && *word.at == '-';
		word.at += word.len + 1;
	}
	return source->len > 0;
}

static bool has(const struct og_lines *lines, const struct word *word)
{
	for (size_t i = 0; i < lines->n; i++)
		if (strlen(lines->all[i]) == word->len &&
		    memcmp(lines->all[i], word->at, word->len) == 0)
			return true;
	return false;
}

/* "/dev/root" and links of /dev/disk name no disk; the kernel's number does. */
static void find_renamed(const struct og_files *files, const char *disk,
			 struct og_lines *uses)
{
	og_cleanup(og_lines_free) struct og_lines numbers = { 0 };
	og_autobuf text = OG_BUF_INIT;

	find_numbers(files, disk, &numbers);
	if (files->ops->read(files, "proc/self/mountinfo", MOUNTS_MAX, &text) <
	    0)
		return;
	for (const char *s = og_buf_text(&text); *s;) {
		size_t line = strcspn(s, "\n");
		struct word number, where, source;

		if (read_mount(s, line, &number, &where, &source) &&
		    has(&numbers, &number) &&
		    !is_of_disk(source.at, source.len, disk))
			og_lines_add(uses,
				     "%.*s, which is on disk %s, is mounted on "
				     "%.*s",
				     (int)source.len, source.at, disk,
				     (int)where.len, where.at);
		s += line + (s[line] == '\n');
	}
}

/* Of several disks of a btrfs only one is named where it is mounted. */
static void find_btrfs(const struct og_files *files, const char *disk,
		       struct og_lines *uses)
{
	char **systems = NULL;
	size_t n = 0;

	if (files->ops->list(files, "sys/fs/btrfs", &systems, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *dir =
			og_asprintf("sys/fs/btrfs/%s/devices", systems[i]);
		char **names = NULL;
		size_t members = 0;

		if (files->ops->list(files, dir, &names, &members) < 0)
			continue;
		for (size_t k = 0; members > 1 && k < members; k++) {
			og_autofree char *dev =
				og_asprintf("/dev/%s", names[k]);

			if (is_of_disk(dev, strlen(dev), disk))
				og_lines_add(uses,
					     "disk %s is part of btrfs file "
					     "system %s",
					     names[k], systems[i]);
		}
		og_root_names_free(names, members);
	}
	og_root_names_free(systems, n);
}

void og_diskuse_find(const struct og_files *files, const char *disk,
		     struct og_lines *uses)
{
	find_mounts(files, "proc/mounts", "mounted on ", disk, uses);
	find_mounts(files, "proc/swaps", "swap", disk, uses);
	find_renamed(files, disk, uses);
	find_btrfs(files, disk, uses);
	find_all_holders(files, disk, uses);
}
