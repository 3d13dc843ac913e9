/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network interface of a VM: oned's NIC vector. Plain data; strings are
 * lent by the VM's document.
 */
#ifndef OG_VM_NIC_H
#define OG_VM_NIC_H

#include <stdbool.h>
#include <stdint.h>

struct og_vm_nic {
	int id;
	const char *bridge, *mac, *target, *model;
	bool ovs;
	uint32_t queues; /* 0: not given */
	int order;
};

#endif
