/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `onegpu doctor` knows of a host: read once, below one root, before
 * anything is decided. A fact that could not be seen says so; it is never
 * guessed.
 */
#ifndef OG_DOCTOR_FACTS_H
#define OG_DOCTOR_FACTS_H

#include "doctor-distro.h"
#include "doctor-firmware.h"
#include "doctor-parse.h"
#include "pcidev.h"
#include "probed.h"
#include "root.h"
#include "sysnode.h"

/* More of one PCI device than og_pcidev has; in the same order. */
struct og_doctor_device {
	bool candidate;	   /* a GPU or accelerator that a VM could get */
	bool is_own;	   /* a display that the host keeps for itself */
	bool is_vgpu;	   /* a virtual function that holds NVIDIA's vGPUs */
	const char *name;  /* from pci.ids, lent by `names`; NULL: unknown */
	int32_t near_node; /* what the probe tells oned; -1: unknown */
	bool listed;	   /* by the probe with its pci.conf */
	int32_t totalvfs;  /* of a physical function; -1: unknown */
	enum og_answer autoprobe;
	unsigned vfs;	   /* virtual functions of it on the bus */
	unsigned held_vfs; /* of these, on a driver of the host */
	char *users;	   /* what has it open; NULL: nothing seen */
	bool has_node;	   /* /dev/vfio/<group> is there */
	struct og_root_rights node;
};

struct og_doctor_pages {
	int32_t node;
	struct og_sysnode_pages *total, *free;
	size_t n_total, n_free;
};

enum og_conf_state {
	OG_CONF_NONE,	/* no OpenNebula on this machine: none to look at */
	OG_CONF_ABSENT, /* OpenNebula is here, a pci.conf is not */
	OG_CONF_READ,
	OG_CONF_WRONG, /* the probe refuses it, or could not run */
};

/* Who runs QEMU, by libvirt's qemu.conf. */
struct og_doctor_qemu {
	bool has_conf; /* it could be read */
	bool dynamic;  /* libvirt hands device nodes over itself */
	char *user;    /* NULL: not said, and not to be told by the system */
	bool has_ids;  /* of the user, from passwd */
	uint32_t uid, gid;
	char *program; /* the emulator's path; NULL: not found */
};

struct og_doctor_facts {
	bool live;
	bool is_root; /* whoever looks may see everything */
	struct og_distro distro;
	char *release;	  /* of the kernel; NULL: unknown */
	unsigned version; /* major * 1000 + minor; 0: unknown */
	char *cmdline;	  /* NULL: unknown */
	struct og_cpuinfo cpu;
	struct og_buf config; /* the kernel's, "CONFIG_…=" lines only */

	bool has_dev; /* /dev is there */
	bool has_kvm;
	int kvm; /* 0, or why /dev/kvm does not open */

	bool has_modules;
	char **modules; /* names, sorted */
	size_t n_modules;
	enum og_answer unsafe_interrupts, noiommu;

	bool has_groups;     /* /sys/kernel/iommu_groups is there */
	size_t n_groups;     /* IOMMU groups */
	size_t n_units;	     /* IOMMUs that the kernel drives */
	enum og_answer acpi; /* the firmware describes an IOMMU */

	struct og_pcidevs pci;
	struct og_doctor_device *devices;
	struct og_probed names, listed;
	char *probe_error; /* of the run for the names; NULL: it went well */
	enum og_conf_state conf;
	char *conf_path;  /* as on that host; NULL: none */
	char *conf_error; /* why the probe refuses it */

	struct og_sysnodes nodes;
	struct og_doctor_pages *pages; /* one for each of nodes.ids */
	size_t n_pages;

	struct og_doctor_qemu qemu;
	struct og_buf passwd, group;
	bool has_rules; /* udev's folders are there */
	struct og_udev_rule rule;

	bool has_usr;	  /* where descriptors and QEMU would be */
	bool has_uefi;	  /* for q35 on x86_64, its image there too */
	char *firmware;	  /* that image's path; NULL: none */
	int64_t memlock;  /* OG_MEMLOCK_UNLIMITED; -1: unknown */
	bool has_run;	  /* /run is there */
	bool has_libvirt; /* the system's libvirt answers on its socket */
};

/*
 * `conf` is the pci.conf to be tried, NULL for the one of the host. -errno
 * only where the PCI bus cannot be listed.
 */
int og_doctor_facts_read(const struct og_root *root, const char *conf,
			 struct og_doctor_facts *ret_facts, struct og_err *err);
void og_doctor_facts_free(struct og_doctor_facts *facts);

bool og_doctor_has_module(const struct og_doctor_facts *facts,
			  const char *name);

/* 'y', 'm' or 'n' of an option of the kernel; 0 where its config is unknown. */
char og_doctor_option(const struct og_doctor_facts *facts, const char *option);

/*
 * The place of the first candidate from `at` on; the number of devices where
 * there is none.
 */
size_t og_doctor_next(const struct og_doctor_facts *facts, size_t at);
#define og_doctor_each(i, facts)                                        \
	for (size_t i = og_doctor_next((facts), 0); i < (facts)->pci.n; \
	     i = og_doctor_next((facts), i + 1))

/* Parts of the reading, each in a file of its own. */

/* With which pci.conf the probe is asked what it lists. */
struct og_doctor_listing {
	const char *conf; /* NULL: the host's own */
};

/* `listing` NULL: that is not asked. */
int og_doctor_read_pci(const struct og_root *root,
		       const struct og_doctor_listing *listing,
		       struct og_doctor_facts *facts, struct og_err *err);
void og_doctor_read_qemu(const struct og_root *root,
			 struct og_doctor_facts *facts);
/* Who has a device open whose driver is the host's. */
void og_doctor_read_users(const struct og_root *root,
			  struct og_doctor_facts *facts);

#endif
