// SPDX-License-Identifier: Apache-2.0
#include "replay.h"

#include <errno.h>
#include <time.h>

#include "nodeside.h"
#include "oned.h"

const unsigned og_replay_loads[OG_REPLAY_LOADS] = { 50, 80, 95 };

struct world {
	const struct og_trace *trace;
	struct og_message msg; /* what place sees; og_choose() keeps it */
	struct og_host *books; /* oned's: the same, by the same rules */
	struct og_host *truth; /* who really has what */
	unsigned gpus;	       /* there are */
	double total_ms;
	struct og_replay out;
};

static void free_hosts(struct og_host *hosts, size_t n)
{
	for (size_t i = 0; hosts && i < n; i++)
		og_host_free(&hosts[i]);
	free(hosts);
}

static void world_free(struct world *w)
{
	free_hosts(w->books, w->msg.n_hosts);
	free_hosts(w->truth, w->msg.n_hosts);
	og_message_free(&w->msg);
}

static struct og_host *copy_hosts(const struct og_message *msg)
{
	struct og_host *hosts = og_calloc(msg->n_hosts, sizeof(*hosts));

	for (size_t i = 0; i < msg->n_hosts; i++)
		og_host_copy(&msg->hosts[i].share, &hosts[i]);
	return hosts;
}

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* One scheduling cycle with one VM: the host's id, or -1. */
static int32_t choose_host(struct world *w, const struct og_choose_conf *conf,
			   struct og_vm *vm)
{
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };
	double begin = now_ms(), took;

	w->msg.vms = vm;
	w->msg.n_vms = 1;
	og_choose(&w->msg, conf, &plan);
	w->msg.vms = NULL;
	w->msg.n_vms = 0;
	took = now_ms() - begin;
	w->total_ms += took;
	if (took > w->out.worst_ms)
		w->out.worst_ms = took;
	return plan.n_actions ? plan.actions[0].host : -1;
}

/* The next cycle's message tells what this one placed. */
static void tell_next(struct world *w, const struct og_replay_conf *conf,
		      int32_t id)
{
	struct og_shost *host = og_message_host(&w->msg, id);

	host->n_placed = 0;
	if (conf->choose.as_rank)
		og_attrs_move(&host->attrs,
			      og_names_find(&w->msg.names, "RUNNING_VMS"), 1);
}

/* What oned writes into the VM. */
static void pinned_by_oned(const struct og_vm *vm, struct og_host *books,
			   struct og_pinned *ret_pinned)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_pinned pinned = {
		.id = vm->id,
		.pin = vm->pin,
		.nodes = og_calloc(vm->n_vnodes, sizeof(*pinned.nodes)),
		.n_nodes = vm->n_vnodes,
		.devices = og_calloc(vm->n_pcis, sizeof(*pinned.devices)),
	};

	og_oned_allocate(books, vm, &alloc);
	pinned.threads = alloc.threads;
	for (size_t i = 0; i < alloc.n_pcis; i++)
		if (alloc.pcis[i].device >= 0)
			pinned.devices[pinned.n_devices++] =
				&books->devices[alloc.pcis[i].device];
	for (size_t i = 0; i < alloc.n_vnodes; i++)
		pinned.nodes[i] = (struct og_pinned_node){
			.vcpus = vm->vnodes[i].cpus,
			.memory = vm->vnodes[i].memory,
			.node = alloc.vnodes[i].node,
			.memory_node = alloc.vnodes[i].memory_node,
			.cpus = og_steal(alloc.vnodes[i].cpus),
			.n_cpus = alloc.vnodes[i].n_cpus,
		};
	*ret_pinned = pinned;
}

static int start(struct world *w, const struct og_replay_conf *conf,
		 const struct og_vm *vm, int32_t host, struct og_err *err)
{
	og_cleanup(og_pinned_free) struct og_pinned pinned = { 0 };
	struct og_host *truth = &w->truth[host];
	bool moved = false;

	w->out.placed++;
	if (!og_vm_has_nodes(vm))
		return 0;
	pinned_by_oned(vm, &w->books[host], &pinned);
	if (conf->node_settles) {
		int r = og_nodeside_settle(&pinned, truth, &moved, err);

		if (r < 0)
			return r;
	}
	w->out.gpu_vms++;
	w->out.gpus += (unsigned)pinned.n_devices;
	w->out.moved += moved;
	w->out.spread += og_nodeside_is_spread(&pinned, truth);
	w->out.local += og_nodeside_is_local(&pinned, truth);
	w->out.multi += pinned.n_devices > 1;
	w->out.twice += og_nodeside_mark(&pinned, truth);
	return 0;
}

static void look_around(struct world *w)
{
	og_room_measure(w->trace, &w->msg, w->truth,
			&w->out.rooms[w->out.n_rooms++]);
}

static int arrive(struct world *w, const struct og_replay_conf *conf,
		  const struct og_trace_task *task, int32_t id,
		  struct og_err *err)
{
	og_cleanup(og_vm_free) struct og_vm vm;
	int32_t host;

	og_cluster_vm(&w->msg, task, id, &vm);
	host = choose_host(w, &conf->choose, &vm);
	if (host >= 0) {
		int r = start(w, conf, &vm, host, err);

		tell_next(w, conf, host);
		if (w->out.n_rooms < OG_REPLAY_LOADS &&
		    w->out.gpus * 100 >=
			    w->gpus * og_replay_loads[w->out.n_rooms])
			look_around(w);
		return r;
	}
	w->out.skipped++;
	if (vm.n_pcis && !w->out.has_refusal) {
		w->out.has_refusal = true;
		w->out.first_at = w->out.gpus;
	}
	return 0;
}

int og_replay_run(const struct og_trace *trace,
		  const struct og_replay_conf *conf,
		  struct og_replay *ret_replay, struct og_err *err)
{
	og_cleanup(world_free) struct world w = { .trace = trace };
	int r = og_cluster_build(trace, &w.msg, err);

	if (r < 0)
		return r;
	w.books = copy_hosts(&w.msg);
	w.truth = copy_hosts(&w.msg);
	for (size_t i = 0; i < trace->n_hosts; i++)
		w.gpus += trace->hosts[i].gpus;
	for (size_t i = 0; i < trace->n_tasks && r == 0; i++)
		r = arrive(&w, conf, &trace->tasks[i], (int32_t)i, err);
	if (r < 0)
		return r;
	w.out.mean_ms = w.total_ms / (double)trace->n_tasks;
	look_around(&w);
	*ret_replay = w.out;
	return 0;
}
