// SPDX-License-Identifier: Apache-2.0
#include "syscpu.h"

#include <errno.h>

#define CPUS "sys/devices/system/cpu"

enum { LIST_MAX = 64 * 1024 };

static int read_list(const struct og_root *root, const char *path,
		     struct og_cpuset *ret_cpus)
{
	og_autobuf list = OG_BUF_INIT;
	int r = og_root_read(root, path, LIST_MAX, &list);

	if (r < 0)
		return r;
	return og_cpuset_parse(og_buf_text(&list), list.len, ret_cpus);
}

int og_syscpu_online(const struct og_root *root, struct og_cpuset *ret_cpus)
{
	struct og_cpuset cpus;
	int r = read_list(root, CPUS "/online", &cpus);

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
	int r = read_list(root, CPUS "/isolated", &cpus);

	if (r < 0 && r != -ENOENT)
		return r;
	*ret_cpus = cpus;
	return 0;
}

int og_syscpu_siblings(const struct og_root *root, int cpu,
		       struct og_cpuset *ret_cpus)
{
	og_autofree char *path =
		og_asprintf(CPUS "/cpu%d/topology/thread_siblings_list", cpu);
	struct og_cpuset cpus;
	int r = read_list(root, path, &cpus);

	if (r < 0)
		return r;
	if (!og_cpuset_has(&cpus, (unsigned)cpu))
		return -EINVAL;
	*ret_cpus = cpus;
	return 0;
}

int og_syscpu_core_id(const struct og_root *root, int cpu, int32_t *ret_id)
{
	og_autofree char *path =
		og_asprintf(CPUS "/cpu%d/topology/core_id", cpu);
	int64_t id;
	int r = og_root_int(root, path, 0, INT32_MAX, &id);

	if (r < 0)
		return r;
	*ret_id = (int32_t)id;
	return 0;
}
