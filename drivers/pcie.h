/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's PCI tree: which controllers a VM gets and where on them its
 * passthrough devices sit. A pure decision over the VM's devices and cells.
 *
 * Two numbers name a bus. Its *index* is libvirt's, a mere name, and oned's
 * VM_BUS_INDEX where it can be kept. Its *guest bus number* is what firmware
 * and VM_ADDRESS know; contextualisation trusts it, so it is the contract:
 *
 *   - 0x20 + 0x10 n is the expander bus of host node n, and the eight root
 *     ports below it lead to the next eight numbers, in order of function;
 *   - 0xa0 + 8 k is the expander bus of the k-th dedicated root;
 *   - the j-th root port of pcie.0 leads to bus j, below 0x20.
 *
 * A VM without such devices gets oned's own tree. libvirt fills gaps between
 * indices with root ports on pcie.0 without a word, so no gap is left: ports
 * of our own fill them, up to what bus numbers allow; beyond, buses are
 * numbered without gaps and the device's `kept_index` is false. Where two
 * promises of oned meet on one number, or one is beyond 255, the device goes
 * elsewhere and its `kept_number` is false.
 */
#ifndef OG_PCIE_H
#define OG_PCIE_H

#include "notes.h"
#include "vm.h"

enum og_pcie_model {
	OG_PCIE_ROOT,	  /* pcie-root, "pcie.0" */
	OG_PCIE_PORT,	  /* pcie-root-port */
	OG_PCIE_EXPANDER, /* pcie-expander-bus */
	OG_PCIE_BRIDGE,	  /* pcie-to-pci-bridge */
	OG_PCI_ROOT,	  /* pci-root of i440fx; libvirt makes these two */
	OG_PCI_BRIDGE,	  /* pci-bridge */
};

/* libvirt's word for it. */
const char *og_pcie_model_name(enum og_pcie_model model);
bool og_pcie_model_find(const char *name, enum og_pcie_model *ret_model);

struct og_pcie_bus {
	int index;
	enum og_pcie_model model;
	int parent;	/* index of the bus it sits on; -1: none */
	int slot, func; /* on the parent */
	bool implied;	/* that is left to libvirt, which takes the same */
	int bus_nr;	/* of an expander; -1 otherwise */
	int host_node;	/* oned's, whose devices it is for; -1 otherwise */
	int cell;	/* guest cell of an expander; -1: unknown */
};

struct og_pcie_device {
	int bus; /* index */
	int slot;
	int number; /* of that bus in the guest */
	bool kept_index, kept_number;
};

struct og_pcie {
	struct og_pcie_bus *buses; /* buses[i].index == i */
	size_t n_buses, cap_buses;
	struct og_pcie_device *devices; /* in the order of the VM's pci */
	size_t n_devices;
	bool has_expanders; /* with a device on one */
};

void og_pcie_free(struct og_pcie *tree);

/*
 * -ENOTSUP or -EINVAL, naming the device, where oned's words contradict each
 * other or the guest has no bus number left. Addresses go by oned's node of a
 * device; the cell that an expander is told is that of the node the device is
 * on, or none where devices of several share it. Notes tell of devices whose
 * node no cell stands on and of promises that could not be kept.
 */
int og_pcie_plan(const struct og_vm *vm, struct og_pcie *ret_tree,
		 struct og_notes *notes, struct og_err *err);

/*
 * Walk a finished tree as firmware would and compare it with the contract:
 * every bus declared and attached, every device on the bus it was promised
 * and below the right expander, no bus number twice, what is left to libvirt
 * as libvirt will do it. -EINVAL names what is wrong. og_pcie_plan() ends
 * with it.
 */
int og_pcie_check(const struct og_pcie *tree, const struct og_vm *vm,
		  struct og_err *err);

/* The notes of og_pcie_plan() (pcie-notes.c). */
void og_pcie_note(const struct og_vm *vm, const struct og_pcie *tree,
		  struct og_notes *notes);

/* The lowest cell whose memory is on this host node; -1: none. */
int og_pcie_cell(const struct og_vm *vm, int node);

/*
 * The first root port of pcie.0 behind `after` (0: the first of all) that
 * holds no device and no bridge; 0 where there is none.
 */
int og_pcie_spare_port(const struct og_pcie *tree, int after);

#endif
