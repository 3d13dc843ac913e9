/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of tests/drivers-wants.c: what a VM with a GPU on node 1 of a host,
 * and a cell on each of its two nodes, says; what oned makes of it; and what
 * must become of both.
 */
#ifndef OG_TEST_WANTS_H
#define OG_TEST_WANTS_H

#include <stdbool.h>
#include <stddef.h>

#define ONED_TOPOLOGY "<topology sockets='2' cores='1' threads='2'/>"
#define TWO_THREADS   "<SOCKETS>2</SOCKETS><CORES>1</CORES><THREADS>2</THREADS>"
#define TYPE(m)	      "<type arch='x86_64' machine='" m "'>hvm</type>"
#define SOURCE                                                     \
	"<source><address domain='0x0000' bus='0xe1' slot='0x00' " \
	"function='0x0'/></source>"
#define SEAT                                               \
	"<address type='pci' domain='0x0000' slot='0x00' " \
	"function='0x0' bus='13'/>"
#define PASSED(x)                                                           \
	"<hostdev mode='subsystem' type='pci' managed='yes'>" SOURCE x SEAT \
	"</hostdev>"
#define CELL(n, cpus, x)                                        \
	"<NUMA_NODE><TOTAL_CPUS>2</TOTAL_CPUS><MEMORY>524288</" \
	"MEMORY><CPUS>" cpus "</CPUS><NODE_ID>" n               \
	"</NODE_ID><MEMORY_NODE_ID>" n "</MEMORY_NODE_ID>" x "</NUMA_NODE>"
#define CELLS CELL("0", "0,2", "") CELL("1", "8,10", "")

struct og_want {
	const char *name;
	/* Of the VM; NULL: what most have. */
	const char *vm, *pin, *shape, *cells, *pci;
	/* Of oned's domain; NULL: what it writes for most. */
	const char *os, *cpu, *numa, *tune, *more, *hostdev, *devices, *hole;
	const char *features, *memory;
	const char *conf;
	bool amd;
	unsigned gib; /* of the GPU's BARs */
	bool refined_only;
	const char *has[9];
};

extern const struct og_want og_wants[];
extern const size_t og_wants_count;

#endif
