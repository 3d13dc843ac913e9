/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of og_vm_read() that stand in files of their own. Each reads its
 * vectors of <TEMPLATE> into a VM that is already cleared.
 */
#ifndef OG_VM_READ_H
#define OG_VM_READ_H

#include "vm.h"

/* -EINVAL where a name stands twice (vm-once.c). */
int og_vm_check_once(const struct og_xml_node *tmpl, struct og_err *err);
int og_vm_read_capacity(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err);
int og_vm_read_os(const struct og_xml_node *tmpl,
		  const struct og_driver_conf *conf, struct og_vm *vm,
		  struct og_err *err);
int og_vm_read_features(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err);
int og_vm_read_display(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err);
int og_vm_read_guard(const struct og_xml_node *tmpl,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err);
int og_vm_read_raw(const struct og_xml_node *tmpl,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err);
/* NUMA_NODE and TOPOLOGY; needs vcpus (vm-topology.c). */
int og_vm_read_topology(const struct og_xml_node *tmpl, struct og_vm *vm,
			struct og_err *err);
/* PCI; needs the machine and the cells (vm-pci.c). */
int og_vm_read_pci(const struct og_xml_node *tmpl,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err);
/* DISK, CONTEXT and NIC (vm-devices.c). */
int og_vm_read_devices(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err);

/* DISK and CONTEXT (vm-disk.c). */
int og_vm_read_disks(const struct og_xml_node *tmpl,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err);
int og_vm_read_nics(const struct og_xml_node *tmpl,
		    const struct og_driver_conf *conf, struct og_vm *vm,
		    struct og_err *err);

#endif
