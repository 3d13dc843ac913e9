/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A VM as the scheduler sees it: what it asks for, where it may go. Filled
 * from the scheduler message or from a recorded case. Plain data; ids are
 * oned's.
 */
#ifndef OG_VM_H
#define OG_VM_H

#include "bdf.h"
#include "err.h"
#include "numafit.h"

/* Which locality a VM with devices wants; PCI_NUMA_POLICY. */
enum og_policy {
	OG_POLICY_DEFAULT,   /* nothing said: the configured one */
	OG_POLICY_NONE,	     /* locality does not matter */
	OG_POLICY_PREFERRED, /* local hosts first, remote ones too */
	OG_POLICY_REQUIRED,  /* wait rather than be pinned off its devices */
	OG_POLICY_SOCKET,    /* wait rather than leave their socket */
};

/* 0 or -EINVAL. */
int og_policy_parse(const char *s, enum og_policy *ret_policy);
const char *og_policy_name(enum og_policy policy);

/* Ids that a PCI vector does not give, or gives as what is no number. */
enum {
	OG_ID_ANY = -1,
	OG_ID_BAD = -2, /* to oned not given, and yet no device has it */
};

/* A PCI vector of the template: one device wanted. */
struct og_pci_request {
	int32_t pci_id;
	/*
	 * The SHORT_ADDRESS wanted; counts only where no id is given. oned
	 * compares it as text: what is not written as probes write it (capital
	 * digits, a domain 0000, no address at all) is `bad`, no device has it.
	 */
	bool has_address, bad;
	struct og_bdf address;
	int32_t vendor, device, class_id; /* or one of the two below */
	bool dedicated_root;		  /* ROOT="dedicated" */
	uint32_t vm_bus;		  /* VM_BUS: where flat slots go */
};

struct og_vnode_request {
	uint32_t cpus;	/* TOTAL_CPUS */
	int64_t memory; /* KiB */
};

/* A NIC with NETWORK_MODE=auto. */
struct og_nic_request {
	int32_t id;
	char *rank;    /* its SCHED_RANK, or NULL */
	int32_t *nets; /* REQUIREMENTS: ids it may have */
	size_t n_nets, cap_nets;
};

/* Room that its disks need in an image datastore. */
struct og_image_need {
	int32_t store;
	int64_t mb;
};

struct og_vm {
	int32_t id;
	int32_t state, lcm_state; /* lcm_state -1: the message did not tell */
	bool resched;
	bool is_resumed; /* from stop or undeploy: its disks are there */
	int64_t cpu;	 /* hundredths */
	int64_t memory;	 /* KiB; -1 until the message told */
	uint32_t vcpu;
	double priority;   /* USER_PRIORITY, highest first */
	bool is_flat_slot; /* machine pc: flat devices differ by slot */

	bool has_topology;
	enum og_pin pin;
	enum og_policy policy;
	int32_t node_affinity;	   /* -1: none */
	uint64_t hugepage_mb;	   /* 0: none */
	uint32_t threads, sockets; /* 0: not given */

	struct og_vnode_request *vnodes;
	size_t n_vnodes, cap_vnodes;
	struct og_pci_request *pcis;
	size_t n_pcis, cap_pcis;

	int64_t disk_mb; /* room needed in a system datastore */
	struct og_image_need *images;
	size_t n_images, cap_images;
	int32_t auto_nic; /* the first NIC with NETWORK_MODE=auto, or -1 */
	struct og_nic_request *nics; /* those, ascending by id */
	size_t n_nics, cap_nics;
	bool in_group;	       /* member of a VM group */
	bool has_requirements; /* an expression made its list of hosts */

	char *rank, *store_rank; /* its own expressions, or NULL */

	int32_t last_host, last_store; /* of its last history record, or -1 */

	/*
	 * Why it cannot be placed whatever the hosts are ("PCI_NUMA_POLICY
	 * ..."): what its user wrote must not keep other VMs from being placed.
	 */
	char *fault;

	int32_t *hosts; /* REQUIREMENTS: ids it may go to, ascending */
	size_t n_hosts, cap_hosts;
	int32_t *stores;
	size_t n_stores, cap_stores;
};

void og_vm_init(struct og_vm *vm);
void og_vm_free(struct og_vm *vm);

/*
 * Does oned tie it to NUMA nodes? Only with a TOPOLOGY and the NUMA_NODE
 * vectors that oned makes of it; any other VM floats over its host.
 */
bool og_vm_has_nodes(const struct og_vm *vm);

/* Do its REQUIREMENTS allow the host? */
bool og_vm_may_use(const struct og_vm *vm, int32_t host);

/*
 * Is it to leave its host? RESCHED of a VM that waits for its first one is no
 * wish to leave it.
 */
bool og_vm_is_moving(const struct og_vm *vm);

/*
 * Does it want a place? It is pending, or marked for rescheduling while it
 * runs, is unknown or is powered off.
 */
bool og_vm_waits(const struct og_vm *vm);

#endif
