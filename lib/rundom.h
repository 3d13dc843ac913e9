/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A running domain as `virsh dumpxml` prints it: which CPUs, how much
 * memory of which node and which PCI devices it holds. The truth about who
 * holds what on a node is read from these and never kept in a file that can go
 * stale.
 */
#ifndef OG_RUNDOM_H
#define OG_RUNDOM_H

#include "bdf.h"
#include "numafit.h"
#include "xmltree.h"

#define OG_RUNDOM_FOREIGN INT32_MAX /* a domain that is not OpenNebula's */

/* CPUs that so many vCPUs share. */
struct og_rundom_pin {
	struct og_cpuset cpus;
	uint32_t vcpus;
};

struct og_rundom_memory {
	struct og_cpuset nodes; /* spread over them evenly */
	int64_t kib;
	uint64_t page_kb; /* 0: ordinary memory, or of unknown size */
};

struct og_rundom {
	int32_t vm; /* from the name one-<id>, else OG_RUNDOM_FOREIGN */
	bool ours;  /* the metadata says the pin policy */
	enum og_pin pin;
	struct og_rundom_pin *pins;
	size_t n_pins, cap_pins;
	struct og_rundom_memory *memory;
	size_t n_memory, cap_memory;
	struct og_bdf *devices; /* of the host, passed through */
	size_t n_devices, cap_devices;
};

void og_rundom_free(struct og_rundom *dom);

/* `root` is the <domain> element. */
int og_rundom_read(const struct og_xml_node *root, struct og_rundom *ret_dom,
		   struct og_err *err);

/*
 * Mark in the host what the domain holds. A set of CPUs is held where it has
 * no more of them than vCPUs are pinned to it: a wider one is an affinity,
 * which oned does not count either. The cores of a domain of policy CORE are
 * dedicated. A domain that does not tell its policy, one that was started
 * before ours or is not OpenNebula's, counts as such where each vCPU has one
 * CPU on a core of its own. Memory on huge pages is charged to their pool
 * alone. CPUs and nodes the host lacks are passed over.
 */
void og_rundom_mark(const struct og_rundom *dom, struct og_host *host);

#endif
