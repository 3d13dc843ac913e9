// SPDX-License-Identifier: Apache-2.0
/*
 * Hand-made hosts: nodes of four cores of two threads. Node 0 has CPUs 0 to 3
 * and 8 to 11, node 1 has 4 to 7 and 12 to 15, node 2 has 16 and up.
 */
#include <errno.h>

#include "drivers.h"
#include "harness.h"
#include "pins.h"

enum { NODE_KB = 8 * 1024 * 1024, VM = 23, OTHER = 2 };

static void make_host(struct og_host *host, int nodes)
{
	struct og_err err = { 0 };

	og_host_init(host);
	for (int n = 0; n < nodes; n++) {
		struct og_node *node = og_host_add_node(host, n);

		node->mem_total = NODE_KB;
		for (int c = 0; c < 4; c++) {
			struct og_core *core = og_node_add_core(node, c);
			int first = n < 2 ? n * 4 + c : 16 + (n - 2) * 8 + c;

			og_core_add_cpu(core, first, OG_VM_NONE, false);
			og_core_add_cpu(core, n < 2 ? first + 8 : first + 4,
					OG_VM_NONE, false);
		}
	}
	ck_assert_msg(og_host_finish(host, &err) == 0, "%s", err.msg);
}

static void hold(struct og_host *host, int cpu, bool dedicated)
{
	struct og_node *node = og_host_node_of_cpu(host, cpu);
	struct og_core *core;
	struct og_cpu *c = og_node_cpu(node, cpu, &core);

	c->users++;
	c->vm = OTHER;
	core->dedicated |= dedicated;
}

struct cell {
	int node, cpus[4]; /* CPU + 1; 0 ends */
	int memory_node;
	int64_t memory; /* MiB; 0: 512 */
};

struct scene {
	const char *name;
	enum og_pin pin;
	struct cell cells[3]; /* without CPUs: ends */
	int devices[4];	      /* node + 1 of each; 0 ends */
	int held[16];	      /* CPU + 1 of others; 0 ends */
	bool held_core;	      /* they are of policy CORE */
	unsigned threads;     /* THREADS of the VM; 0: 1 */
	int64_t used[2];      /* MiB of each node */
	int64_t pool[2];      /* MiB of each node in huge pages of 2 MiB */
	int64_t unused[2];    /* MiB that its kernel has free; 0: not known */
	int64_t hugepage_kb;
	int reserved[4]; /* CPU + 1; 0 ends */
	int nodes;	 /* of the host; 0: 2 */
	bool blind;	 /* no host is known */
	/* What must come of it. */
	const char *cpus[3]; /* of each cell; NULL: as before */
	int memory[3];	     /* node + 1; 0: as before */
	const char *note, *warning, *error;
};

static const struct scene scenes[] = {
	{ .name = "far and free: moved",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .held = { 5, 6 },
	  .held_core = true,
	  .cpus = { "6,7" },
	  .memory = { 2 },
	  .note = "moved from node 0 (CPUs 0,1) to node 1 (CPUs 6,7), where "
		  "GPU e1:00.0 is" },
	{ .name = "already local: untouched",
	  .pin = OG_PIN_CORE,
	  .cells = { { 1, { 6, 7 }, 1, 0 } },
	  .devices = { 2 } },
	{ .name = "no devices: untouched",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } } },
	{ .name = "nothing known: untouched",
	  .pin = OG_PIN_CORE,
	  .blind = true,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 } },
	{ .name = "memory far: moved with it",
	  .pin = OG_PIN_CORE,
	  .cells = { { 1, { 5, 6 }, 0, 0 } },
	  .devices = { 2 },
	  .memory = { 2 },
	  .cpus = { "4,5" },
	  .note = "moved from node 1 (CPUs 4,5, memory of node 0) to node 1" },
	{ .name = "no cores there: stays",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .held = { 5, 6, 7 },
	  .warning = "stays on node 0 (CPUs 0,1), not on node 1, where GPU "
		     "e1:00.0 is: node 1: 1 whole cores are free" },
	{ .name = "no memory there: stays",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .used = { 0, 7700 },
	  .warning = "MiB of memory are free" },
	{ .name = "pinned by another: where it fits most tightly",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .held = { 2 },
	  .cpus = { "0,8" },
	  .memory = { 1 },
	  .note = "CPU 1 is pinned by VM 2" },
	{ .name = "sibling of a dedicated core: another core",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 9 }, 0, 0 } },
	  .held = { 1 },
	  .held_core = true,
	  .cpus = { "1" },
	  .memory = { 1 },
	  .note = "the core of CPU 8 is held by VM 2" },
	{ .name = "core half used: another for CORE",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 9 },
	  .cpus = { "1" },
	  .memory = { 1 },
	  .note = "the core of CPU 0 is held by VM 2" },
	{ .name = "memory taken: elsewhere",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .used = { 8000, 0 },
	  .cpus = { "4" },
	  .memory = { 2 },
	  .note = "192 MiB of memory free, 512 are needed" },
	{ .name = "taken and far, no room there: most tightly",
	  .pin = OG_PIN_CORE,
	  .nodes = 3,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .held = { 1, 5, 6, 7 },
	  .cpus = { "1,2" },
	  .memory = { 1 },
	  .note = "CPU 0 is pinned by VM 2",
	  .warning = "cannot stay on node 0" },
	{ .name = "the host fills up: large holes are kept",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 1, 9 }, 0, 0 } },
	  .held = { 5, 6, 13, 14 },
	  .cpus = { "6,14" },
	  .memory = { 2 },
	  .note = "to node 1 (CPUs 6,14): so that another node keeps" },
	{ .name = "there is plenty of room: oned's choice",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 5 },
	  .cpus = { "0" },
	  .memory = { 1 } },
	{ .name = "no node has room: spread",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2, 3 }, 0, 0 } },
	  .held = { 1, 2, 5, 6 },
	  .cpus = { "2,3,6" },
	  .memory = { 1 },
	  .warning = "no single node has room for its 3 CPUs" },
	{ .name = "every core is dedicated: refused",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2, 3 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8 },
	  .held_core = true,
	  .error = "CPU 0 is pinned by VM 2, and there is no other place: the "
		   "host has 0 CPUs free, 3 are needed" },
	{ .name = "no whole core is left for CORE: single CPUs",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15 },
	  .cpus = { "11,15" },
	  .warning = "shares cores with others: the host has 0 whole cores "
		     "free, 2 are needed, so that it gets single CPUs" },
	{ .name = "too few whole cores for CORE: single CPUs",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .held = { 1, 2, 3, 5, 6, 7, 8 },
	  .held_core = true,
	  .cpus = { "3,11" },
	  .warning = "shares cores with others: the host has 1 whole cores "
		     "free, 2 are needed" },
	{ .name = "no pair of threads is left: single CPUs of one node",
	  .pin = OG_PIN_THREAD,
	  .threads = 2,
	  .cells = { { 0, { 1, 9 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8 },
	  .cpus = { "8,9" },
	  .warning = "the host has 0 CPUs free in groups, 2 are needed" },
	{ .name = "single CPUs beside the device",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8 },
	  .cpus = { "12,13" },
	  .memory = { 2 },
	  .note = "to node 1 (CPUs 12,13), where GPU e1:00.0 is",
	  .warning = "shares cores with others" },
	{ .name = "single CPUs of one node are of one node",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8 },
	  .used = { 8000, 8000 },
	  .cpus = { "8,9" },
	  .note = "to node 0 (CPUs 8,9): CPU 0 is pinned",
	  .warning = "its memory stays on node 0" },
	{ .name = "not the sibling of a CORE VM's CPU, while one is idle",
	  .pin = OG_PIN_THREAD,
	  .threads = 2,
	  .cells = { { 0, { 1, 9 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6 },
	  .held_core = true,
	  .cpus = { "6,14" },
	  .memory = { 2 } },
	{ .name = "a pool of huge pages is no memory: elsewhere",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .pool = { 7800, 0 },
	  .cpus = { "4" },
	  .memory = { 2 },
	  .note = "node 0 has 392 MiB of memory free, 512 are needed" },
	{ .name = "nor is it beside the device: stays",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .devices = { 2 },
	  .pool = { 0, 7800 },
	  .warning = "node 1: 392 MiB of memory are free, 512 are needed" },
	{ .name = "a VM on huge pages needs no other memory",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .devices = { 2 },
	  .pool = { 512, 512 },
	  .used = { 0, 7680 },
	  .hugepage_kb = 2048,
	  .cpus = { "4" },
	  .memory = { 2 } },
	{ .name = "the kernel has not the memory: stays",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .devices = { 2 },
	  .unused = { 0, 500 },
	  .warning = "node 1: 500 MiB of memory are free, 512 are needed" },
	{ .name = "the kernel is not asked where oned put it",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .unused = { 100, 500 } },
	{ .name = "no memory anywhere: never refused",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .used = { 8000, 8000 },
	  .warning = "its memory stays on node 0: node 0 has 192 MiB of "
		     "memory free, 512 are needed, and no node has 512 MiB of "
		     "memory free" },
	{ .name = "memory alone elsewhere, where no CPUs are",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 5, 6, 7, 8 },
	  .held_core = true,
	  .used = { 8000, 0 },
	  .cpus = { "0" },
	  .memory = { 2 },
	  .note = "moved from node 0 (CPUs 0) to node 0 (CPUs 0, memory of "
		  "node 1): node 0 has 192 MiB" },
	{ .name = "no memory anywhere: idle CPUs all the same",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 1 },
	  .held_core = true,
	  .used = { 8000, 8000 },
	  .cpus = { "4" } },
	{ .name = "reserved CPUs are not moved to",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .reserved = { 5, 13, 6, 14 },
	  .cpus = { "6,7" },
	  .memory = { 2 } },
	{ .name = "a shared core's reserved CPU is not used either",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 },
	  .reserved = { 15 },
	  .cpus = { "15" },
	  .memory = { 2 } },
	{ .name = "threads may be shared on purpose",
	  .pin = OG_PIN_THREAD,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .held = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
	  .warning = "shares CPUs: CPU 0 is pinned by VM 2" },
	{ .name = "CPU that is not there: elsewhere",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 100 }, 0, 0 } },
	  .cpus = { "0" },
	  .memory = { 1 },
	  .note = "CPU 99 is not on this machine" },
	{ .name = "two cells, the wrong way round",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1, 2 }, 0, 0 }, { 0, { 3, 4 }, 0, 0 } },
	  .devices = { 1, 2 },
	  .cpus = { NULL, "4,5" },
	  .memory = { 0, 2 },
	  .note = "moved cell 1 from node 0 (CPUs 2,3) to node 1 (CPUs 4,5), "
		  "where GPU e2:00.0 is" },
	{ .name = "most devices win",
	  .pin = OG_PIN_CORE,
	  .cells = { { 0, { 1 }, 0, 0 } },
	  .devices = { 3, 2, 2 },
	  .nodes = 3,
	  .cpus = { "4" },
	  .memory = { 2 },
	  .note = "where GPU e2:00.0 and 1 more is" },
	{ .name = "shared moves as a set",
	  .pin = OG_PIN_SHARED,
	  .cells = { { 0, { 1, 9 }, 0, 0 } },
	  .devices = { 2 },
	  .cpus = { "4,12" },
	  .memory = { 2 } },
	{ .name = "no policy: untouched",
	  .pin = OG_PIN_NONE,
	  .cells = { { 0, { 1, 2 }, 0, 0 } },
	  .devices = { 2 },
	  .held = { 1 } },
};

static void make_vm(const struct scene *scene, struct og_vm *vm)
{
	*vm = (struct og_vm){ .id = VM,
			      .pin = scene->pin,
			      .threads = scene->threads,
			      .hugepage_kb = scene->hugepage_kb };
	vm->cells = og_calloc(3, sizeof(*vm->cells));
	vm->pci = og_calloc(4, sizeof(*vm->pci));
	while (vm->n_cells < 3 && scene->cells[vm->n_cells].cpus[0]) {
		const struct cell *from = &scene->cells[vm->n_cells];
		struct og_vm_cell *cell = &vm->cells[vm->n_cells++];

		cell->memory = (from->memory ? from->memory : 512) * 1024;
		cell->node = from->node;
		cell->memory_node = from->memory_node;
		cell->cpus = og_calloc(4, sizeof(*cell->cpus));
		while (cell->n_cpus < 4 && from->cpus[cell->n_cpus]) {
			cell->cpus[cell->n_cpus] = from->cpus[cell->n_cpus] - 1;
			cell->n_cpus++;
		}
		cell->vcpus = (uint32_t)cell->n_cpus;
	}
	for (int i = 0; i < 4 && scene->devices[i]; i++) {
		vm->pci[vm->n_pci++] = (struct og_vm_pci){
			.id = i,
			.host = { .bus = (uint8_t)(0xe1 + i) },
			.class_id = "0302",
			.node = scene->devices[i] - 1,
			.near = scene->devices[i] - 1,
		};
	}
}

static char *cpu_list(const struct og_vm_cell *cell)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, "");
	for (size_t i = 0; i < cell->n_cpus; i++)
		og_buf_fmt(&text, "%s%d", i ? "," : "", cell->cpus[i]);
	return og_steal(text.data);
}

static bool noted(const struct og_notes *notes, enum og_level level,
		  const char *text)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->all[i].level == level &&
		    strstr(notes->all[i].text, text))
			return true;
	return false;
}

static void check_cells(const struct scene *scene, const struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_cells; i++) {
		og_cleanup(og_vm_free) struct og_vm before;
		og_autofree char *got = cpu_list(&vm->cells[i]);
		og_autofree char *was = NULL;
		int memory = scene->memory[i] ? scene->memory[i] - 1
					      : scene->cells[i].memory_node;

		make_vm(scene, &before);
		was = cpu_list(&before.cells[i]);
		ck_assert_msg(
			strcmp(got, scene->cpus[i] ? scene->cpus[i] : was) == 0,
			"%s: cell %zu on CPUs %s", scene->name, i, got);
		ck_assert_msg(vm->cells[i].memory_node == memory,
			      "%s: memory on node %d", scene->name,
			      vm->cells[i].memory_node);
	}
}

static void fill_memory(const struct scene *scene, struct og_host *host)
{
	for (int i = 0; i < 2; i++) {
		struct og_node *node = &host->nodes[i];

		node->mem_used = scene->used[i] * 1024;
		og_node_add_pages(node, 2048)->total =
			(uint64_t)scene->pool[i] / 2;
		if (scene->unused[i])
			node->mem_free = scene->unused[i] * 1024;
	}
}

START_TEST(settles)
{
	const struct scene *scene = &scenes[_i];
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_vm_free) struct og_vm vm;
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	struct og_err err = { 0 };
	int r;

	make_host(&host, scene->nodes ? scene->nodes : 2);
	for (int i = 0; i < 16 && scene->held[i]; i++)
		hold(&host, scene->held[i] - 1, scene->held_core);
	fill_memory(scene, &host);
	for (int i = 0; i < 4 && scene->reserved[i]; i++)
		og_node_cpu(og_host_node_of_cpu(&host, scene->reserved[i] - 1),
			    scene->reserved[i] - 1, NULL)
			->isolated = true;
	make_vm(scene, &vm);
	r = og_pins_settle(&vm, scene->blind ? NULL : &host, &moves, &notes,
			   &err);
	if (scene->error) {
		ck_assert_int_eq(r, -ENOSPC);
		ck_assert_msg(strstr(err.msg, scene->error), "%s", err.msg);
		return;
	}
	ck_assert_msg(r == 0, "%s: %s", scene->name, err.msg);
	check_cells(scene, &vm);
	if (scene->note)
		ck_assert_msg(noted(&notes, OG_INFO, scene->note), "%s: %s",
			      scene->name,
			      notes.count ? notes.all[0].text : "");
	if (scene->warning)
		ck_assert_msg(noted(&notes, OG_WARN, scene->warning), "%s: %s",
			      scene->name,
			      notes.count ? notes.all[0].text : "");
	if (!scene->note && !scene->warning && !scene->cpus[0])
		ck_assert_uint_eq(notes.count + moves.count, 0);
}
END_TEST

START_TEST(says_that_oned_did_not_pin)
{
	struct og_vm_cell cell = {
		.vcpus = 2, .memory = 1, .node = -1, .memory_node = -1
	};
	struct og_vm vm = { .pin = OG_PIN_CORE, .cells = &cell, .n_cells = 1 };
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_host_free) struct og_host host;

	make_host(&host, 2);
	ck_assert_int_eq(og_pins_settle(&vm, &host, &moves, &notes, NULL), 0);
	ck_assert_uint_eq(cell.n_cpus, 0);
	ck_assert(noted(&notes, OG_WARN, "PIN_POLICY is CORE"));
}
END_TEST

/* Policy, CPUs that others hold, what the emulator gets; "" own CPUs. */
static const struct {
	enum og_pin pin;
	int held;
	bool blind;
	const char *cpus;
} emulators[] = {
	{ OG_PIN_CORE, -1, false, "8-9" },
	{ OG_PIN_CORE, 9, false, "8" },
	{ OG_PIN_CORE, -1, true, "0-1" },
	{ OG_PIN_THREAD, -1, false, "0-1" },
};

START_TEST(places_the_emulator)
{
	static const struct scene scene = { .cells = {
						    { 0, { 1, 2 }, 0, 0 } } };
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_vm_free) struct og_vm vm;
	og_autobuf list = OG_BUF_INIT;
	struct og_cpuset set;

	make_host(&host, 2);
	make_vm(&scene, &vm);
	vm.pin = emulators[_i].pin;
	if (emulators[_i].held >= 0)
		hold(&host, emulators[_i].held, false);
	og_pins_emulator(&vm, emulators[_i].blind ? NULL : &host, &set);
	og_cpuset_format(&list, &set);
	ck_assert_str_eq(og_buf_text(&list), emulators[_i].cpus);
}
END_TEST

START_TEST(emulator_is_near_the_device)
{
	static const struct scene scene = {
		.pin = OG_PIN_CORE,
		.cells = { { 0, { 1 }, 0, 0 }, { 1, { 5 }, 1, 0 } },
		.devices = { 2 },
	};
	og_cleanup(og_host_free) struct og_host host;
	og_cleanup(og_vm_free) struct og_vm vm;
	struct og_cpuset set;

	make_host(&host, 2);
	make_vm(&scene, &vm);
	og_pins_emulator(&vm, &host, &set);
	ck_assert_uint_eq(og_cpuset_count(&set), 1);
	ck_assert(og_cpuset_has(&set, 12));
}
END_TEST

Suite *og_suite_pins(void)
{
	Suite *s = suite_create("pins");
	TCase *c = tcase_create("pins");

	tcase_add_loop_test(c, settles, 0, OG_COUNT(scenes));
	tcase_add_test(c, says_that_oned_did_not_pin);
	tcase_add_loop_test(c, places_the_emulator, 0, OG_COUNT(emulators));
	tcase_add_test(c, emulator_is_near_the_device);
	suite_add_tcase(s, c);
	return s;
}
