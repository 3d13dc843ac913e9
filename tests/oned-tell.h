/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What oned did with a VM and what our model of it does, as text to compare:
 * whether it fits, and every attribute of the VM's TOPOLOGY, NUMA_NODE and
 * PCI vectors. And the documents of one host and one VM.
 */
#ifndef OG_TEST_ONED_TELL_H
#define OG_TEST_ONED_TELL_H

#include "oned.h"
#include "schedxml.h"
#include "xmltree.h"

/* The vectors below `node`, each in a line, as they stand there. */
void og_tell_vectors(const struct og_xml_node *node, struct og_buf *out);

/*
 * Allocate on the host as oned would, capacity included, and tell the vectors
 * as it would leave them; `doc` is the VM. True if it fits.
 */
bool og_tell_model(struct og_shost *host, const struct og_vm *vm,
		   const struct og_xml_node *doc,
		   struct og_oned_alloc *ret_alloc, struct og_buf *out);

/* One document each. The struct is initialised by the reading. */
int og_tell_read_host(const char *text, size_t len, struct og_shost *ret_host,
		      struct og_err *err);
int og_tell_read_vm(const char *text, size_t len, struct og_vm *ret_vm,
		    struct og_err *err);

#endif
