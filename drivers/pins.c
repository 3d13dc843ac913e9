// SPDX-License-Identifier: Apache-2.0
#include "pins.h"

#include <errno.h>

#include "desk.h"
#include "pack.h"
#include "wish.h"

void og_moves_free(struct og_moves *moves)
{
	free(moves->all);
	*moves = (struct og_moves){ 0 };
}

/* Nodes that other cells have or want: a guest's cells stay apart. */
static void others_nodes(const struct og_desk *desk, size_t i,
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
static bool fit_tightly(struct og_desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req =
		og_desk_move_request(desk->vm, false, &vnode);
	struct og_cpuset avoid;
	int32_t node;

	others_nodes(desk, i, &avoid);
	node = og_pack_node(&desk->host, &req, &avoid);
	if (node < 0 || (node == cell->node && !og_desk_why(&desk->cells[i])))
		return false;
	return og_desk_fit(desk, i, node, false, NULL) == 0;
}

/* oned's choice is free, but it would leave no large hole. */
static bool is_cramped(const struct og_desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_fit_request req =
		og_desk_request(desk->vm, OG_BOOKS_NODE, NULL);

	return cell->node >= 0 && desk->vm->n_cells == 1 &&
	       !og_pack_is_roomy(&desk->host, &req, cell->node, cell->vcpus);
}

/* Devices on more nodes than it has cells: those of the next are near too. */
static bool fit_other_devices(struct og_desk *desk, size_t i)
{
	int32_t first = desk->cells[i].want;
	struct og_cpuset tried;

	others_nodes(desk, i, &tried);
	og_cpuset_add(&tried, (unsigned)first);
	for (size_t d = 0; d < desk->vm->n_pci; d++) {
		int32_t node = desk->vm->pci[d].near;

		if (node < 0 || og_cpuset_has(&tried, (unsigned)node))
			continue;
		og_cpuset_add(&tried, (unsigned)node);
		desk->cells[i].want = node;
		if (og_desk_fit(desk, i, node, false, NULL) == 0)
			return true;
	}
	desk->cells[i].want = first;
	return false;
}

/* Near its devices, or where oned put it if that is free. */
static void settle_wish(struct og_desk *desk, size_t i)
{
	struct og_desk_cell *state = &desk->cells[i];
	og_autofree char *at = NULL, *what = NULL;
	struct og_err shortage = { 0 };
	int32_t want = state->want;
	bool stays = false;

	if (og_desk_fit(desk, i, want, false, &shortage) == 0)
		return;
	if (!fit_other_devices(desk, i))
		stays = og_desk_look(desk, i);
	if (stays && is_cramped(desk, i) && fit_tightly(desk, i))
		stays = false;
	at = og_desk_place(&desk->vm->cells[i]);
	what = og_wish_devices(desk->vm, want);
	og_notes_add(desk->notes, OG_WARN,
		     "%s %s, not on node %d, where %s is: %s",
		     stays	     ? "stays on"
		     : state->placed ? "is on"
				     : "cannot stay on",
		     at, want, what, shortage.msg);
	if (stays)
		og_desk_mark(desk, i);
}

/* Its CPUs are another's, and no node has as many by its policy. */
static int find_cpus(struct og_desk *desk, size_t i, struct og_fit_vnode *found,
		     struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_err lack = { 0 };
	bool single = false;

	if (og_desk_spread(desk, i, false, found, &lack) < 0) {
		const struct og_desk_cell *state = &desk->cells[i];

		if (og_desk_fit(desk, i, state->want, true, NULL) < 0 &&
		    og_desk_fit(desk, i, -1, true, NULL) < 0 &&
		    og_desk_spread(desk, i, true, found, err) < 0)
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
static int settle_taken(struct og_desk *desk, size_t i, struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_desk_cell *state = &desk->cells[i];
	struct og_fit_vnode found = { .node = -1 };
	struct og_err lack = { 0 };

	/* A cell settled before this one may have got its CPUs. */
	og_desk_look(desk, i);
	if (fit_tightly(desk, i))
		return 0;
	if (!state->taken) {
		og_desk_keep(desk, i, &found);
	} else if (find_cpus(desk, i, &found, &lack) < 0) {
		if (desk->vm->pin == OG_PIN_CORE)
			return og_err_set(err, -ENOSPC,
					  "%s, and there is no other place: %s",
					  state->taken, lack.msg);
		/* With VMS_THREAD above 1 oned may have meant it. */
		og_notes_add(desk->notes, OG_WARN,
			     "shares CPUs: %s, and there is no other place: %s",
			     state->taken, lack.msg);
		og_desk_mark(desk, i);
	}
	if (state->placed)
		return 0;
	found.node = og_desk_node(&desk->host, found.cpus, found.n_cpus);
	found.memory_node = og_desk_memory(desk, i);
	if (state->taken || found.memory_node != cell->memory_node)
		og_desk_move(desk, i, &found);
	state->placed = true;
	free(found.cpus);
	return 0;
}

/* Cells that are where they should be and free are settled at once. */
static void settle_good(struct og_desk *desk, size_t i)
{
	struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_desk_cell *state = &desk->cells[i];

	cell->node = og_desk_node(&desk->host, cell->cpus, cell->n_cpus);
	if (!og_desk_look(desk, i))
		return;
	if (state->want < 0 && is_cramped(desk, i) && fit_tightly(desk, i))
		return;
	if (state->want < 0 ||
	    (cell->node == state->want && cell->memory_node == state->want))
		og_desk_mark(desk, i);
}

static bool is_empty(const struct og_vm_cell *cell)
{
	return !cell->vcpus && !cell->n_cpus;
}

/* A cell without CPUs has nothing to move; its memory is what it is. */
static void settle_empty(struct og_desk *desk, size_t i)
{
	if (og_host_node(&desk->host, desk->vm->cells[i].memory_node))
		og_desk_mark(desk, i);
	desk->cells[i].placed = true;
}

static int settle(struct og_desk *desk, struct og_err *err)
{
	const struct og_desk_cell *cells = desk->cells;
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
	struct og_desk desk = { .vm = vm, .moves = &moves, .notes = notes };
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
	og_desk_clear(&desk);
	if (r < 0)
		return r;
	*ret_moves = moves;
	moves = (struct og_moves){ 0 };
	return 0;
}
