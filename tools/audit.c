// SPDX-License-Identifier: Apache-2.0
#include "audit.h"

#include "topo-layout.h"

enum { AWAY_PERCENT = 1 };

static void free_vm(struct og_audit_vm *vm)
{
	og_lines_free(&vm->differs);
	og_moves_free(&vm->moves);
	free(vm->memory);
	free(vm->devices);
	free(vm->vcpus);
	free(vm->unseen);
	free(vm->name);
}

void og_audit_free(struct og_audit *audit)
{
	for (size_t i = 0; i < audit->n; i++)
		free_vm(&audit->vms[i]);
	free(audit->vms);
	og_host_free(&audit->host);
	*audit = (struct og_audit){ 0 };
}

struct og_audit_vcpu *og_audit_vcpu(struct og_audit_vm *vm, int id)
{
	size_t at = 0;

	while (at < vm->n_vcpus && vm->vcpus[at].id < id)
		at++;
	if (at < vm->n_vcpus && vm->vcpus[at].id == id)
		return &vm->vcpus[at];
	OG_RESERVE(vm->vcpus, vm->n_vcpus + 1, vm->cap_vcpus);
	memmove(vm->vcpus + at + 1, vm->vcpus + at,
		(vm->n_vcpus - at) * sizeof(*vm->vcpus));
	vm->n_vcpus++;
	vm->vcpus[at] = (struct og_audit_vcpu){ .id = id };
	return &vm->vcpus[at];
}

static char *set_text(const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	return text.len ? og_steal(text.data) : og_strdup("none");
}

/* --- CPUs --- */

/* Offline CPUs of a pin are nowhere to run on. */
static void online_of(const struct og_host *host, const struct og_cpuset *set,
		      struct og_cpuset *ret_set)
{
	*ret_set = (struct og_cpuset){ 0 };
	for (int id = -1; (id = og_cpuset_next(set, id)) >= 0;)
		if (og_host_node_of_cpu(host, id))
			og_cpuset_add(ret_set, (unsigned)id);
}

static void check_thread(const struct og_host *host,
			 const struct og_audit_vcpu *thread, const char *name,
			 struct og_lines *differs)
{
	struct og_cpuset plan, cpus;
	og_autofree char *x = NULL, *y = NULL;

	if (!thread->planned || !thread->seen)
		return;
	online_of(host, &thread->plan, &plan);
	online_of(host, &thread->cpus, &cpus);
	if (og_cpuset_equal(&plan, &cpus))
		return;
	x = set_text(&cpus);
	y = set_text(&thread->plan);
	og_lines_add(differs, "%s may run on CPUs %s, planned %s", name, x, y);
}

static void check_threads(const struct og_host *host, struct og_audit_vm *vm)
{
	for (size_t i = 0; i < vm->n_vcpus; i++) {
		og_autofree char *name =
			og_asprintf("vCPU %d", vm->vcpus[i].id);

		check_thread(host, &vm->vcpus[i], name, &vm->differs);
	}
	check_thread(host, &vm->emulator, "the emulator", &vm->differs);
}

/* What the driver noted when it moved cells, against the domain of now. */
static void check_moves(struct og_audit_vm *vm)
{
	struct og_cpuset pins = { 0 };

	for (size_t i = 0; i < vm->n_vcpus; i++)
		if (vm->vcpus[i].planned)
			og_cpuset_or(&pins, &vm->vcpus[i].plan);
	for (size_t i = 0; i < vm->moves.n; i++) {
		const struct og_moved *moved = &vm->moves.all[i];
		struct og_cpuset lost = moved->cpus;
		og_autofree char *text = NULL;

		og_cpuset_andnot(&lost, &pins);
		if (!og_cpuset_is_empty(&lost)) {
			text = set_text(&moved->cpus);
			og_lines_add(&vm->differs,
				     "the driver pinned cell %d to CPUs %s, "
				     "the domain has other pins now",
				     moved->cell, text);
		}
		if (moved->memory >= 0 &&
		    !og_cpuset_is_empty(&vm->memory_plan) &&
		    !og_cpuset_has(&vm->memory_plan, (unsigned)moved->memory))
			og_lines_add(&vm->differs,
				     "the driver put the memory of cell %d on "
				     "node %d, the domain has it elsewhere now",
				     moved->cell, moved->memory);
	}
}

/* --- memory --- */

static void check_memory(struct og_audit_vm *vm)
{
	og_autobuf away = OG_BUF_INIT;
	og_autofree char *plan = NULL;
	int64_t kib = 0;

	if (!vm->memory || og_cpuset_is_empty(&vm->memory_plan))
		return;
	for (int n = 0; n < OG_NUMAMAPS_NODES; n++) {
		og_autofree char *size = NULL;

		if (vm->memory->kib[n] == 0 ||
		    og_cpuset_has(&vm->memory_plan, (unsigned)n))
			continue;
		kib += vm->memory->kib[n];
		size = og_topo_size(vm->memory->kib[n]);
		og_buf_fmt(&away, "%s%s on node %d", away.len ? ", " : "", size,
			   n);
	}
	if (kib <= vm->memory->total / 100 * AWAY_PERCENT)
		return;
	plan = set_text(&vm->memory_plan);
	og_lines_add(&vm->differs, "%s, planned node %s", og_buf_text(&away),
		     plan);
}

/* --- locality --- */

static void near_of(const struct og_audit_vm *vm, struct og_cpuset *ret_near)
{
	*ret_near = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < vm->n_devices; i++)
		if (vm->devices[i].node >= 0)
			og_cpuset_add(ret_near, (unsigned)vm->devices[i].node);
}

/* CPUs that vCPUs may run on: how many there are, and how many are near. */
static void count_cpus(const struct og_host *host, const struct og_audit_vm *vm,
		       const struct og_cpuset *near, unsigned *ret_all,
		       unsigned *ret_near)
{
	*ret_all = *ret_near = 0;
	for (size_t i = 0; i < vm->n_vcpus; i++) {
		const struct og_cpuset *cpus = &vm->vcpus[i].cpus;

		if (!vm->vcpus[i].seen)
			continue;
		for (int id = -1; (id = og_cpuset_next(cpus, id)) >= 0;) {
			const struct og_node *node =
				og_host_node_of_cpu(host, id);

			*ret_all += node != NULL;
			*ret_near +=
				node && og_cpuset_has(near, (unsigned)node->id);
		}
	}
}

static enum og_audit_locality locality_of(const struct og_host *host,
					  const struct og_audit_vm *vm)
{
	struct og_cpuset near;
	unsigned cpus, near_cpus;
	int64_t total = vm->memory ? vm->memory->total : 0, near_kib = 0;
	bool all_near;

	if (vm->n_devices == 0)
		return OG_AUDIT_NO_DEVICE;
	near_of(vm, &near);
	count_cpus(host, vm, &near, &cpus, &near_cpus);
	if (og_cpuset_is_empty(&near) || cpus == 0)
		return OG_AUDIT_UNKNOWN;
	for (int n = 0; vm->memory && n < OG_NUMAMAPS_NODES; n++)
		if (og_cpuset_has(&near, (unsigned)n))
			near_kib += vm->memory->kib[n];
	all_near = total - near_kib <= total / 100 * AWAY_PERCENT;
	if (near_cpus == cpus && all_near)
		return OG_AUDIT_LOCAL;
	if (near_cpus == 0 && near_kib <= total / 100 * AWAY_PERCENT)
		return OG_AUDIT_REMOTE;
	return OG_AUDIT_PARTIAL;
}

void og_audit_decide(struct og_audit *audit)
{
	for (size_t i = 0; i < audit->n; i++) {
		struct og_audit_vm *vm = &audit->vms[i];

		check_moves(vm);
		check_threads(&audit->host, vm);
		check_memory(vm);
		vm->locality = locality_of(&audit->host, vm);
	}
}

bool og_audit_has_differences(const struct og_audit *audit)
{
	for (size_t i = 0; i < audit->n; i++)
		if (audit->vms[i].differs.n || audit->vms[i].unseen)
			return true;
	return false;
}
