/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which distribution and boot loader a host has, and what one types there:
 * kernel arguments, initramfs, packages. The decision is pure over what was
 * seen. What is appended are lines; those that begin with "# " are commands
 * for root.
 */
#ifndef OG_DOCTOR_DISTRO_H
#define OG_DOCTOR_DISTRO_H

#include <stdbool.h>

#include "buf.h"

enum og_family {
	OG_FAMILY_UNKNOWN,
	OG_FAMILY_DEBIAN, /* and Ubuntu, Proxmox VE */
	OG_FAMILY_RHEL,	  /* and Fedora, Alma, Rocky, Oracle */
};

enum og_loader {
	OG_LOADER_UNKNOWN,
	OG_LOADER_GRUB,
	OG_LOADER_GRUBBY, /* writes for GRUB and for systemd-boot */
	OG_LOADER_SYSTEMD,
	OG_LOADER_PROXMOX, /* proxmox-boot-tool over /etc/kernel/cmdline */
};

/* What is there below the root. */
struct og_distro_signs {
	bool default_grub;   /* /etc/default/grub */
	bool kernel_cmdline; /* /etc/kernel/cmdline */
	bool proxmox_boot;   /* proxmox-boot-tool */
	bool grubby;	     /* the program */
	bool systemd_boot;   /* loader/loader.conf on the boot partition */
};

struct og_distro {
	enum og_family family;
	enum og_loader loader;
	char *name; /* for people; NULL: unknown */
};

void og_distro_free(struct og_distro *distro);

/* `os_release` is the text of the file, "" for none. */
void og_distro_decide(const char *os_release, size_t len,
		      const struct og_distro_signs *signs,
		      struct og_distro *ret_distro);

const char *og_distro_loader_name(const struct og_distro *distro);

void og_distro_add_args(const struct og_distro *distro, const char *args,
			struct og_buf *out);
void og_distro_drop_args(const struct og_distro *distro, const char *args,
			 struct og_buf *out);

/* After a change of /etc/modprobe.d: what is loaded early has a copy. */
void og_distro_initramfs(const struct og_distro *distro, struct og_buf *out);

void og_distro_install(const struct og_distro *distro, const char *debian,
		       const char *rhel, struct og_buf *out);

#endif
