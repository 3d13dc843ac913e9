/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is short on a host, in words for the user of one VM: which node has
 * how much left, which devices are held. Only tells; what fits is decided by
 * oned's model.
 */
#ifndef OG_SHORTAGE_H
#define OG_SHORTAGE_H

#include "buf.h"
#include "host.h"
#include "vm.h"

/* "GPU" or "device". */
const char *og_shortage_noun(const struct og_device *dev);

/* Append hundredths as a number of CPUs: "8", "0.5". */
void og_shortage_put_cpus(struct og_buf *out, int64_t hundredths);

/* CPUs that a VM of this policy could ever get there; cores for CORE. */
uint32_t og_shortage_cpus(const struct og_node *node, enum og_pin pin);

/*
 * "2 of 4 cores free there, 4 needed": what a node lacks for a virtual node
 * (CPUs, then huge pages, then memory). False, and nothing, where it lacks
 * nothing that can be counted.
 */
bool og_shortage_node(const struct og_host *host, const struct og_vm *vm,
		      const struct og_vnode_request *vnode, int32_t node,
		      struct og_buf *out);

/*
 * Why oned finds no nodes for it: "GPU e1:00.0 is on node 1: 2 of 4 cores free
 * there, 4 needed; node 0: 1 of 4".
 */
void og_shortage_nodes(const struct og_host *host, const struct og_vm *vm,
		       struct og_buf *out);

/* Why it gets no device: "2 of 8 devices 10de:26b9 free, 4 wanted". */
void og_shortage_devices(const struct og_host *host, const struct og_vm *vm,
			 struct og_buf *out);

#endif
