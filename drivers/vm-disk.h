/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk of a VM: oned's DISK vector, or the CD-ROM of its CONTEXT. Plain
 * data; strings are lent by the VM's document, by the configuration or are
 * constants.
 */
#ifndef OG_VM_DISK_H
#define OG_VM_DISK_H

#include "vm-rate.h"

enum og_disk_kind {
	OG_DISK_FILE,  /* a file of the VM's folder */
	OG_DISK_BLOCK, /* a link there to a block device */
	OG_DISK_RBD,
	OG_DISK_ISCSI,
	OG_DISK_SHEEPDOG,
	OG_DISK_GLUSTER,
	OG_DISK_SHARE, /* no disk: a folder of the host, by virtiofs */
};

struct og_vm_disk {
	enum og_disk_kind kind;
	bool cdrom, context;
	int id;
	const char *target; /* "sda" */
	const char *bus;    /* NULL: libvirt guesses, as with oned */
	const char *format, *cache, *io, *discard, *serial;
	const char *luks; /* UUID of the secret */
	bool odd_serial;  /* libvirt refuses to start a guest with it */
	bool readonly, shareable;
	int order;	   /* boot order, 0: none */
	uint32_t queues;   /* 0: not given */
	uint32_t iothread; /* the one it asks for; 0: any */

	/* Of what lies on the network or is shared. */
	const char *source, *pool, *volume, *tag;
	bool clone;
	const char *hosts; /* "a:1 b": with blanks */
	const char *user, *secret;
	const char *uid_map, *gid_map;

	struct og_vm_rates rates;

	/* An attribute whose value means nothing, so that it has no effect. */
	const char *ignored;
};

/* Folders of the host need memory that another process can map. */
bool og_disks_have_share(const struct og_vm_disk *disks, size_t count);

/*
 * -EINVAL: an iSCSI disk without a host, which oned writes and of which libvirt
 * 9.0 dies. For whoever hands the domain over.
 */
int og_disks_check(const struct og_vm_disk *disks, size_t count,
		   struct og_err *err);

#endif
