/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a VM starts: oned's OS vector but for the machine. Plain data; strings
 * are lent by the VM's document or by the configuration.
 */
#ifndef OG_VM_OS_H
#define OG_VM_OS_H

#include <stdbool.h>

enum og_firmware {
	OG_FIRMWARE_BIOS,
	OG_FIRMWARE_UEFI, /* libvirt picks one */
	OG_FIRMWARE_PATH, /* one that the administrator lists */
};

struct og_vm_os {
	enum og_firmware firmware;
	const char *path; /* of OG_FIRMWARE_PATH */
	bool qcow2;	  /* its variables are kept so */
	bool secure_boot;
	const char *kernel, *initrd, *root, *cmdline;
	/* QEMU has none. oned puts it where libvirt does not look. */
	bool lost_bootloader;
};

#endif
