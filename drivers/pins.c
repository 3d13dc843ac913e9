// SPDX-License-Identifier: Apache-2.0
#include "pins.h"

#include <errno.h>
#include <stdint.h>

#include "spread.h"
#include "wish.h"

/* What is known of one cell while the VM is being settled. */
struct state {
	int32_t want; /* node of its devices, -1: none */
	bool placed;  /* it has its CPUs and memory, marked in the host */
	char *taken;  /* why oned's choice cannot be had; NULL: it can */
};

struct desk {
	struct og_vm *vm;
	struct og_host host; /* a copy; what is placed is marked in it */
	struct state *cells;
	struct og_moves *moves;
	struct og_notes *notes;
};

void og_moves_free(struct og_moves *moves)
{
	free(moves->all);
	*moves = (struct og_moves){ 0 };
}

static void desk_clear(struct desk *desk)
{
	for (size_t i = 0; i < desk->vm->n_cells; i++)
		free(desk->cells[i].taken);
	free(desk->cells);
	og_host_free(&desk->host);
}

/* In pin order, as oned writes them: "0,1". */
static char *cpus_text(const int32_t *cpus, size_t count)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, "");
	for (size_t i = 0; i < count; i++)
		og_buf_fmt(&text, "%s%d", i ? "," : "", cpus[i]);
	return og_steal(text.data);
}

static char *place_text(const struct og_vm_cell *cell)
{
	og_autofree char *cpus = cpus_text(cell->cpus, cell->n_cpus);

	if (cell->node < 0)
		return og_asprintf("CPUs %s of several nodes, memory of node "
				   "%d",
				   cpus, cell->memory_node);
	if (cell->node != cell->memory_node)
		return og_asprintf("node %d (CPUs %s, memory of node %d)",
				   cell->node, cpus, cell->memory_node);
	return og_asprintf("node %d (CPUs %s)", cell->node, cpus);
}

static char *holder_text(int32_t vm)
{
	if (vm < 0 || vm == INT32_MAX)
		return og_strdup("another domain");
	return og_asprintf("VM %d", vm);
}

/* Why this CPU is not ours to use; NULL where it is. */
static char *cpu_taken(const struct og_host *host, enum og_pin pin, int32_t id)
{
	const struct og_node *node = og_host_node_of_cpu(host, id);
	struct og_core *core = NULL;
	const struct og_cpu *cpu = node ? og_node_cpu(node, id, &core) : NULL;

	if (!cpu)
		return og_asprintf("CPU %d is not on this machine", id);
	for (size_t i = 0; i < core->n_cpus; i++) {
		const struct og_cpu *c = &core->cpus[i];
		bool same = c == cpu && c->users >= host->vms_thread;
		bool whole =
			c->users && (core->dedicated || pin == OG_PIN_CORE);
		og_autofree char *who = holder_text(c->vm);

		if (same)
			return og_asprintf("CPU %d is pinned by %s", id, who);
		if (whole)
			return og_asprintf("the core of CPU %d is held by %s",
					   id, who);
	}
	return NULL;
}

static char *memory_short(const struct og_host *host, const struct og_vm *vm,
			  const struct og_vm_cell *cell)
{
	const struct og_node *node = og_host_node(host, cell->memory_node);
	int64_t room, pages = 0;

	if (!node)
		return og_asprintf("node %d is not on this machine",
				   cell->memory_node);
	room = node->mem_total - node->mem_used;
	if (room < cell->memory)
		return og_asprintf("node %d has %lld MiB of memory free, %lld "
				   "are needed",
				   node->id,
				   (long long)(room > 0 ? room : 0) / 1024,
				   (long long)cell->memory / 1024);
	if (!vm->hugepage_kb)
		return NULL;
	for (size_t i = 0; i < node->n_pages; i++)
		if (node->pages[i].size_kb == (uint64_t)vm->hugepage_kb)
			pages = (int64_t)node->pages[i].total -
				(int64_t)node->pages[i].used;
	if (pages < cell->memory / vm->hugepage_kb)
		return og_asprintf("node %d lacks huge pages of %lld KiB",
				   node->id, (long long)vm->hugepage_kb);
	return NULL;
}

static char *cell_taken(const struct desk *desk, const struct og_vm_cell *cell)
{
	char *why = NULL;

	for (size_t i = 0; i < cell->n_cpus && !why; i++)
		why = cpu_taken(&desk->host, desk->vm->pin, cell->cpus[i]);
	return why ? why : memory_short(&desk->host, desk->vm, cell);
}

/* The node that has them all, by the machine itself and not by oned. */
static int32_t node_of_cpus(const struct og_host *host,
			    const struct og_vm_cell *cell)
{
	int32_t id = -1;

	for (size_t i = 0; i < cell->n_cpus; i++) {
		const struct og_node *node =
			og_host_node_of_cpu(host, cell->cpus[i]);

		if (!node || (i && node->id != id))
			return -1;
		id = node->id;
	}
	return id;
}

static struct og_fit_request
request(const struct og_vm *vm, const struct og_vnode *vnodes, size_t count)
{
	return (struct og_fit_request){
		.pin = vm->pin,
		.threads = vm->threads ? vm->threads : 1,
		.hugepage_kb = (uint64_t)vm->hugepage_kb,
		.vnodes = vnodes,
		.n_vnodes = count,
	};
}

/* Mark what the cell has in our copy of the host. */
static void mark(struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req = request(desk->vm, &vnode, 1);
	struct og_fit_vnode placed = {
		.node = cell->node,
		.memory_node = cell->memory_node,
		.cpus = cell->cpus,
		.n_cpus = cell->n_cpus,
	};
	struct og_fit fit = { &placed, 1 };

	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	desk->cells[i].placed = true;
}

/* Give the cell what was found for it, which is marked already. */
static void move(struct desk *desk, size_t i, struct og_fit_vnode *found)
{
	struct og_vm_cell *cell = &desk->vm->cells[i];
	struct state *state = &desk->cells[i];
	struct og_moves *moves = desk->moves;
	og_autofree char *from = place_text(cell), *to = NULL, *what = NULL;
	og_autofree char *which = desk->vm->n_cells > 1
					  ? og_asprintf("cell %zu ", i)
					  : og_strdup("");
	struct og_move *m;

	OG_RESERVE(moves->all, moves->count + 1, moves->cap);
	m = &moves->all[moves->count++];
	*m = (struct og_move){ i, cell->node, cell->memory_node, { { 0 } } };
	for (size_t j = 0; j < cell->n_cpus; j++)
		og_cpuset_add(&m->cpus, (unsigned)cell->cpus[j]);
	free(cell->cpus);
	cell->cpus = og_steal(found->cpus);
	cell->n_cpus = found->n_cpus;
	cell->node = found->node;
	cell->memory_node = found->memory_node;
	state->placed = true;

	to = place_text(cell);
	what = state->want >= 0 && state->want == cell->node
		       ? og_wish_devices(desk->vm, state->want)
		       : NULL;
	og_notes_add(desk->notes, OG_INFO, "moved %sfrom %s to %s%s%s%s", which,
		     from, to,
		     what	    ? ", where "
		     : state->taken ? ": "
				    : "",
		     what	    ? what
		     : state->taken ? state->taken
				    : "",
		     what ? " is" : "");
}

/* On that node, or with want -1 on any one node. */
static int fit_cell(struct desk *desk, size_t i, int32_t want,
		    struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, want };
	struct og_fit_request req = request(desk->vm, &vnode, 1);
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	int r;

	r = og_fit_local(&desk->host, &req, &fit, err);
	if (r < 0)
		return r;
	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	move(desk, i, &fit.vnodes[0]);
	return 0;
}

static int spread_cell(struct desk *desk, size_t i, struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req = request(desk->vm, &vnode, 1);
	struct og_fit_vnode found;
	int r;

	r = og_spread(&desk->host, &req, desk->vm->id, &found, err);
	if (r < 0)
		return r;
	move(desk, i, &found);
	return 0;
}

/* Near its devices, or where oned put it if that is free. */
static void settle_wish(struct desk *desk, size_t i)
{
	struct state *state = &desk->cells[i];
	og_autofree char *at = NULL, *what = NULL;
	struct og_err shortage = { 0 };

	if (fit_cell(desk, i, state->want, &shortage) == 0)
		return;
	/* A cell settled before this one may have got its CPUs. */
	free(state->taken);
	state->taken = cell_taken(desk, &desk->vm->cells[i]);
	at = place_text(&desk->vm->cells[i]);
	what = og_wish_devices(desk->vm, state->want);
	og_notes_add(desk->notes, OG_WARN,
		     "%s %s, not on node %d, where %s is: %s",
		     state->taken ? "cannot stay on" : "stays on", at,
		     state->want, what, shortage.msg);
	if (!state->taken)
		mark(desk, i);
}

/* oned's choice is somebody's: another node, several, and at last a word. */
static int settle_taken(struct desk *desk, size_t i, struct og_err *err)
{
	const struct state *state = &desk->cells[i];
	struct og_err lack = { 0 };

	if (fit_cell(desk, i, -1, NULL) == 0)
		return 0;
	if (spread_cell(desk, i, &lack) == 0) {
		og_notes_add(desk->notes, OG_WARN,
			     "no single node has room for its %u CPUs",
			     desk->vm->cells[i].vcpus);
		return 0;
	}
	if (desk->vm->pin == OG_PIN_CORE)
		return og_err_set(err, -ENOSPC,
				  "%s, and there is no other place: %s",
				  state->taken, lack.msg);
	/* With VMS_THREAD above 1 oned may have meant it. */
	og_notes_add(desk->notes, OG_WARN,
		     "shares CPUs: %s, and there is no other place: %s",
		     state->taken, lack.msg);
	mark(desk, i);
	return 0;
}

/* Cells that are where they should be and free are settled at once. */
static void settle_good(struct desk *desk, size_t i)
{
	struct og_vm_cell *cell = &desk->vm->cells[i];
	struct state *state = &desk->cells[i];

	cell->node = node_of_cpus(&desk->host, cell);
	state->taken = cell_taken(desk, cell);
	if (!state->taken &&
	    (state->want < 0 ||
	     (cell->node == state->want && cell->memory_node == state->want)))
		mark(desk, i);
}

static int settle(struct desk *desk, struct og_err *err)
{
	const struct state *cells = desk->cells;
	size_t n = desk->vm->n_cells;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		settle_good(desk, i);
	for (size_t i = 0; i < n; i++)
		if (!cells[i].placed && cells[i].want >= 0)
			settle_wish(desk, i);
	for (size_t i = 0; i < n && r == 0; i++)
		if (!cells[i].placed)
			r = settle_taken(desk, i, err);
	return r;
}

static bool is_pinned(const struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		if (!vm->cells[i].n_cpus || vm->cells[i].memory_node < 0)
			return false;
	return vm->n_cells > 0;
}

int og_pins_settle(struct og_vm *vm, const struct og_host *host,
		   struct og_moves *ret_moves, struct og_notes *notes,
		   struct og_err *err)
{
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	struct desk desk = { .vm = vm, .moves = &moves, .notes = notes };
	og_autofree int32_t *want = og_calloc(vm->n_cells, sizeof(*want));
	int r;

	if (vm->pin == OG_PIN_NONE)
		return 0;
	if (!is_pinned(vm)) {
		og_notes_add(notes, OG_WARN,
			     "PIN_POLICY is %s but oned gave it no CPUs: it "
			     "runs without pins",
			     og_pin_name(vm->pin));
		return 0;
	}
	if (!host)
		return 0;
	og_host_copy(host, &desk.host);
	og_wish_nodes(vm, want);
	desk.cells = og_calloc(vm->n_cells, sizeof(*desk.cells));
	for (size_t i = 0; i < vm->n_cells; i++)
		desk.cells[i].want = want[i];
	r = settle(&desk, err);
	desk_clear(&desk);
	if (r < 0)
		return r;
	*ret_moves = moves;
	moves = (struct og_moves){ 0 };
	return 0;
}

static void idle_siblings(const struct og_vm_cell *cell,
			  const struct og_host *topology,
			  const struct og_cpuset *own,
			  struct og_cpuset *ret_set)
{
	for (size_t i = 0; i < cell->n_cpus; i++) {
		const struct og_node *node =
			og_host_node_of_cpu(topology, cell->cpus[i]);
		struct og_core *core = NULL;

		if (!node || !og_node_cpu(node, cell->cpus[i], &core))
			continue;
		for (size_t j = 0; j < core->n_cpus; j++) {
			const struct og_cpu *cpu = &core->cpus[j];

			if (!cpu->isolated && !cpu->users &&
			    !og_cpuset_has(own, (unsigned)cpu->id))
				og_cpuset_add(ret_set, (unsigned)cpu->id);
		}
	}
}

void og_pins_emulator(const struct og_vm *vm, const struct og_host *topology,
		      struct og_cpuset *ret_set)
{
	struct og_cpuset own, idle = { 0 }, near = { 0 };

	og_vm_cpus(vm, &own);
	for (size_t i = 0;
	     topology && vm->pin == OG_PIN_CORE && i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];
		og_autofree char *here = og_wish_devices(vm, cell->node);

		idle_siblings(cell, topology, &own, &idle);
		if (cell->node >= 0 && here)
			idle_siblings(cell, topology, &own, &near);
	}
	if (!og_cpuset_is_empty(&near))
		*ret_set = near;
	else if (!og_cpuset_is_empty(&idle))
		*ret_set = idle;
	else
		*ret_set = own;
}
