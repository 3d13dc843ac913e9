/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a VM cannot have what oned gave it: who has its CPUs, what its node
 * lacks of memory. Words for a person; NULL where it can. The caller frees.
 */
#ifndef OG_TAKEN_H
#define OG_TAKEN_H

#include "vm.h"

char *og_taken_cpus(const struct og_host *host, enum og_pin pin,
		    const struct og_vm_cell *cell);

/* `req` says how memory is counted and of which kind it is. */
char *og_taken_memory(const struct og_host *host,
		      const struct og_fit_request *req,
		      const struct og_vm_cell *cell);

#endif
