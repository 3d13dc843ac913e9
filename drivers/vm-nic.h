/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network interface of a VM: oned's NIC vector. Plain data; strings are
 * lent by the VM's document, by the configuration or are constants.
 */
#ifndef OG_VM_NIC_H
#define OG_VM_NIC_H

#include <stdbool.h>
#include <stdint.h>

enum og_nic_kind {
	OG_NIC_BRIDGE,
	OG_NIC_OVS,	  /* a bridge of Open vSwitch */
	OG_NIC_VHOSTUSER, /* a socket of Open vSwitch with DPDK */
	OG_NIC_BARE,	  /* a tap that nothing is plugged into */
};

/* KiB/s and KiB; -1: not given. */
struct og_vm_bandwidth {
	int64_t average, peak, burst;
};

struct og_vm_nic {
	int id;
	enum og_nic_kind kind;
	const char *bridge, *mac, *target, *script;
	const char *model;  /* NULL: libvirt's choice */
	uint32_t queues;    /* 0: not given */
	const char *filter; /* NULL: none */
	const char *ip, *vrouter_ip;
	struct og_vm_bandwidth inbound, outbound;
	int order; /* boot order, 0: none */

	/* An attribute whose value means nothing, so that it has no effect. */
	const char *ignored;
};

#endif
