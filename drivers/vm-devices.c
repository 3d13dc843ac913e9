// SPDX-License-Identifier: Apache-2.0
/* Disks, then network interfaces. */
#include "vm-read.h"

int og_vm_read_devices(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err)
{
	int r;

	r = og_vm_read_disks(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	return og_vm_read_nics(tmpl, conf, vm, err);
}
