// SPDX-License-Identifier: Apache-2.0
#include "netname.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netif.h"
#include "renames.h"

#define RULES "etc/udev/rules.d/99-rename.rules"
#define CACHE "var/tmp/one_db/pci_net_names"

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* --- the cache --- */

/* Some caches name their files like sysfs, some like ADDRESS. */
static void (*const spellings[])(const struct og_bdf *bdf,
				 char text[OG_BDF_TEXT]) = {
	og_bdf_name,
	og_bdf_address,
};

static char *read_cache(const struct og_files *files, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < OG_COUNT(spellings); i++) {
		og_autofree char *path = NULL;
		og_autofree char *name = NULL;
		char address[OG_BDF_TEXT];

		spellings[i](bdf, address);
		path = og_asprintf(CACHE "/%s", address);
		if (files->ops->line(files, path, &name) == 0 &&
		    og_renames_is_ifname(name, strlen(name)))
			return og_steal(name);
	}
	return NULL;
}

/* A folder of our own in another, made where it is missing; or -1. */
static int own_folder(int parent, const char *name)
{
	og_cleanup(close_fd) int fd = -1;
	struct stat st;
	int taken;

	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		return -1;
	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_uid != geteuid())
		return -1;
	taken = fd;
	fd = -1;
	return taken;
}

static int open_cache(const char *tmp)
{
	og_cleanup(close_fd) int base =
		open(tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	og_cleanup(close_fd) int db = -1;

	if (base < 0)
		return -1;
	db = own_folder(base, "one_db");
	return db < 0 ? -1 : own_folder(db, "pci_net_names");
}

static void save_one(int dir, const struct og_pcidev *dev)
{
	og_autofree char *part = NULL;
	char name[OG_BDF_TEXT];
	size_t len = strlen(dev->ifname);
	int fd;
	bool done;

	og_bdf_name(&dev->bdf, name);
	part = og_asprintf(".%s.%d", name, (int)getpid());
	fd = openat(dir, part,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	done = write(fd, dev->ifname, len) == (ssize_t)len;
	done = close(fd) == 0 && done;
	if (!done || renameat(dir, part, dir, name) < 0)
		unlinkat(dir, part, 0);
}

void og_netname_save(const char *tmp, const struct og_pcidevs *list)
{
	og_cleanup(close_fd) int dir = -1;

	for (size_t i = 0; i < list->n; i++) {
		if (!list->devs[i].ifname_new)
			continue;
		if (dir < 0)
			dir = open_cache(tmp);
		if (dir < 0)
			return;
		save_one(dir, &list->devs[i]);
	}
}

/* --- all of them --- */

static void fill_one(const struct og_files *files,
		     const struct og_renames *renames, bool has_cache,
		     struct og_pcidev *dev)
{
	const char *renamed = og_renames_find(renames, &dev->bdf);

	if (renamed) {
		dev->ifname = og_strdup(renamed);
		return;
	}
	if (has_cache)
		dev->ifname = read_cache(files, &dev->bdf);
	if (dev->ifname)
		return;
	dev->ifname = og_netif_name(files, dev);
	dev->ifname_new = dev->ifname != NULL;
}

void og_netname_fill(const struct og_files *files, struct og_pcidevs *list)
{
	og_cleanup(og_renames_free) struct og_renames renames = { 0 };
	bool has_cache = files->ops->exists(files, CACHE);
	og_autobuf text = OG_BUF_INIT;

	if (files->ops->read(files, RULES, OG_RENAMES_MAX, &text) == 0)
		og_renames_parse(og_buf_text(&text), text.len, &renames);
	for (size_t i = 0; i < list->n; i++)
		fill_one(files, &renames, has_cache, &list->devs[i]);
}
