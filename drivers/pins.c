// SPDX-License-Identifier: Apache-2.0
#include "pins.h"

#include <errno.h>
#include <stdint.h>

#include "pack.h"
#include "spread.h"
#include "taken.h"
#include "wish.h"

/* What is known of one cell while the VM is being settled. */
struct state {
	int32_t want; /* node of its devices, -1: none */
	bool placed;  /* it has its CPUs and memory, marked in the host */
	char *taken;  /* why oned's CPUs cannot be had; NULL: they can */
	char *lacks;  /* the same of its memory */
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
	for (size_t i = 0; i < desk->vm->n_cells; i++) {
		free(desk->cells[i].taken);
		free(desk->cells[i].lacks);
	}
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

/* The node that has them all, by the machine itself and not by oned. */
static int32_t node_of_cpus(const struct og_host *host, const int32_t *cpus,
			    size_t count)
{
	int32_t id = -1;

	for (size_t i = 0; i < count; i++) {
		const struct og_node *node = og_host_node_of_cpu(host, cpus[i]);

		if (!node || (i && node->id != id))
			return -1;
		id = node->id;
	}
	return id;
}

/*
 * What oned granted stays where it is by the books of what is pinned. To a
 * new place it goes only if the kernel has the memory there as well: who runs
 * without pins is in no book.
 */
static struct og_fit_request request(const struct og_vm *vm,
				     enum og_books books,
				     const struct og_vnode *vnode)
{
	return (struct og_fit_request){
		.pin = vm->pin,
		.threads = vm->threads ? vm->threads : 1,
		.hugepage_kb = (uint64_t)vm->hugepage_kb,
		.books = books,
		.vnodes = vnode,
		.n_vnodes = 1,
	};
}

/* Whether oned's choice can be had; earlier cells may have got it. */
static bool look(struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct state *state = &desk->cells[i];
	struct og_fit_request req = request(desk->vm, OG_BOOKS_NODE, NULL);

	free(state->taken);
	free(state->lacks);
	state->taken = og_taken_cpus(&desk->host, desk->vm->pin, cell);
	state->lacks = og_taken_memory(&desk->host, &req, cell);
	return !state->taken && !state->lacks;
}

static const char *why(const struct state *state)
{
	return state->taken ? state->taken : state->lacks;
}

/* Mark what the cell has in our copy of the host. */
static void mark(struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req = request(desk->vm, OG_BOOKS_NODE, &vnode);
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
	if (what)
		og_notes_add(desk->notes, OG_INFO,
			     "moved %sfrom %s to %s, where %s is", which, from,
			     to, what);
	else
		og_notes_add(desk->notes, OG_INFO, "moved %sfrom %s to %s: %s",
			     which, from, to,
			     why(state) ? why(state)
					: "so that another node keeps more "
					  "room");
}

/*
 * oned's policy, or single CPUs: for when cores are broken up, by moves or by
 * whoever oned does not know. Any CPU that is idle is better than another's.
 */
static struct og_fit_request move_request(const struct og_vm *vm, bool single,
					  const struct og_vnode *vnode)
{
	struct og_fit_request req = request(vm, OG_BOOKS_KERNEL, vnode);

	if (single) {
		req.pin = OG_PIN_THREAD;
		req.threads = 1;
	}
	return req;
}

/* On that node, or with want -1 on any one node. */
static int fit_cell(struct desk *desk, size_t i, int32_t want, bool single,
		    struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, want };
	struct og_fit_request req = move_request(desk->vm, single, &vnode);
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	int r;

	r = og_fit_local(&desk->host, &req, &fit, err);
	if (r < 0)
		return r;
	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	move(desk, i, &fit.vnodes[0]);
	return 0;
}

/* CPUs of several nodes. */
static int spread_cpus(struct desk *desk, size_t i, bool single,
		       struct og_fit_vnode *found, struct og_err *err)
{
	const struct og_vm *vm = desk->vm;
	struct og_vnode vnode = { vm->cells[i].vcpus, 0, -1 };
	struct og_fit_request req = move_request(vm, single, &vnode);

	return og_spread(&desk->host, &req, vm->id, found, err);
}

/* Where oned wanted it, if it is there, else on any node that has it. */
static int32_t settle_memory(struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	const struct state *state = &desk->cells[i];
	struct og_vnode vnode = { 0, cell->memory, -1 };
	struct og_fit_request req = request(desk->vm, OG_BOOKS_KERNEL, &vnode);
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	struct og_fit_vnode kept = { -1, cell->memory_node, NULL, 0 };
	struct og_fit stay = { &kept, 1 };
	struct og_err lack = { 0 };

	if (state->lacks && og_fit_local(&desk->host, &req, &fit, &lack) == 0) {
		og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
		return fit.vnodes[0].memory_node;
	}
	if (state->lacks)
		og_notes_add(desk->notes, OG_WARN,
			     "its memory stays on node %d: %s, and %s",
			     cell->memory_node, state->lacks, lack.msg);
	og_fit_apply(&desk->host, &req, &stay, desk->vm->id);
	return cell->memory_node;
}

/* Nodes that other cells have or want: a guest's cells stay apart. */
static void others_nodes(const struct desk *desk, size_t i,
			 struct og_cpuset *ret_nodes)
{
	*ret_nodes = (struct og_cpuset){ 0 };
	for (size_t k = 0; k < desk->vm->n_cells; k++) {
		int32_t node = desk->cells[k].placed ? desk->vm->cells[k].node
						     : desk->cells[k].want;

		if (k != i && node >= 0)
			og_cpuset_add(ret_nodes, (unsigned)node);
	}
}

/* Where it fits most tightly; false: nowhere, or it is there already. */
static bool fit_tightly(struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req = move_request(desk->vm, false, &vnode);
	struct og_cpuset avoid;
	int32_t node;

	others_nodes(desk, i, &avoid);
	node = og_pack_node(&desk->host, &req, &avoid);
	if (node < 0 || (node == cell->node && !why(&desk->cells[i])))
		return false;
	return fit_cell(desk, i, node, false, NULL) == 0;
}

/* oned's choice is free, but it would leave no large hole. */
static bool is_cramped(const struct desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_fit_request req = request(desk->vm, OG_BOOKS_NODE, NULL);

	return cell->node >= 0 && desk->vm->n_cells == 1 &&
	       !og_pack_is_roomy(&desk->host, &req, cell->node, cell->vcpus);
}

/* Near its devices, or where oned put it if that is free. */
static void settle_wish(struct desk *desk, size_t i)
{
	struct state *state = &desk->cells[i];
	og_autofree char *at = NULL, *what = NULL;
	struct og_err shortage = { 0 };
	bool stays;

	if (fit_cell(desk, i, state->want, false, &shortage) == 0)
		return;
	stays = look(desk, i);
	if (stays && is_cramped(desk, i) && fit_tightly(desk, i))
		stays = false;
	at = place_text(&desk->vm->cells[i]);
	what = og_wish_devices(desk->vm, state->want);
	og_notes_add(desk->notes, OG_WARN,
		     "%s %s, not on node %d, where %s is: %s",
		     stays	     ? "stays on"
		     : state->placed ? "is on"
				     : "cannot stay on",
		     at, state->want, what, shortage.msg);
	if (stays)
		mark(desk, i);
}

/* Marked; a copy of them for move(). */
static void keep_cpus(struct desk *desk, size_t i, struct og_fit_vnode *ret)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, 0, -1 };
	struct og_fit_request req = request(desk->vm, OG_BOOKS_NODE, &vnode);
	size_t size = cell->n_cpus * sizeof(*cell->cpus);
	struct og_fit_vnode own = { .node = cell->node, .memory_node = -1 };
	struct og_fit fit = { &own, 1 };

	own.cpus = og_calloc(cell->n_cpus, sizeof(*cell->cpus));
	own.n_cpus = cell->n_cpus;
	memcpy(own.cpus, cell->cpus, size);
	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	*ret = own;
}

/* Its CPUs are another's, and no node has as many by its policy. */
static int find_cpus(struct desk *desk, size_t i, struct og_fit_vnode *found,
		     struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_err lack = { 0 };
	bool single = false;

	if (spread_cpus(desk, i, false, found, &lack) < 0) {
		const struct state *state = &desk->cells[i];

		if (fit_cell(desk, i, state->want, true, NULL) < 0 &&
		    fit_cell(desk, i, -1, true, NULL) < 0 &&
		    spread_cpus(desk, i, true, found, err) < 0)
			return -ENOSPC;
		single = true;
	}
	if (single)
		og_notes_add(desk->notes, OG_WARN,
			     "shares cores with others: %s, so that it gets "
			     "single CPUs",
			     lack.msg);
	else
		og_notes_add(desk->notes, OG_WARN,
			     "no single node has room for its %u CPUs",
			     cell->vcpus);
	return 0;
}

/*
 * oned's choice cannot be had as it is: another node, else what is good of it
 * and the rest from several nodes. Only where CPUs are lacking, whole cores or
 * not, is there a word to say, and then no CPU of another's is given to a VM
 * that was promised its own.
 */
static int settle_taken(struct desk *desk, size_t i, struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct state *state = &desk->cells[i];
	struct og_fit_vnode found = { .node = -1 };
	struct og_err lack = { 0 };

	/* A cell settled before this one may have got its CPUs. */
	look(desk, i);
	if (fit_tightly(desk, i))
		return 0;
	if (!state->taken) {
		keep_cpus(desk, i, &found);
	} else if (find_cpus(desk, i, &found, &lack) < 0) {
		if (desk->vm->pin == OG_PIN_CORE)
			return og_err_set(err, -ENOSPC,
					  "%s, and there is no other place: %s",
					  state->taken, lack.msg);
		/* With VMS_THREAD above 1 oned may have meant it. */
		og_notes_add(desk->notes, OG_WARN,
			     "shares CPUs: %s, and there is no other place: %s",
			     state->taken, lack.msg);
		mark(desk, i);
	}
	if (state->placed)
		return 0;
	found.node = node_of_cpus(&desk->host, found.cpus, found.n_cpus);
	found.memory_node = settle_memory(desk, i);
	if (state->taken || found.memory_node != cell->memory_node)
		move(desk, i, &found);
	state->placed = true;
	free(found.cpus);
	return 0;
}

/* Cells that are where they should be and free are settled at once. */
static void settle_good(struct desk *desk, size_t i)
{
	struct og_vm_cell *cell = &desk->vm->cells[i];
	struct state *state = &desk->cells[i];

	cell->node = node_of_cpus(&desk->host, cell->cpus, cell->n_cpus);
	if (!look(desk, i))
		return;
	if (state->want < 0 && is_cramped(desk, i) && fit_tightly(desk, i))
		return;
	if (state->want < 0 ||
	    (cell->node == state->want && cell->memory_node == state->want))
		mark(desk, i);
}

static bool is_empty(const struct og_vm_cell *cell)
{
	return !cell->vcpus && !cell->n_cpus;
}

/* A cell without CPUs has nothing to move; its memory is what it is. */
static void settle_empty(struct desk *desk, size_t i)
{
	if (og_host_node(&desk->host, desk->vm->cells[i].memory_node))
		mark(desk, i);
	desk->cells[i].placed = true;
}

static int settle(struct desk *desk, struct og_err *err)
{
	const struct state *cells = desk->cells;
	size_t n = desk->vm->n_cells;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		if (is_empty(&desk->vm->cells[i]))
			settle_empty(desk, i);
		else
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
	size_t pinned = 0;

	for (size_t i = 0; i < vm->n_cells; i++) {
		const struct og_vm_cell *cell = &vm->cells[i];

		if (is_empty(cell))
			continue;
		if (!cell->n_cpus || cell->memory_node < 0)
			return false;
		pinned++;
	}
	return pinned > 0;
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
