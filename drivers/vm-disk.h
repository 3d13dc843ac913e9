/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk of a VM: oned's DISK vector, or the CD-ROM of its CONTEXT. Plain
 * data; strings are lent by the VM's document.
 */
#ifndef OG_VM_DISK_H
#define OG_VM_DISK_H

#include <stdbool.h>

enum og_disk_kind { OG_DISK_FILE, OG_DISK_CDROM, OG_DISK_CONTEXT };

struct og_vm_disk {
	enum og_disk_kind kind;
	int id;
	const char *target; /* "sda" */
	const char *format, *cache, *io, *discard, *serial;
	bool readonly;
	int order; /* boot order, 0: none */
};

#endif
