// SPDX-License-Identifier: Apache-2.0
#include "spread.h"

#include <errno.h>

static const struct og_node *freest(const struct og_host *host,
				    const struct og_fit_request *req,
				    uint32_t *ret_room)
{
	const struct og_node *best = NULL;

	*ret_room = 0;
	for (size_t i = 0; i < host->n_nodes; i++) {
		uint32_t room = og_fit_free_cpus(host, &host->nodes[i],
						 req->pin, req->threads);

		if (room > *ret_room) {
			best = &host->nodes[i];
			*ret_room = room;
		}
	}
	return best;
}

/* CPUs alone or memory alone, marked in the host. */
static int take(struct og_host *host, const struct og_fit_request *req,
		const struct og_vnode *part, int32_t vm, struct og_fit *ret_fit,
		struct og_err *err)
{
	struct og_fit_request one = *req;
	int r;

	one.vnodes = part;
	one.n_vnodes = 1;
	r = og_fit_local(host, &one, ret_fit, err);
	if (r == 0)
		og_fit_apply(host, &one, ret_fit, vm);
	return r;
}

static int take_cpus(struct og_host *host, const struct og_fit_request *req,
		     int32_t vm, struct og_fit_vnode *out, struct og_err *err)
{
	uint32_t left = req->vnodes[0].cpus;

	out->cpus = og_calloc(left, sizeof(*out->cpus));
	while (left) {
		og_cleanup(og_fit_free) struct og_fit fit = { 0 };
		uint32_t room;
		const struct og_node *node = freest(host, req, &room);
		struct og_vnode part = { 0 };
		int r;

		if (!node)
			return og_err_set(err, -ENOSPC,
					  "the host lacks %u CPUs", left);
		part.cpus = room < left ? room : left;
		part.want = node->id;
		r = take(host, req, &part, vm, &fit, err);
		if (r < 0)
			return r;
		memcpy(out->cpus + out->n_cpus, fit.vnodes[0].cpus,
		       fit.vnodes[0].n_cpus * sizeof(*out->cpus));
		out->n_cpus += fit.vnodes[0].n_cpus;
		left -= part.cpus;
	}
	return 0;
}

int og_spread(struct og_host *host, const struct og_fit_request *req,
	      int32_t vm, struct og_fit_vnode *ret_vnode, struct og_err *err)
{
	struct og_vnode memory = { .memory = req->vnodes[0].memory,
				   .want = -1 };
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	struct og_fit_vnode out = { .node = -1 };
	int r;

	r = take(host, req, &memory, vm, &fit, err);
	if (r < 0)
		return r;
	out.memory_node = fit.vnodes[0].memory_node;
	r = take_cpus(host, req, vm, &out, err);
	if (r < 0) {
		free(out.cpus);
		return r;
	}
	*ret_vnode = out;
	return 0;
}
