// SPDX-License-Identifier: Apache-2.0
#include "vm.h"

#include <errno.h>
#include <strings.h>

static const char *const policy_names[] = {
	[OG_POLICY_DEFAULT] = "default",
	[OG_POLICY_NONE] = "none",
	[OG_POLICY_PREFERRED] = "preferred",
	[OG_POLICY_REQUIRED] = "required",
};

int og_policy_parse(const char *s, enum og_policy *ret_policy)
{
	for (size_t i = OG_POLICY_NONE; i < OG_COUNT(policy_names); i++) {
		if (strcasecmp(s, policy_names[i]) != 0)
			continue;
		*ret_policy = (enum og_policy)i;
		return 0;
	}
	return -EINVAL;
}

const char *og_policy_name(enum og_policy policy)
{
	return policy_names[policy];
}

void og_vm_init(struct og_vm *vm)
{
	*vm = (struct og_vm){
		.id = -1,
		.memory = -1,
		.node_affinity = -1,
		.auto_nic = -1,
		.last_host = -1,
		.last_store = -1,
	};
}

void og_vm_free(struct og_vm *vm)
{
	free(vm->fault);
	free(vm->vnodes);
	free(vm->pcis);
	free(vm->hosts);
	free(vm->stores);
	og_vm_init(vm);
}

bool og_vm_has_nodes(const struct og_vm *vm)
{
	return vm->has_topology && vm->n_vnodes > 0;
}
