// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include <errno.h>
#include <fcntl.h>
#include <pci/pci.h>
#include <setjmp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "idscut.h"

enum {
	IDS_MAX = 16 * 1024 * 1024,
	PIECE = 64 * 1024,
	NAME_ROOM = 1024,
	/*
	 * Without udev's copy of the same database: a recording's names must
	 * not depend on this machine, and where that copy is missing libpci
	 * leaks a udev context at every question.
	 */
	LOOKUP = PCI_LOOKUP_NO_HWDB,
};

struct og_names {
	struct pci_access *pci;
	const struct og_root *root; /* borrowed */
};

/* --- libpci's complaints --- */

/*
 * libpci's handlers get no context, and its error handler must not return.
 * So where to go on after a broken database has to be told it by way of this
 * one variable. Nothing is lost on the way: libpci has closed the file and
 * keeps the names before the bad line.
 */
static _Thread_local jmp_buf after_load;

__attribute__((noreturn))
og_printf(1, 2) static void stop_loading(char *fmt, ...)
{
	(void)fmt;
	longjmp(after_load, 1);
}

/* Outside of the loading only memory can run out. */
__attribute__((noreturn))
og_printf(1, 2) static void out_of_memory(char *fmt, ...)
{
	(void)fmt;
	fputs("ERROR: out of memory\n", stderr);
	abort();
}

og_printf(1, 2) static void keep_quiet(char *fmt, ...)
{
	(void)fmt;
}

static void load(struct pci_access *pci)
{
	pci->error = stop_loading;
	if (setjmp(after_load) == 0)
		pci_load_name_list(pci);
	pci->error = out_of_memory;
}

/* --- the database --- */

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/*
 * Where distributions have it, and a recording its own; what is no file is
 * none.
 */
static int open_known(const struct og_root *root)
{
	static const char *const places[] = {
		"usr/share/misc/pci.ids",
		"usr/share/hwdata/pci.ids",
	};

	for (size_t i = 0; i < OG_COUNT(places); i++) {
		int fd = og_root_open_file(root, places[i],
					   O_RDONLY | O_NONBLOCK | O_NOCTTY);
		struct stat st;

		if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_size > 0)
			return fd;
		close_fd(&fd);
	}
	return -1;
}

/* libpci's own, which without ".gz" may lie where it looks for one with it. */
static int open_installed(const struct pci_access *pci)
{
	const char *path = pci->id_file_name;
	size_t len = strlen(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && len > 3 && strcmp(path + len - 3, ".gz") == 0) {
		og_autofree char *plain = og_strndup(path, len - 3);

		fd = open(plain, O_RDONLY | O_CLOEXEC);
	}
	return fd;
}

static bool is_compressed(const char *text, size_t len)
{
	return len > 1 && memcmp(text, "\x1f\x8b", 2) == 0;
}

/*
 * Piece by piece in one room: the pages for all of it at once would cost more
 * than to read it.
 */
static int read_some(int fd, const struct og_pcidevs *list, struct og_buf *out)
{
	og_cleanup(og_idscut_freep) struct og_idscut *cut = og_idscut_new(list);
	og_autofree char *room = og_malloc(PIECE);
	size_t have = 0, all = 0;
	ssize_t n;

	do {
		size_t taken;

		n = read(fd, room + have, PIECE - have);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			continue;
		have += (size_t)n;
		if (all == 0 && is_compressed(room, have))
			return -ENOTSUP;
		all += (size_t)n;
		taken = og_idscut_take(cut, room, have, n == 0, out);
		have -= taken;
		memmove(room, room + taken, have);
		if (all > IDS_MAX || have == PIECE)
			return -EFBIG;
	} while (n != 0);
	return 0;
}

/*
 * What the devices need of the database, as a file in memory: libpci opens by
 * name, and in a recording would follow a link out of it or wait for a FIFO.
 * -1 leaves it to libpci to find and read all of its own.
 */
static int open_cut(const struct og_names *names, const struct og_pcidevs *list)
{
	og_cleanup(close_fd) int from = -1;
	og_autobuf some = OG_BUF_INIT;
	int fd;

	if (!og_root_is_live(names->root))
		from = open_known(names->root);
	if (from < 0)
		from = open_installed(names->pci);
	/* A libpci that was built elsewhere looks where it lies there. */
	if (from < 0)
		from = open_known(names->root);
	if (from < 0 || read_some(from, list, &some) < 0)
		return -1;
	fd = memfd_create("pci.ids", MFD_CLOEXEC);
	if (fd >= 0 && og_buf_write(&some, fd, "pci.ids", NULL) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

struct og_names *og_names_new(const struct og_root *root)
{
	struct og_names *names = og_calloc(1, sizeof(*names));

	names->root = root;
	names->pci = pci_alloc();
	names->pci->error = out_of_memory;
	names->pci->warning = keep_quiet;
	names->pci->debug = keep_quiet;
	names->pci->id_lookup_mode = 0; /* would read ~/.pciids-cache */
	return names;
}

void og_names_free(struct og_names *names)
{
	if (!names)
		return;
	pci_cleanup(names->pci);
	free(names);
}

void og_names_freep(struct og_names **names)
{
	og_names_free(*names);
}

static void fill_one(struct pci_access *pci, struct og_pcidev *dev)
{
	char room[NAME_ROOM];

	dev->vendor_name = og_strdup(pci_lookup_name(pci, room, sizeof(room),
						     LOOKUP | PCI_LOOKUP_VENDOR,
						     dev->vendor));
	dev->device_name = og_strdup(pci_lookup_name(pci, room, sizeof(room),
						     LOOKUP | PCI_LOOKUP_DEVICE,
						     dev->vendor, dev->device));
	dev->class_name = og_strdup(pci_lookup_name(pci, room, sizeof(room),
						    LOOKUP | PCI_LOOKUP_CLASS,
						    dev->class_id));
}

/* libpci looks for names that it has none of again at each question. */
void og_names_fill(struct og_names *names, struct og_pcidevs *list)
{
	int fd = list->n ? open_cut(names, list) : -1;
	og_autofree char *path = og_asprintf("/proc/self/fd/%d", fd);
	char *own = og_strdup(names->pci->id_file_name);

	if (fd >= 0 && access(path, R_OK) == 0)
		pci_set_name_list_path(names->pci, path, 0);
	if (list->n)
		load(names->pci);
	for (size_t i = 0; i < list->n; i++)
		fill_one(names->pci, &list->devs[i]);
	pci_free_name_list(names->pci);
	pci_set_name_list_path(names->pci, own, 1); /* which frees it */
	if (fd >= 0)
		close(fd);
}
