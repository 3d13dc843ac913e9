// SPDX-License-Identifier: Apache-2.0
/* The hosts of pins-scenes.h, made by hand, and what is settled on them. */
#include <errno.h>

#include "drivers.h"
#include "harness.h"
#include "pins-scenes.h"
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

static void make_vm(const struct og_scene *scene, struct og_vm *vm)
{
	*vm = (struct og_vm){ .id = VM,
			      .pin = scene->pin,
			      .threads = scene->threads,
			      .hugepage_kb = scene->hugepage_kb };
	vm->cells = og_calloc(3, sizeof(*vm->cells));
	vm->pci = og_calloc(4, sizeof(*vm->pci));
	while (vm->n_cells < 3 && scene->cells[vm->n_cells].cpus[0]) {
		const struct og_scene_cell *from = &scene->cells[vm->n_cells];
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

static void check_cells(const struct og_scene *scene, const struct og_vm *vm)
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

static void fill_memory(const struct og_scene *scene, struct og_host *host)
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
	const struct og_scene *scene = &og_pins_scenes[_i];
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
	static const struct og_scene scene = {
		.cells = { { 0, { 1, 2 }, 0, 0 } }
	};
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
	static const struct og_scene scene = {
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

	tcase_add_loop_test(c, settles, 0, (int)og_n_pins_scenes);
	tcase_add_test(c, says_that_oned_did_not_pin);
	tcase_add_loop_test(c, places_the_emulator, 0, OG_COUNT(emulators));
	tcase_add_test(c, emulator_is_near_the_device);
	suite_add_tcase(s, c);
	return s;
}
