// SPDX-License-Identifier: Apache-2.0
/*
 * Plan and truth of every running VM: its domain by lib/live, its process by
 * libvirt's pid file, its threads by /proc and their cgroups.
 */
#include <errno.h>
#include <limits.h>

#include "audit.h"
#include "hwtopo.h"
#include "live.h"
#include "num.h"
#include "taskstatus.h"

enum { TASKS_MAX = 16384, CPUS_LINE_MAX = 64 * 1024 };

/* --- the plan --- */

static bool read_set(const struct og_xml_node *node, const char *attr,
		     struct og_cpuset *set)
{
	const char *text = og_xml_attr(node, attr);

	return text && og_cpuset_parse(text, strlen(text), set) == 0;
}

static void read_pins(const struct og_xml_node *domain, struct og_audit_vm *vm)
{
	const struct og_xml_node *tune = og_xml_child(domain, "cputune");

	og_xml_each (pin, tune, "vcpupin") {
		const char *text = og_xml_attr(pin, "vcpu");
		struct og_audit_vcpu *vcpu;
		struct og_cpuset set;
		int id;

		if (!text ||
		    og_num_int(text, strlen(text), 0, OG_CPU_MAX - 1, &id) <
			    0 ||
		    !read_set(pin, "cpuset", &set))
			continue;
		vcpu = og_audit_vcpu(vm, id);
		vcpu->planned = true;
		vcpu->plan = set;
	}
	vm->emulator.planned = read_set(og_xml_child(tune, "emulatorpin"),
					"cpuset", &vm->emulator.plan);
}

static void read_plan(const struct og_live_domain *domain,
		      struct og_audit_vm *vm)
{
	const struct og_rundom *held = &domain->held;
	const struct og_xml_node *root = og_xml_root(domain->doc);

	vm->name = og_strdup(domain->name);
	vm->id = held->vm == OG_RUNDOM_FOREIGN ? OG_VM_NONE : held->vm;
	read_pins(root, vm);
	for (size_t i = 0; i < held->n_memory; i++)
		og_cpuset_or(&vm->memory_plan, &held->memory[i].nodes);
	og_moves_read(root, &vm->moves);
}

/* --- the devices --- */

static void read_devices(const struct og_root *root,
			 const struct og_hwtopo *topo,
			 const struct og_host *host,
			 const struct og_rundom *held, struct og_audit_vm *vm)
{
	for (size_t i = 0; i < held->n_devices; i++) {
		char name[OG_BDF_TEXT];
		og_autofree char *path = NULL;
		int64_t node;

		og_bdf_name(&held->devices[i], name);
		path = og_asprintf("sys/bus/pci/devices/%s/numa_node", name);
		if (og_root_int(root, path, 0, OG_CPU_MAX - 1, &node) < 0)
			node = og_hwtopo_pci_node(topo, &held->devices[i]);
		OG_RESERVE(vm->devices, vm->n_devices + 1, vm->cap_devices);
		vm->devices[vm->n_devices++] = (struct og_audit_device){
			.bdf = held->devices[i],
			.node = og_host_node(host, (int32_t)node)
					? (int32_t)node
					: -1,
		};
	}
}

/* --- the threads --- */

/* A cpuset that says nothing is its parent's, and the thread obeys it. */
static void narrow_by_cgroup(const struct og_root *root, const char *task,
			     struct og_cpuset *cpus)
{
	static const char *const files[] = { "cpuset.cpus.effective",
					     "cpuset.effective_cpus",
					     "cpuset.cpus" };
	og_autofree char *path = og_asprintf("%s/cgroup", task), *dir = NULL;
	og_autobuf text = OG_BUF_INIT;

	if (og_root_read(root, path, OG_TASKSTATUS_MAX, &text) < 0)
		return;
	dir = og_taskstatus_cpuset_dir(og_buf_text(&text));
	for (size_t i = 0; dir && i < OG_COUNT(files); i++) {
		og_autofree char *file = og_asprintf("%s/%s", dir, files[i]);
		og_autobuf list = OG_BUF_INIT;
		struct og_cpuset set;

		if (og_root_read(root, file, CPUS_LINE_MAX, &list) < 0 ||
		    og_cpuset_parse(og_buf_text(&list), list.len, &set) < 0 ||
		    og_cpuset_is_empty(&set))
			continue;
		og_cpuset_and(cpus, &set);
		return;
	}
}

static int read_task(const struct og_root *root, const char *task,
		     struct og_cpuset *ret_cpus)
{
	og_autofree char *path = og_asprintf("%s/status", task);
	og_autobuf text = OG_BUF_INIT;
	int r = og_root_read(root, path, OG_TASKSTATUS_MAX, &text);

	if (r == 0)
		r = og_taskstatus_cpus(og_buf_text(&text), text.len, ret_cpus);
	if (r == 0)
		narrow_by_cgroup(root, task, ret_cpus);
	return r;
}

/* A thread that ends while we look is no news. */
static void read_thread(const struct og_root *root, const char *task,
			bool is_main, struct og_audit_vm *vm)
{
	og_autofree char *file = og_asprintf("%s/comm", task), *comm = NULL;
	struct og_audit_vcpu *thread;
	struct og_cpuset cpus;
	int vcpu;

	if (og_root_line(root, file, &comm) < 0)
		return;
	vcpu = og_taskstatus_vcpu(comm);
	if ((vcpu < 0 && !is_main) || read_task(root, task, &cpus) < 0)
		return;
	thread = vcpu >= 0 ? og_audit_vcpu(vm, vcpu) : &vm->emulator;
	thread->seen = true;
	thread->cpus = cpus;
}

static int read_threads(const struct og_root *root, int64_t pid,
			struct og_audit_vm *vm)
{
	og_autofree char *dir = og_asprintf("proc/%lld/task", (long long)pid);
	og_autofree char *main_task = og_asprintf("%lld", (long long)pid);
	char **names = NULL;
	size_t n = 0;
	int r = og_root_list(root, dir, &names, &n);

	for (size_t i = 0; r == 0 && i < n && i < TASKS_MAX; i++) {
		og_autofree char *task = og_asprintf("%s/%s", dir, names[i]);

		read_thread(root, task, strcmp(names[i], main_task) == 0, vm);
	}
	og_root_names_free(names, n);
	return r;
}

/* --- the memory --- */

static int read_memory(const struct og_root *root, int64_t pid,
		       struct og_audit_vm *vm)
{
	og_autofree char *path =
		og_asprintf("proc/%lld/numa_maps", (long long)pid);
	og_autobuf text = OG_BUF_INIT;
	struct og_numamaps maps;
	int r = og_root_read(root, path, OG_NUMAMAPS_MAX, &text);

	if (r == 0)
		r = og_numamaps_parse(og_buf_text(&text), text.len, &maps);
	if (r < 0)
		return r;
	vm->memory = og_malloc(sizeof(*vm->memory));
	*vm->memory = maps;
	return 0;
}

static bool saw_a_vcpu(const struct og_audit_vm *vm)
{
	for (size_t i = 0; i < vm->n_vcpus; i++)
		if (vm->vcpus[i].seen)
			return true;
	return false;
}

static void read_process(const struct og_root *root, struct og_audit_vm *vm)
{
	og_autofree char *file =
		og_asprintf("run/libvirt/qemu/%s.pid", vm->name);
	int64_t pid;
	int r = strchr(vm->name, '/')
			? -EINVAL
			: og_root_int(root, file, 1, INT_MAX, &pid);

	if (r < 0) {
		vm->unseen = og_asprintf("/%s: %s", file, strerror(-r));
		return;
	}
	r = read_threads(root, pid, vm);
	if (r < 0 || !saw_a_vcpu(vm)) {
		vm->unseen =
			og_asprintf("/proc/%lld/task: %s", (long long)pid,
				    r < 0 ? strerror(-r) : "no vCPU in it");
		return;
	}
	r = read_memory(root, pid, vm);
	if (r < 0)
		vm->unseen = og_asprintf("/proc/%lld/numa_maps: %s%s",
					 (long long)pid, strerror(-r),
					 r == -EACCES ? ", only root may" : "");
}

/* --- all of it --- */

static int by_id(const void *a, const void *b)
{
	const struct og_audit_vm *x = a, *y = b;
	uint32_t p = (uint32_t)x->id, q = (uint32_t)y->id;

	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void read_vms(const struct og_root *root, const struct og_hwtopo *topo,
		     const struct og_live *live, struct og_audit *audit)
{
	for (size_t i = 0; i < live->n; i++) {
		struct og_audit_vm *vm;

		OG_RESERVE(audit->vms, audit->n + 1, audit->cap);
		vm = &audit->vms[audit->n++];
		*vm = (struct og_audit_vm){ .id = OG_VM_NONE };
		read_plan(&live->domains[i], vm);
		read_devices(root, topo, &audit->host, &live->domains[i].held,
			     vm);
		read_process(root, vm);
	}
	if (audit->n)
		qsort(audit->vms, audit->n, sizeof(*audit->vms), by_id);
}

int og_audit_read(const char *sysroot, const char *live,
		  struct og_audit *ret_audit, struct og_err *err)
{
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	og_cleanup(og_live_free) struct og_live domains = { 0 };
	struct og_audit audit = { 0 };
	int r = og_root_open(sysroot, &root, err);

	if (r < 0)
		return r;
	if (!live)
		live = og_root_is_live(root) ? OG_LIVE_SYSTEM : OG_LIVE_NONE;
	r = og_hwtopo_load(root, OG_HWTOPO_CORES | OG_HWTOPO_PCI, &topo, err);
	if (r == 0)
		r = og_live_read(&domains, live, err);
	if (r == 0)
		r = og_hwtopo_host(topo, &audit.host, err);
	if (r < 0)
		return r;
	read_vms(root, topo, &domains, &audit);
	*ret_audit = audit;
	return 0;
}
