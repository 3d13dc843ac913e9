// SPDX-License-Identifier: Apache-2.0
#include "inuse.h"

#include <limits.h>
#include <stdio.h>

#include "devfile.h"
#include "diskuse.h"
#include "num.h"

enum {
	SHOWN_MAX = 3, /* processes; the others are counted */
	INFO_MAX = 4096,
	UUID_LEN = 36,
	IFF_UP_BIT = 1,
};

/* --- open files --- */

static bool is_of_devices(const char *path)
{
	static const char *const begins[] = { "/dev/nvidia", "/dev/dri/",
					      "/dev/snd/", "/dev/vfio/" };

	for (size_t i = 0; i < OG_COUNT(begins); i++)
		if (strncmp(path, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

/* "VM one-7" where libvirt's pid file says so, else the process' own name. */
static char *name_process(const struct og_root *root, int64_t pid)
{
	static const char dir[] = "run/libvirt/qemu";
	og_autofree char *comm = NULL, *path = NULL;
	char **names = NULL, *found = NULL;
	size_t n = 0;

	if (og_root_list(root, dir, &names, &n) == 0) {
		for (size_t i = 0; i < n && !found; i++) {
			size_t len = strlen(names[i]);
			og_autofree char *file =
				og_asprintf("%s/%s", dir, names[i]);
			int64_t its;

			if (len > 4 &&
			    strcmp(names[i] + len - 4, ".pid") == 0 &&
			    og_root_int(root, file, 1, INT_MAX, &its) == 0 &&
			    its == pid)
				found = og_asprintf("VM %.*s", (int)len - 4,
						    names[i]);
		}
		og_root_names_free(names, n);
	}
	if (found)
		return found;
	path = og_asprintf("proc/%lld/comm", (long long)pid);
	if (og_root_line(root, path, &comm) < 0)
		return og_strdup("?");
	return og_steal(comm);
}

static bool is_known(const struct og_openfiles *open, int64_t pid,
		     const char *path)
{
	for (size_t i = open->n; i > 0 && open->all[i - 1].pid == pid; i--)
		if (strcmp(open->all[i - 1].path, path) == 0)
			return true;
	return false;
}

static void look_at_process(const struct og_root *root, int64_t pid,
			    struct og_openfiles *open)
{
	og_autofree char *dir = og_asprintf("proc/%lld/fd", (long long)pid);
	char **names = NULL;
	size_t n = 0;

	if (og_root_list(root, dir, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *fd = og_asprintf("%s/%s", dir, names[i]);
		og_autofree char *target = NULL;

		if (og_root_target(root, fd, &target) < 0 ||
		    !is_of_devices(target) || is_known(open, pid, target))
			continue;
		OG_RESERVE(open->all, open->n + 1, open->cap);
		open->all[open->n++] = (struct og_openfile){
			.pid = pid,
			.who = name_process(root, pid),
			.path = og_steal(target),
		};
	}
	og_root_names_free(names, n);
}

static int by_pid(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void og_openfiles_find(const struct og_root *root,
		       struct og_openfiles *ret_open)
{
	og_autofree int64_t *pids = NULL;
	struct og_openfiles open = { 0 };
	char **names = NULL;
	size_t n = 0, n_pids = 0;

	if (og_root_list(root, "proc", &names, &n) == 0) {
		pids = og_calloc(n, sizeof(*pids));
		for (size_t i = 0; i < n; i++)
			if (og_num_i64(names[i], strlen(names[i]), 1, INT_MAX,
				       &pids[n_pids]) == 0)
				n_pids++;
		og_root_names_free(names, n);
	}
	if (n_pids)
		qsort(pids, n_pids, sizeof(*pids), by_pid);
	for (size_t i = 0; i < n_pids; i++)
		look_at_process(root, pids[i], &open);
	*ret_open = open;
}

void og_openfiles_free(struct og_openfiles *open)
{
	for (size_t i = 0; i < open->n; i++) {
		free(open->all[i].who);
		free(open->all[i].path);
	}
	free(open->all);
	*open = (struct og_openfiles){ 0 };
}

/* --- the device files of a device --- */

static void add_children(const struct og_files *files,
			 const struct og_pcidev *dev, const char *folder,
			 const char *under, struct og_lines *paths)
{
	char **names = NULL;
	size_t n = 0;

	if (og_devfile_list(files, dev, folder, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		og_lines_add(paths, "%s%s", under, names[i]);
	og_root_names_free(names, n);
}

/* card0 of /dev/snd is controlC0, pcmC0D3p and so on: "*C0" and no digit. */
static bool is_of_card(const char *path, const char *card)
{
	const char *at = strrchr(path, 'C');

	if (strncmp(path, "/dev/snd/", 9) != 0 || strncmp(card, "card", 4) != 0)
		return false;
	card += 4;
	return at && strncmp(at + 1, card, strlen(card)) == 0 &&
	       (at[1 + strlen(card)] < '0' || at[1 + strlen(card)] > '9');
}

/* "Device Minor: 	 0" of NVIDIA's driver; -1 where it does not tell. */
static int nvidia_minor(const struct og_files *files,
			const struct og_pcidev *dev)
{
	char name[OG_BDF_TEXT];
	og_autofree char *path = NULL;
	og_autobuf text = OG_BUF_INIT;
	const char *at;
	int minor = -1;

	og_bdf_name(&dev->bdf, name);
	path = og_asprintf("proc/driver/nvidia/gpus/%s/information", name);
	if (files->ops->read(files, path, INFO_MAX, &text) < 0)
		return -1;
	at = strstr(og_buf_text(&text), "Device Minor:");
	if (!at)
		return -1;
	at += strlen("Device Minor:");
	at += strspn(at, " \t");
	if (og_num_int(at, strcspn(at, " \t\n"), 0, 65535, &minor) < 0)
		return -1;
	return minor;
}

static void add_nvidia(const struct og_files *files,
		       const struct og_pcidev *dev, struct og_lines *paths)
{
	int minor;

	if (!dev->driver || strcmp(dev->driver, "nvidia") != 0)
		return;
	minor = nvidia_minor(files, dev);
	if (minor >= 0)
		og_lines_add(paths, "/dev/nvidia%d", minor);
	else /* which is whose is not known: any may be this one's */
		for (int i = 0; i < 64; i++)
			og_lines_add(paths, "/dev/nvidia%d", i);
}

static bool is_its_file(const struct og_lines *paths,
			const struct og_lines *cards, const char *path)
{
	for (size_t i = 0; i < paths->n; i++)
		if (strcmp(paths->all[i], path) == 0)
			return true;
	for (size_t i = 0; i < cards->n; i++)
		if (is_of_card(path, cards->all[i]))
			return true;
	return false;
}

static void find_open(const struct og_files *files,
		      const struct og_openfiles *open,
		      const struct og_pcidev *dev, struct og_lines *uses)
{
	og_cleanup(og_lines_free) struct og_lines paths = { 0 };
	og_cleanup(og_lines_free) struct og_lines cards = { 0 };
	size_t found = 0;

	add_nvidia(files, dev, &paths);
	add_children(files, dev, "drm", "/dev/dri/", &paths);
	add_children(files, dev, "vfio-dev", "/dev/vfio/devices/", &paths);
	add_children(files, dev, "sound", "", &cards);
	if (dev->iommu_group >= 0)
		og_lines_add(&paths, "/dev/vfio/%d", dev->iommu_group);
	for (size_t i = 0; i < open->n; i++) {
		const struct og_openfile *one = &open->all[i];

		if (!is_its_file(&paths, &cards, one->path))
			continue;
		if (found++ < SHOWN_MAX)
			og_lines_add(uses, "%s is open in %s (process %lld)",
				     one->path, one->who, (long long)one->pid);
	}
	if (found > SHOWN_MAX)
		og_lines_add(uses, "%zu more files of it are open",
			     found - SHOWN_MAX);
}

/* --- disks and networks --- */

/* Is what a link of /sys/class leads to below the device? */
static bool is_below(const struct og_files *files, const char *link,
		     const struct og_pcidev *dev)
{
	og_autofree char *real = NULL;
	size_t len = strlen(dev->path);

	return files->ops->real(files, link, &real) == 0 &&
	       strncmp(real, dev->path, len) == 0 && real[len] == '/';
}

/*
 * An NVMe disk that has two ports is a disk of no device: "nvme2n1" is made of
 * hidden ones, of which "nvme2c0n1" is the device's. What mounts it and what
 * is made of it is told of the former.
 */
static char *shown_disk(const char *name)
{
	unsigned subsystem, port, space;
	og_autofree char *again = NULL;

	if (sscanf(name, "nvme%9uc%9un%9u", &subsystem, &port, &space) != 3)
		return og_strdup(name);
	again = og_asprintf("nvme%uc%un%u", subsystem, port, space);
	return strcmp(again, name) == 0
		       ? og_asprintf("nvme%un%u", subsystem, space)
		       : og_strdup(name);
}

static void find_disks(const struct og_files *files,
		       const struct og_pcidev *dev, struct og_lines *uses)
{
	char **names = NULL;
	size_t n = 0;

	if (files->ops->list(files, "sys/block", &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *link = og_asprintf("sys/block/%s", names[i]);
		og_autofree char *disk = shown_disk(names[i]);

		if (!is_below(files, link, dev))
			continue;
		og_diskuse_find(files, disk, uses);
	}
	og_root_names_free(names, n);
}

static bool is_up(const struct og_files *files, const char *dir)
{
	og_autofree char *state_file = og_asprintf("%s/operstate", dir);
	og_autofree char *flags_file = og_asprintf("%s/flags", dir);
	og_autofree char *state = NULL;
	int64_t flags;

	if (files->ops->number(files, flags_file, 0, UINT32_MAX, &flags) == 0)
		return flags & IFF_UP_BIT;
	return files->ops->line(files, state_file, &state) == 0 &&
	       strcmp(state, "up") == 0;
}

static void find_networks(const struct og_files *files,
			  const struct og_pcidev *dev, struct og_lines *uses)
{
	char **names = NULL;
	size_t n = 0;

	if (files->ops->list(files, "sys/class/net", &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		og_autofree char *link =
			og_asprintf("sys/class/net/%s", names[i]);

		if (is_below(files, link, dev) && is_up(files, link))
			og_lines_add(uses, "network interface %s is up",
				     names[i]);
	}
	og_root_names_free(names, n);
}

/* --- what was made from it --- */

static bool is_uuid(const char *name)
{
	return strlen(name) == UUID_LEN && name[8] == '-' && name[13] == '-' &&
	       name[18] == '-' && name[23] == '-';
}

static void find_made(const struct og_files *files, const struct og_pcidev *dev,
		      struct og_lines *uses)
{
	char **names = NULL;
	size_t n = 0;

	if (dev->sriov == OG_SRIOV_PF && dev->numvfs > 0)
		og_lines_add(uses, "it has %d virtual functions", dev->numvfs);
	if (files->ops->list(files, dev->path, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (is_uuid(names[i]))
			og_lines_add(uses, "vGPU %s was made of it", names[i]);
	og_root_names_free(names, n);
}

void og_inuse_find(const struct og_files *files,
		   const struct og_openfiles *open, const struct og_pcidev *dev,
		   struct og_lines *uses)
{
	find_open(files, open, dev, uses);
	find_disks(files, dev, uses);
	find_networks(files, dev, uses);
	find_made(files, dev, uses);
}
