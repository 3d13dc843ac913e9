/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The REQUIREMENTS section: what each VM may use, until the VMs it is about
 * can be looked up.
 */
#ifndef OG_NEEDS_H
#define OG_NEEDS_H

#include "vm.h"
#include "xmlread.h"

struct og_needs {
	int32_t vm;
	int32_t *hosts, *stores;
	size_t n_hosts, cap_hosts, n_stores, cap_stores;
	struct og_nic_request *nics;
	size_t n_nics, cap_nics;
};

void og_needs_init(struct og_needs *needs);
void og_needs_free(struct og_needs *needs);

/*
 * Children of its <VM>. The context of the callbacks is whatever reads the
 * document; og_needs_of() of it tells which one is being filled.
 */
extern const struct og_xml_elem og_needsxml[];
struct og_needs *og_needs_of(void *ctx);

/* Give a VM what is its; lists are ascending afterwards. */
void og_needs_give(struct og_needs *needs, struct og_vm *vm);

#endif
