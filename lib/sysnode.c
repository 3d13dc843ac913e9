// SPDX-License-Identifier: Apache-2.0
#include "sysnode.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "num.h"

#define NODES "sys/devices/system/node"
#define GPUS  "proc/driver/nvidia/gpus"

enum { FILE_MAX = 64 * 1024, PATH_ROOM = 512 };

/* --- which there are --- */

/* "0", "12": as the kernel writes it, so that no number has two names. */
static int plain_number(const char *s, size_t len, int64_t max, int64_t *ret)
{
	if (len > 1 && s[0] == '0')
		return -EINVAL;
	return og_num_i64(s, len, 0, max, ret);
}

static void find_dirs(const struct og_root *root, struct og_cpuset *set)
{
	char **names = NULL;
	size_t count = 0;
	int64_t id;

	*set = (struct og_cpuset){ 0 };
	if (og_root_list(root, NODES, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], "node", 4) == 0 &&
		    plain_number(names[i] + 4, strlen(names[i] + 4),
				 OG_CPU_MAX - 1, &id) == 0)
			og_cpuset_add(set, (unsigned)id);
	og_root_names_free(names, count);
}

/* The number in a line "Node: 16". */
static int gpu_node(const char *text, unsigned *ret_id)
{
	const char *p = strstr(text, "Node:");
	int64_t id;
	int r;

	if (!p)
		return -ENOENT;
	p += strlen("Node:");
	p += strspn(p, " \t");
	r = plain_number(p, strcspn(p, "\n"), OG_CPU_MAX - 1, &id);
	if (r < 0)
		return r;
	*ret_id = (unsigned)id;
	return 0;
}

static void drop_gpus(const struct og_root *root, struct og_cpuset *ids)
{
	struct og_cpuset rest = *ids;
	char **names = NULL;
	size_t count = 0;

	if (og_root_list(root, GPUS, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		og_autofree char *path =
			og_asprintf(GPUS "/%s/numa_status", names[i]);
		og_autobuf text = OG_BUF_INIT;
		unsigned id;

		if (og_root_read(root, path, FILE_MAX, &text) == 0 &&
		    gpu_node(og_buf_text(&text), &id) == 0)
			og_cpuset_del(&rest, id);
	}
	og_root_names_free(names, count);
	if (!og_cpuset_is_empty(&rest))
		*ids = rest;
}

void og_sysnodes_find(const struct og_root *root, struct og_sysnodes *ret_nodes)
{
	struct og_sysnodes nodes = { 0 };

	find_dirs(root, &nodes.online);
	if (og_cpuset_is_empty(&nodes.online)) {
		nodes.uma = true;
		og_cpuset_add(&nodes.online, 0);
	}
	nodes.ids = nodes.online;
	if (!nodes.uma)
		drop_gpus(root, &nodes.ids);
	*ret_nodes = nodes;
}

bool og_sysnodes_are_listed(const struct og_root *root,
			    const struct og_sysnodes *nodes)
{
	struct og_cpuset listed = { 0 };
	og_autobuf list = OG_BUF_INIT;

	if (!og_root_exists(root, NODES))
		return true;
	if (!og_root_exists(root, NODES "/online"))
		return !nodes->uma;
	return og_root_read(root, NODES "/online", FILE_MAX, &list) == 0 &&
	       og_cpuset_parse(og_buf_text(&list), list.len, &listed) == 0 &&
	       !og_cpuset_is_empty(&listed);
}

/* --- what each has --- */

/* A file or folder of the node, or the one of the machine in its stead. */
static void path_of(const struct og_sysnodes *nodes, int32_t id,
		    const char *name, const char *uma, char path[PATH_ROOM])
{
	if (nodes->uma)
		snprintf(path, PATH_ROOM, "%s", uma);
	else
		snprintf(path, PATH_ROOM, NODES "/node%" PRId32 "/%s", id,
			 name);
}

int og_sysnode_cpus(const struct og_root *root, const struct og_sysnodes *nodes,
		    int32_t id, struct og_cpuset *ret_cpus)
{
	char path[PATH_ROOM];
	og_autobuf list = OG_BUF_INIT, mask = OG_BUF_INIT;
	int r;

	path_of(nodes, id, "cpulist", "sys/devices/system/cpu/online", path);
	r = og_root_read(root, path, FILE_MAX, &list);
	if (r == 0)
		r = og_cpuset_parse(og_buf_text(&list), list.len, ret_cpus);
	if (r == 0 || nodes->uma)
		return r;
	/* The same as a mask: a second chance. */
	path_of(nodes, id, "cpumap", "", path);
	if (og_root_read(root, path, FILE_MAX, &mask) < 0)
		return r;
	return og_cpuset_parse_mask(og_buf_text(&mask), mask.len, ret_cpus);
}

int og_sysnode_memory(const struct og_root *root,
		      const struct og_sysnodes *nodes, int32_t id,
		      struct og_meminfo *ret_info)
{
	char path[PATH_ROOM];
	og_autobuf text = OG_BUF_INIT;
	int r;

	path_of(nodes, id, "meminfo", "proc/meminfo", path);
	r = og_root_read(root, path, FILE_MAX, &text);
	if (r < 0)
		return r;
	return og_meminfo_parse(og_buf_text(&text), text.len, ret_info);
}

/* The kB of "hugepages-2048kB". */
static int page_size(const char *name, int64_t *ret_kb)
{
	size_t len = strlen(name);
	int r;

	if (len < 12 || strncmp(name, "hugepages-", 10) != 0 ||
	    strcmp(name + len - 2, "kB") != 0)
		return -EINVAL;
	r = plain_number(name + 10, len - 12, INT64_MAX, ret_kb);
	return r == 0 && *ret_kb == 0 ? -EINVAL : r;
}

static int smallest_first(const void *a, const void *b)
{
	const struct og_sysnode_pages *x = a, *y = b;

	return (x->size_kb > y->size_kb) - (x->size_kb < y->size_kb);
}

size_t og_sysnode_pages(const struct og_root *root,
			const struct og_sysnodes *nodes, int32_t id,
			const char *file, struct og_sysnode_pages **ret_list)
{
	og_autofree struct og_sysnode_pages *list = NULL;
	char dir[PATH_ROOM];
	char **names = NULL;
	size_t count = 0, n = 0;

	path_of(nodes, id, "hugepages", "sys/kernel/mm/hugepages", dir);
	if (og_root_list(root, dir, &names, &count) < 0)
		count = 0;
	list = og_calloc(count, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		og_autofree char *path =
			og_asprintf("%s/%s/%s", dir, names[i], file);
		int64_t kb, pages;

		if (page_size(names[i], &kb) == 0 &&
		    og_root_int(root, path, 0, INT64_MAX / kb, &pages) == 0)
			list[n++] =
				(struct og_sysnode_pages){ (uint64_t)kb,
							   (uint64_t)pages };
	}
	og_root_names_free(names, count);
	if (n)
		qsort(list, n, sizeof(*list), smallest_first);
	*ret_list = og_steal(list);
	return n;
}

/* --- which are near --- */

struct neighbour {
	int32_t id;
	int64_t away;
};

static int nearest_first(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;

	if (x->away != y->away)
		return x->away < y->away ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int read_row(const char *row, size_t len, struct neighbour *list,
		    size_t n)
{
	const char *end = row + len;

	for (size_t i = 0; i < n; i++) {
		const char *start;
		int r;

		while (row < end && *row == ' ')
			row++;
		start = row;
		while (row < end && *row != ' ' && *row != '\n')
			row++;
		r = og_num_i64(start, (size_t)(row - start), 0, INT32_MAX,
			       &list[i].away);
		if (r < 0)
			return r;
	}
	while (row < end && (*row == ' ' || *row == '\n'))
		row++;
	return row == end ? 0 : -EINVAL;
}

int og_sysnode_order(const char *row, size_t len,
		     const struct og_cpuset *online, int32_t id,
		     int32_t *ret_ids)
{
	size_t n = og_cpuset_count(online), i = 0;
	og_autofree struct neighbour *list = og_calloc(n, sizeof(*list));
	int r;

	for (int at = -1; (at = og_cpuset_next(online, at)) >= 0;)
		list[i++].id = at;
	r = read_row(row, len, list, n);
	for (i = 0; i < n; i++) {
		if (r < 0)
			list[i].away = 0;
		/* Whatever the firmware says: nothing is nearer than home. */
		if (list[i].id == id)
			list[i].away = -1;
	}
	if (n)
		qsort(list, n, sizeof(*list), nearest_first);
	for (i = 0; i < n; i++)
		ret_ids[i] = list[i].id;
	return r;
}

static void read_distance(const struct og_root *root, int32_t id,
			  struct og_buf *row)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), NODES "/node%" PRId32 "/distance", id);
	og_root_read(root, path, FILE_MAX, row);
}

uint32_t *og_sysnode_away(const struct og_root *root,
			  const struct og_sysnodes *nodes, int32_t id)
{
	size_t n = og_cpuset_count(&nodes->online), i = 0, kept = 0;
	og_autofree struct neighbour *list = og_calloc(n, sizeof(*list));
	og_autofree uint32_t *away = og_calloc(n, sizeof(*away));
	og_autobuf row = OG_BUF_INIT;

	read_distance(root, id, &row);
	if (read_row(og_buf_text(&row), row.len, list, n) < 0)
		return NULL;
	for (int at = -1; (at = og_cpuset_next(&nodes->online, at)) >= 0; i++)
		if (og_cpuset_has(&nodes->ids, (unsigned)at))
			away[kept++] = (uint32_t)list[i].away;
	return og_steal(away);
}

int32_t *og_sysnode_near(const struct og_root *root,
			 const struct og_sysnodes *nodes, int32_t id)
{
	size_t n = og_cpuset_count(&nodes->online), kept = 0;
	og_autofree int32_t *ids = og_calloc(n, sizeof(*ids));
	og_autobuf row = OG_BUF_INIT;

	/* Read or not, the order is whole. */
	read_distance(root, id, &row);
	og_sysnode_order(og_buf_text(&row), row.len, &nodes->online, id, ids);
	for (size_t i = 0; i < n; i++)
		if (og_cpuset_has(&nodes->ids, (unsigned)ids[i]))
			ids[kept++] = ids[i];
	return og_steal(ids);
}
