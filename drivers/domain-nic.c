// SPDX-License-Identifier: Apache-2.0
/* Network interfaces. */
#include <strings.h>

#include "domain.h"

/* One queue for each vCPU, for a VM that says how many it has. */
static uint32_t nic_queues(const struct og_vm *vm, const struct og_vm_nic *nic)
{
	if (nic->model && strcasecmp(nic->model, "virtio") != 0)
		return 0;
	if (nic->queues)
		return nic->queues;
	return vm->vcpus_given ? vm->vcpus : 0;
}

void og_domain_add_nics(struct og_xml_node *devices, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;

	for (size_t i = 0; i < vm->n_nics; i++) {
		const struct og_vm_nic *nic = &vm->nics[i];
		uint32_t queues = nic_queues(vm, nic);
		struct og_xml_node *node =
			og_xml_add(devices, "interface", NULL);

		og_xml_set(node, "type", "bridge");
		if (nic->ovs)
			og_xml_set(og_xml_add(node, "virtualport", NULL),
				   "type", "openvswitch");
		og_xml_set(og_xml_add(node, "source", NULL), "bridge",
			   nic->bridge);
		if (nic->mac)
			og_xml_set(og_xml_add(node, "mac", NULL), "address",
				   nic->mac);
		if (nic->target)
			og_xml_set(og_xml_add(node, "target", NULL), "dev",
				   nic->target);
		og_domain_add_boot(node, nic->order);
		og_xml_set(og_xml_add(node, "model", NULL), "type",
			   nic->model ? nic->model : "virtio");
		if (queues) {
			struct og_xml_node *driver =
				og_xml_add(node, "driver", NULL);

			og_xml_set(driver, "name", "vhost");
			og_xml_setf(driver, "queues", "%u", queues);
		}
	}
}
