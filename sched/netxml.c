// SPDX-License-Identifier: Apache-2.0
/* The VNET half of schedxml.h. */
#include <errno.h>

#include "schedxml.h"

static struct og_net *net_of(void *ctx)
{
	return ((struct og_schedxml *)ctx)->net;
}

CLOSE(net_id)
{
	return og_schedxml_id(text, len, &net_of(ctx)->id, err);
}

/* What is no number leaves no lease: one bad network is no reason to stop. */
CLOSE(net_used)
{
	(void)err;
	net_of(ctx)->used_leases =
		og_schedxml_optional(text, len, 0, INT32_MAX, INT32_MAX);
	return 0;
}

/* An IPv6 range may say more than anybody could count. */
CLOSE(net_size)
{
	int64_t size;

	(void)err;
	size = og_schedxml_optional(text, len, 0, INT64_MAX, 0);
	if (size > INT32_MAX)
		size = INT32_MAX;
	net_of(ctx)->size += size;
	return 0;
}

CLOSE(net_cluster)
{
	struct og_net *n = net_of(ctx);

	return og_schedxml_add_id(text, len, &n->clusters, &n->n_clusters,
				  &n->cap_clusters, err);
}

int og_schedxml_net_leaf(void *ctx, const char *name, const char *text,
			 size_t len, struct og_err *err)
{
	struct og_schedxml *x = ctx;

	(void)len, (void)err;
	if (x->names)
		og_attrs_add(&x->net->attrs, x->names, name, text);
	return 0;
}

static const struct og_xml_elem clusters_elems[] = {
	{ .name = "ID", .close = net_cluster },
	{ 0 },
};

static const struct og_xml_elem range_elems[] = {
	{ .name = "SIZE", .close = net_size },
	{ 0 },
};

static const struct og_xml_elem ranges_elems[] = {
	{ .name = "AR", .children = range_elems },
	{ 0 },
};

static const struct og_xml_elem none[] = { { 0 } };

const struct og_xml_elem og_schedxml_net[] = {
	{ .name = "ID", .close = net_id },
	{ .name = "CLUSTERS", .children = clusters_elems },
	{ .name = "USED_LEASES", .close = net_used },
	{ .name = "TEMPLATE", .children = none, .leaf = og_schedxml_net_leaf },
	{ .name = "AR_POOL", .children = ranges_elems },
	{ 0 },
};

void og_schedxml_net_begin(struct og_schedxml *x, struct og_net *net)
{
	og_net_init(net);
	x->net = net;
}

int og_schedxml_net_end(struct og_schedxml *x, struct og_err *err)
{
	if (x->net->id < 0)
		return og_err_set(err, -EINVAL, "a VNET without ID");
	og_attrs_trim(&x->net->attrs);
	return 0;
}
