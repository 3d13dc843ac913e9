// SPDX-License-Identifier: Apache-2.0
#include "desk.h"

#include "spread.h"
#include "taken.h"
#include "wish.h"

void og_desk_clear(struct og_desk *desk)
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

char *og_desk_place(const struct og_vm_cell *cell)
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

int32_t og_desk_node(const struct og_host *host, const int32_t *cpus,
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
struct og_fit_request og_desk_request(const struct og_vm *vm,
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

bool og_desk_look(struct og_desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_desk_cell *state = &desk->cells[i];
	struct og_fit_request req =
		og_desk_request(desk->vm, OG_BOOKS_NODE, NULL);

	free(state->taken);
	free(state->lacks);
	state->taken = og_taken_cpus(&desk->host, desk->vm->pin, cell);
	state->lacks = og_taken_memory(&desk->host, &req, cell);
	return !state->taken && !state->lacks;
}

const char *og_desk_why(const struct og_desk_cell *state)
{
	return state->taken ? state->taken : state->lacks;
}

void og_desk_mark(struct og_desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, -1 };
	struct og_fit_request req =
		og_desk_request(desk->vm, OG_BOOKS_NODE, &vnode);
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

void og_desk_move(struct og_desk *desk, size_t i, struct og_fit_vnode *found)
{
	struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_desk_cell *state = &desk->cells[i];
	struct og_moves *moves = desk->moves;
	og_autofree char *from = og_desk_place(cell), *to = NULL, *what = NULL;
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

	to = og_desk_place(cell);
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
			     og_desk_why(state)
				     ? og_desk_why(state)
				     : "so that another node keeps more "
				       "room");
}

/*
 * oned's policy, or single CPUs: for when cores are broken up, by moves or by
 * whoever oned does not know. Any CPU that is idle is better than another's.
 */
struct og_fit_request og_desk_move_request(const struct og_vm *vm, bool single,
					   const struct og_vnode *vnode)
{
	struct og_fit_request req = og_desk_request(vm, OG_BOOKS_KERNEL, vnode);

	if (single) {
		req.pin = OG_PIN_THREAD;
		req.threads = 1;
	}
	return req;
}

int og_desk_fit(struct og_desk *desk, size_t i, int32_t want, bool single,
		struct og_err *err)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, cell->memory, want };
	struct og_fit_request req =
		og_desk_move_request(desk->vm, single, &vnode);
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	int r;

	r = og_fit_local(&desk->host, &req, &fit, err);
	if (r < 0)
		return r;
	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	og_desk_move(desk, i, &fit.vnodes[0]);
	return 0;
}

int og_desk_spread(struct og_desk *desk, size_t i, bool single,
		   struct og_fit_vnode *found, struct og_err *err)
{
	const struct og_vm *vm = desk->vm;
	struct og_vnode vnode = { vm->cells[i].vcpus, 0, -1 };
	struct og_fit_request req = og_desk_move_request(vm, single, &vnode);

	return og_spread(&desk->host, &req, vm->id, found, err);
}

int32_t og_desk_memory(struct og_desk *desk, size_t i)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	const struct og_desk_cell *state = &desk->cells[i];
	struct og_vnode vnode = { 0, cell->memory, -1 };
	struct og_fit_request req =
		og_desk_request(desk->vm, OG_BOOKS_KERNEL, &vnode);
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

/* Marked; a copy of them for og_desk_move(). */
void og_desk_keep(struct og_desk *desk, size_t i, struct og_fit_vnode *ret)
{
	const struct og_vm_cell *cell = &desk->vm->cells[i];
	struct og_vnode vnode = { cell->vcpus, 0, -1 };
	struct og_fit_request req =
		og_desk_request(desk->vm, OG_BOOKS_NODE, &vnode);
	size_t size = cell->n_cpus * sizeof(*cell->cpus);
	struct og_fit_vnode own = { .node = cell->node, .memory_node = -1 };
	struct og_fit fit = { &own, 1 };

	own.cpus = og_calloc(cell->n_cpus, sizeof(*cell->cpus));
	own.n_cpus = cell->n_cpus;
	memcpy(own.cpus, cell->cpus, size);
	og_fit_apply(&desk->host, &req, &fit, desk->vm->id);
	*ret = own;
}
