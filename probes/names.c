// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include <pci/pci.h>
#include <setjmp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	IDS_MAX = 16 * 1024 * 1024,
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
	int fd; /* a recording's database, -1: none */
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

/*
 * A recording's file, as memory: libpci opens by name and would follow a
 * link out of the recording, or wait for a FIFO.
 */
static int recorded_ids(const struct og_root *root)
{
	static const char *const places[] = {
		"usr/share/misc/pci.ids",
		"usr/share/hwdata/pci.ids",
	};
	og_autobuf text = OG_BUF_INIT;
	int fd;

	if (og_root_is_live(root))
		return -1;
	for (size_t i = 0; !text.len && i < OG_COUNT(places); i++)
		og_root_read(root, places[i], IDS_MAX, &text);
	if (!text.len)
		return -1;
	fd = memfd_create("pci.ids", MFD_CLOEXEC);
	if (fd >= 0 && og_buf_write(&text, fd, "pci.ids", NULL) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

struct og_names *og_names_new(const struct og_root *root)
{
	struct og_names *names = og_calloc(1, sizeof(*names));

	names->pci = pci_alloc();
	names->pci->error = out_of_memory;
	names->pci->warning = keep_quiet;
	names->pci->debug = keep_quiet;
	names->pci->id_lookup_mode = 0; /* would read ~/.pciids-cache */
	names->fd = recorded_ids(root);
	if (names->fd >= 0)
		pci_set_name_list_path(
			names->pci, og_asprintf("/proc/self/fd/%d", names->fd),
			1);
	return names;
}

void og_names_free(struct og_names *names)
{
	if (!names)
		return;
	pci_cleanup(names->pci);
	if (names->fd >= 0)
		close(names->fd);
	free(names);
}

void og_names_freep(struct og_names **names)
{
	og_names_free(*names);
}

void og_names_fill(struct og_names *names, struct og_pcidevs *list)
{
	char room[NAME_ROOM];

	if (list->n)
		load(names->pci);
	for (size_t i = 0; i < list->n; i++) {
		struct og_pcidev *dev = &list->devs[i];

		dev->vendor_name = og_strdup(pci_lookup_name(
			names->pci, room, sizeof(room),
			LOOKUP | PCI_LOOKUP_VENDOR, dev->vendor));
		dev->device_name = og_strdup(pci_lookup_name(
			names->pci, room, sizeof(room),
			LOOKUP | PCI_LOOKUP_DEVICE, dev->vendor, dev->device));
		dev->class_name = og_strdup(pci_lookup_name(
			names->pci, room, sizeof(room),
			LOOKUP | PCI_LOOKUP_CLASS, dev->class_id));
	}
}
