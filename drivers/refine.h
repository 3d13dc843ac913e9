/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oned's libvirt domain, put right in place: pins, memory nodes, the CPU, the
 * PCI tree with its passthrough devices, the balloon, what hides the
 * hypervisor, and one <devices>. What
 * is not named here keeps its bytes: order, comments, white space, unknown
 * elements and RAW parts. Refining twice gives the same bytes, whoever wrote
 * the domain.
 *
 *     og_refine_parse(text, len, &domain, err)   the deployment file
 *     og_refine_vm(vm_root, domain, conf, &vm, err)   vm.xml, which lies beside
 * it og_pins_settle(), og_pcie_plan(), og_pins_emulator() as for a new domain
 *     og_refine(domain, &plan, err)
 *     og_xml_write(domain, &out)
 */
#ifndef OG_REFINE_H
#define OG_REFINE_H

#include "domain.h"

/*
 * Read a domain so that it keeps its bytes. oned does not escape what users
 * write into attributes: -EINVAL for a domain that is no XML names the line
 * and the attribute that is likely at fault, and never what stands there.
 */
int og_refine_parse(const char *data, size_t len, struct og_xml_doc **ret_doc,
		    struct og_err *err);

/*
 * The VM as far as refining needs it: identity, cells and passthrough
 * devices, and of its FEATURES those that are ours; where the VM is silent of
 * these `conf` speaks, which may be NULL. The machine is the domain's, where
 * host and cluster had their say. Nothing else of the VM is looked at, so
 * nothing else is refused. Both documents must outlive `ret_vm`.
 */
int og_refine_vm(const struct og_xml_node *vm, const struct og_xml_doc *domain,
		 const struct og_driver_conf *conf, struct og_vm *ret_vm,
		 struct og_err *err);

/*
 * Edit the domain. Of the plan it reads vm, tree, moves, notes and emulator.
 * A VM without cells and devices has its <devices> merged, the hypervisor
 * hidden where it asks for that, and nothing else.
 * -EINVAL, the domain half edited, where domain and VM do not fit together or
 * the finished text does not pass og_domain_check().
 */
int og_refine(struct og_xml_doc *domain, const struct og_plan *plan,
	      struct og_err *err);

/*
 * A new domain into which RAW brought PCI controllers: they go behind ours as
 * in a refined one, and whoever is on one follows. Its <devices> is one, ours
 * first. -EINVAL, with a line of RAW and what mends it, where libvirt would
 * take neither, as an index that is ours too.
 */
int og_refine_new(struct og_xml_doc *domain, const struct og_plan *plan,
		  struct og_err *err);

/*
 * og_refine() for a domain that was saved while it ran (virsh
 * save-image-dumpxml) and is restored where its CPUs may be taken: the pins
 * and the host's memory nodes only. The guest must not notice, so its cells,
 * controllers and CPU stay. `plan->tree` is not read.
 */
int og_refine_saved(struct og_xml_doc *domain, const struct og_plan *plan,
		    struct og_err *err);

#endif
