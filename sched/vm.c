// SPDX-License-Identifier: Apache-2.0
#include "vm.h"

#include <errno.h>
#include <strings.h>

static const char *const policy_names[] = {
	[OG_POLICY_DEFAULT] = "default",     [OG_POLICY_NONE] = "none",
	[OG_POLICY_PREFERRED] = "preferred", [OG_POLICY_REQUIRED] = "required",
	[OG_POLICY_SOCKET] = "socket",
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

enum {
	STATE_PENDING = 1,
	STATE_ACTIVE = 3,
	STATE_POWEROFF = 8,
	LCM_NOT_TOLD = -1,
	LCM_RUNNING = 3,
	LCM_UNKNOWN = 16,
};

void og_vm_init(struct og_vm *vm)
{
	*vm = (struct og_vm){
		.id = -1,
		.lcm_state = LCM_NOT_TOLD,
		.memory = -1,
		.node_affinity = -1,
		.auto_nic = -1,
		.last_host = -1,
		.last_store = -1,
	};
}

void og_vm_free(struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_nics; i++) {
		free(vm->nics[i].rank);
		free(vm->nics[i].nets);
	}
	free(vm->nics);
	free(vm->images);
	free(vm->rank);
	free(vm->store_rank);
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

static int cmp_id(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

bool og_vm_may_use(const struct og_vm *vm, int32_t host)
{
	size_t i;

	if (!vm->n_hosts || host < vm->hosts[0])
		return false;
	/* Where all ids are allowed they follow one another. */
	i = (size_t)(host - vm->hosts[0]);
	return (i < vm->n_hosts && vm->hosts[i] == host) ||
	       bsearch(&host, vm->hosts, vm->n_hosts, sizeof(host), cmp_id);
}

bool og_vm_is_moving(const struct og_vm *vm)
{
	if (!vm->resched || vm->state == STATE_PENDING)
		return false;
	if (vm->lcm_state == LCM_NOT_TOLD)
		return vm->state == STATE_ACTIVE;
	return vm->state == STATE_POWEROFF || vm->lcm_state == LCM_RUNNING ||
	       vm->lcm_state == LCM_UNKNOWN;
}

bool og_vm_waits(const struct og_vm *vm)
{
	return vm->state == STATE_PENDING || og_vm_is_moving(vm);
}
