/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scheduler messages in oned's form, written from plain structs. What a
 * struct leaves at 0 gets a sensible value; ids and counts are as given.
 */
#ifndef OG_TEST_SCHED_TEXT_H
#define OG_TEST_SCHED_TEXT_H

#include "buf.h"
#include "message.h"

enum {
	OG_TEXT_GPUS = 12,
	OG_TEXT_VNODES = 4,
	OG_TEXT_PCIS = 12,
	OG_TEXT_NICS = 4
};

struct og_text_gpu {
	const char *address; /* "e1:00.0"; NULL ends the list */
	int node;	     /* -1: "-" */
	int vm;		     /* 0: free */
	/* SOCKET_NODES, SWITCH, ROOT_COMPLEX; NULL: none. */
	const char *socket, *pcie_switch, *root;
};

struct og_text_host {
	int id, cluster, running;
	int cpu, cpu_used; /* hundredths; cpu 0: 6400 */
	int mem, mem_used; /* MiB; mem 0: 65536 */
	unsigned nodes;	   /* 0: no NUMA_NODES */
	unsigned cores;	   /* a node, of two threads; 0: 4 */
	unsigned busy[8];  /* cores in use, of each node */
	int node_mem;	   /* MiB; 0: 16384 */
	int hugepages;	   /* of 2 MiB, a node */
	int free_disk;	   /* MB; 0: 100000 */
	struct og_text_gpu gpus[OG_TEXT_GPUS];
	bool short_distance; /* each node knows itself only */
	const char *share;   /* more of HOST_SHARE */
	const char *more;    /* of the HOST itself, after it */
};

struct og_text_vm {
	int id, state; /* state 0: 1, PENDING */
	int cpu;       /* whole CPUs; 0: 1 */
	int mem;       /* MiB; 0: 1024 */
	const char *pin;
	const char *topology;	    /* more of TOPOLOGY */
	int vnodes[OG_TEXT_VNODES]; /* TOTAL_CPUS; memory in equal parts */
	/* By SHORT_ADDRESS ("e1:00.0"), or by VENDOR ("10de"). */
	const char *pcis[OG_TEXT_PCIS];
	const char *tmpl, *user; /* more of TEMPLATE, USER_TEMPLATE */
	int disk;		 /* MB of a volatile disk */
	bool resched;
	const char *history; /* "host store [action]", NULL: none */
	const char *hosts;   /* ids, NULL: all */
	const char *stores;  /* ids, NULL: all */
	/* NICs with NETWORK_MODE=auto: ids of networks each may have. */
	const char *nics[OG_TEXT_NICS];
	const char *nic_rank; /* SCHED_RANK of each of them */
};

struct og_text_net {
	int id;
	int size, used;	      /* leases; size 0: 100 */
	const char *clusters; /* ids, NULL: 0 */
	const char *tmpl;
};

struct og_text_store {
	int id, type; /* type 0: 1, SYSTEM */
	int free_mb;  /* 0: 100000 */
	int used_mb;
	const char *clusters; /* ids, NULL: 0 */
	const char *tmpl;     /* TEMPLATE, "<SHARED>NO</SHARED>" */
};

struct og_text {
	const struct og_text_host *hosts;
	size_t n_hosts;
	const struct og_text_vm *vms;
	size_t n_vms;
	const struct og_text_store *stores; /* NULL: one, id 0 */
	size_t n_stores;
	const struct og_text_net *nets;
	size_t n_nets;
	const char *groups; /* VM_GROUP elements */
};

/* "HOSTS({ .id = 0 }, { .id = 1 })" inside of { } of a struct og_text. */
#define OG_TEXT_LIST(type, ...) \
	(const struct type[])   \
	{                       \
		__VA_ARGS__     \
	}
#define OG_TEXT_COUNT(type, ...) \
	(sizeof(OG_TEXT_LIST(type, __VA_ARGS__)) / sizeof(struct type))
#define HOSTS(...)                                        \
	.hosts = OG_TEXT_LIST(og_text_host, __VA_ARGS__), \
	.n_hosts = OG_TEXT_COUNT(og_text_host, __VA_ARGS__)
#define VMS(...)                                      \
	.vms = OG_TEXT_LIST(og_text_vm, __VA_ARGS__), \
	.n_vms = OG_TEXT_COUNT(og_text_vm, __VA_ARGS__)
#define STORES(...)                                         \
	.stores = OG_TEXT_LIST(og_text_store, __VA_ARGS__), \
	.n_stores = OG_TEXT_COUNT(og_text_store, __VA_ARGS__)
#define NETS(...)                                       \
	.nets = OG_TEXT_LIST(og_text_net, __VA_ARGS__), \
	.n_nets = OG_TEXT_COUNT(og_text_net, __VA_ARGS__)

void og_text_write(const struct og_text *text, struct og_buf *out);

/* Write and read it; a message that is not accepted fails the test. */
void og_text_message(const struct og_text *text, struct og_message *ret_msg);

#endif
