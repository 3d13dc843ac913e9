// SPDX-License-Identifier: Apache-2.0
#include "syscpu.h"

#include <errno.h>

#define CPUS "sys/devices/system/cpu"

enum { LIST_MAX = 64 * 1024 };

static int read_set(const struct og_root *root, const char *path,
		    int (*parse)(const char *s, size_t len,
				 struct og_cpuset *ret_set),
		    struct og_cpuset *ret_cpus)
{
	og_autobuf list = OG_BUF_INIT;
	int r = og_root_read(root, path, LIST_MAX, &list);

	if (r < 0)
		return r;
	return parse(og_buf_text(&list), list.len, ret_cpus);
}

int og_syscpu_online(const struct og_root *root, struct og_cpuset *ret_cpus)
{
	struct og_cpuset cpus;
	int r = read_set(root, CPUS "/online", og_cpuset_parse, &cpus);

	if (r < 0)
		return r;
	if (og_cpuset_is_empty(&cpus))
		return -EINVAL;
	*ret_cpus = cpus;
	return 0;
}

int og_syscpu_isolated(const struct og_root *root, struct og_cpuset *ret_cpus)
{
	struct og_cpuset cpus = { 0 };
	int r = read_set(root, CPUS "/isolated", og_cpuset_parse, &cpus);

	if (r < 0 && r != -ENOENT)
		return r;
	*ret_cpus = cpus;
	return 0;
}

/*
 * The CPUs in this one's topology, which must name itself; `file` as a list
 * or, where a recording has left that out, as a mask without "_list".
 */
static int read_mates(const struct og_root *root, int cpu, const char *file,
		      struct og_cpuset *ret_cpus)
{
	og_autofree char *mask =
		og_asprintf(CPUS "/cpu%d/topology/%s", cpu, file);
	og_autofree char *list = og_asprintf("%s_list", mask);
	struct og_cpuset cpus;
	int r = read_set(root, list, og_cpuset_parse, &cpus);

	if (r < 0)
		r = read_set(root, mask, og_cpuset_parse_mask, &cpus);
	if (r < 0)
		return r;
	if (!og_cpuset_has(&cpus, (unsigned)cpu))
		return -EINVAL;
	*ret_cpus = cpus;
	return 0;
}

int og_syscpu_siblings(const struct og_root *root, int cpu,
		       struct og_cpuset *ret_cpus)
{
	return read_mates(root, cpu, "thread_siblings", ret_cpus);
}

int og_syscpu_package_mates(const struct og_root *root, int cpu,
			    struct og_cpuset *ret_cpus)
{
	/* Before Linux 5.3 under the older name only. */
	int r = read_mates(root, cpu, "package_cpus", ret_cpus);

	return r < 0 ? read_mates(root, cpu, "core_siblings", ret_cpus) : r;
}

static int read_id(const struct og_root *root, int cpu, const char *file,
		   int32_t *ret_id)
{
	og_autofree char *path =
		og_asprintf(CPUS "/cpu%d/topology/%s", cpu, file);
	int64_t id;
	int r = og_root_int(root, path, 0, INT32_MAX, &id);

	if (r < 0)
		return r;
	*ret_id = (int32_t)id;
	return 0;
}

int og_syscpu_package_id(const struct og_root *root, int cpu, int32_t *ret_id)
{
	return read_id(root, cpu, "physical_package_id", ret_id);
}

int og_syscpu_core_id(const struct og_root *root, int cpu, int32_t *ret_id)
{
	return read_id(root, cpu, "core_id", ret_id);
}
