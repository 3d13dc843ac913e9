/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of og_refine() that stand in files of their own. */
#ifndef OG_REFINE_PART_H
#define OG_REFINE_PART_H

#include "controllers.h"
#include "part.h"
#include "refine.h"

/* refine-features.c: what hides the hypervisor; no secure boot of a BIOS. */
void og_refine_hide(struct og_xml_node *domain, const struct og_vm *vm);
void og_refine_firmware(struct og_xml_node *domain, const struct og_vm *vm);

/* refine-cells.c: -EINVAL where the domain's cells are not the VM's. */
int og_refine_cells(struct og_xml_node *domain, const struct og_plan *plan,
		    struct og_err *err);

/* refine-cpu.c: what the guest sees of its CPUs, its cells among it. */
int og_refine_cpu(struct og_xml_node *domain, const struct og_plan *plan,
		  struct og_err *err);
void og_refine_memory(struct og_xml_node *domain, const struct og_vm *vm);
void og_refine_hugepages(struct og_xml_node *domain,
			 const struct og_plan *plan);

/* refine-pins.c: on which CPUs and nodes of the host. */
void og_refine_pins(struct og_xml_node *domain, const struct og_plan *plan);
void og_refine_nodes(struct og_xml_node *domain, const struct og_plan *plan);

/*
 * The CPUs that the administrator gave all emulators (EMULATOR_CPUS of the
 * host), by which the emulator was pinned; empty: it was pinned by the VM's.
 */
void og_refine_emulator_cpus(const struct og_xml_node *domain,
			     const struct og_plan *plan,
			     struct og_cpuset *ret_cpus);

/*
 * refine-tree.c: the PCI controllers, as they were read before any <devices>
 * was merged, and whoever names one but for the VM's passthrough devices.
 */
int og_refine_controllers(struct og_xml_node *domain,
			  const struct og_controllers *controllers,
			  const struct og_plan *plan, struct og_err *err);

/* refine-hostdev.c: address and driver of the passthrough devices. */
int og_refine_hostdevs(struct og_xml_node *devices, const struct og_plan *plan,
		       struct og_err *err);

#endif
