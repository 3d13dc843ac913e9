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

static uint32_t room_of(const struct og_host *host,
			const struct og_fit_request *req)
{
	uint32_t room = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		room += og_fit_free_cpus(host, &host->nodes[i], req->pin,
					 req->threads);
	return room;
}

/* From the freest node, as many as it has. */
static int take(struct og_host *host, const struct og_fit_request *req,
		int32_t vm, struct og_fit_vnode *out, struct og_err *err)
{
	uint32_t left = req->vnodes[0].cpus - (uint32_t)out->n_cpus, room;
	const struct og_node *node = freest(host, req, &room);
	struct og_vnode part = { .cpus = room < left ? room : left };
	og_cleanup(og_fit_free) struct og_fit fit = { 0 };
	struct og_fit_request one = *req;
	int r;

	if (!node)
		return og_err_set(err, -ENOSPC, "the host lacks %u CPUs", left);
	part.want = node->id;
	one.vnodes = &part;
	one.n_vnodes = 1;
	r = og_fit_local(host, &one, &fit, err);
	if (r < 0)
		return r;
	og_fit_apply(host, &one, &fit, vm);
	memcpy(out->cpus + out->n_cpus, fit.vnodes[0].cpus,
	       fit.vnodes[0].n_cpus * sizeof(*out->cpus));
	out->n_cpus += fit.vnodes[0].n_cpus;
	return 0;
}

int og_spread(struct og_host *host, const struct og_fit_request *req,
	      int32_t vm, struct og_fit_vnode *ret_vnode, struct og_err *err)
{
	uint32_t want = req->vnodes[0].cpus, room = room_of(host, req);
	struct og_fit_vnode out = { .node = -1, .memory_node = -1 };
	int r = 0;

	if (room < want)
		return og_err_set(err, -ENOSPC,
				  "the host has %u %s, %u are "
				  "needed",
				  room,
				  req->pin == OG_PIN_CORE ? "whole cores free"
				  : req->threads > 1 ? "CPUs free in groups"
						     : "CPUs free",
				  want);
	out.cpus = og_calloc(want, sizeof(*out.cpus));
	while (r == 0 && out.n_cpus < want)
		r = take(host, req, vm, &out, err);
	if (r < 0) {
		free(out.cpus);
		return r;
	}
	*ret_vnode = out;
	return 0;
}
