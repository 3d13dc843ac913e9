// SPDX-License-Identifier: Apache-2.0
#include "taskstatus.h"

#include <errno.h>

#include "num.h"

int og_taskstatus_cpus(const char *text, size_t len, struct og_cpuset *ret_cpus)
{
	static const char key[] = "Cpus_allowed_list:";
	const char *end = text + len;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((stop ? stop : end) - text);
		size_t skip = strlen(key);

		if (n > skip && memcmp(text, key, skip) == 0) {
			struct og_cpuset cpus;
			int r = og_cpuset_parse(text + skip, n - skip, &cpus);

			if (r < 0 || og_cpuset_is_empty(&cpus))
				return -EINVAL;
			*ret_cpus = cpus;
			return 0;
		}
		text = stop ? stop + 1 : end;
	}
	return -EINVAL;
}

int og_taskstatus_vcpu(const char *comm)
{
	size_t digits;
	int vcpu;

	if (strncmp(comm, "CPU ", 4) != 0)
		return -1;
	digits = strcspn(comm + 4, "/");
	if (!comm[4 + digits] ||
	    og_num_int(comm + 4, digits, 0, OG_CPU_MAX - 1, &vcpu) < 0)
		return -1;
	return vcpu;
}

/* Is "cpuset" one of "cpu,cpuset"? */
static bool has_cpuset(const char *list, size_t len)
{
	const char *end = list + len;

	while (list < end) {
		size_t n = strcspn(list, ",:");

		if (n == 6 && strncmp(list, "cpuset", 6) == 0)
			return true;
		list += n + 1;
	}
	return false;
}

static char *folder(const char *top, const char *path, size_t len)
{
	og_autofree char *clean = og_strndup(path, len);

	/* One of another namespace is shown from there: "/../.."  */
	if (*clean != '/' || strstr(clean, ".."))
		return NULL;
	return og_asprintf("%s%s", top, clean);
}

char *og_taskstatus_cpuset_dir(const char *text)
{
	char *found = NULL;

	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t id = strcspn(text, ":");
		const char *list = text + id + 1;
		size_t n = id < len ? strcspn(list, ":\n") : 0;
		const char *path = list + n + 1;
		bool whole = id < len && (size_t)(list - text) + n < len;
		size_t rest = whole ? len - (size_t)(path - text) : 0;

		if (whole && has_cpuset(list, n)) {
			free(found);
			return folder("sys/fs/cgroup/cpuset", path, rest);
		}
		if (whole && !found && id == 1 && *text == '0' && n == 0)
			found = folder("sys/fs/cgroup", path, rest);
		text += len + (text[len] == '\n');
	}
	return found;
}
