// SPDX-License-Identifier: Apache-2.0
/* The DATASTORE half of schedxml.h. */
#include <errno.h>
#include <strings.h>

#include "num.h"
#include "schedxml.h"

static struct og_store *store_of(void *ctx)
{
	return ((struct og_schedxml *)ctx)->store;
}

static int megabytes(const char *text, size_t len, int64_t *ret_mb,
		     struct og_err *err)
{
	return og_schedxml_required(text, len, INT64_MIN / 4096,
				    INT64_MAX / 4096, ret_mb, err);
}

CLOSE(store_id)
{
	return og_schedxml_id(text, len, &store_of(ctx)->id, err);
}

CLOSE(store_type)
{
	return og_schedxml_id(text, len, &store_of(ctx)->type, err);
}

CLOSE(store_state)
{
	return og_schedxml_id(text, len, &store_of(ctx)->state, err);
}

CLOSE(store_total)
{
	return megabytes(text, len, &store_of(ctx)->total_mb, err);
}

CLOSE(store_free)
{
	return megabytes(text, len, &store_of(ctx)->free_mb, err);
}

CLOSE(store_used)
{
	return megabytes(text, len, &store_of(ctx)->used_mb, err);
}

/* An administrator's word: what is no number is no limit, as in oned. */
CLOSE(store_limit)
{
	(void)err;
	og_num_i64(text, len, 0, INT64_MAX / 4096, &store_of(ctx)->limit_mb);
	return 0;
}

CLOSE(store_shared)
{
	(void)len, (void)err;
	store_of(ctx)->is_local = strcasecmp(text, "YES") != 0;
	return 0;
}

CLOSE(store_cluster)
{
	struct og_store *s = store_of(ctx);

	return og_schedxml_add_id(text, len, &s->clusters, &s->n_clusters,
				  &s->cap_clusters, err);
}

int og_schedxml_store_leaf(void *ctx, const char *name, const char *text,
			   size_t len, struct og_err *err)
{
	struct og_schedxml *x = ctx;

	(void)len, (void)err;
	if (x->names)
		og_attrs_add(&x->store->attrs, x->names, name, text);
	return 0;
}

static const struct og_xml_elem store_clusters[] = {
	{ .name = "ID", .close = store_cluster },
	{ 0 },
};

static const struct og_xml_elem store_template[] = {
	{ .name = "SHARED", .close = store_shared },
	{ .name = "LIMIT_MB", .close = store_limit },
	{ 0 },
};

const struct og_xml_elem og_schedxml_store[] = {
	{ .name = "ID", .close = store_id },
	{ .name = "TYPE", .close = store_type },
	{ .name = "STATE", .close = store_state },
	{ .name = "TOTAL_MB", .close = store_total },
	{ .name = "FREE_MB", .close = store_free },
	{ .name = "USED_MB", .close = store_used },
	{ .name = "CLUSTERS", .children = store_clusters },
	{ .name = "TEMPLATE",
	  .children = store_template,
	  .leaf = og_schedxml_store_leaf },
	{ 0 },
};

void og_schedxml_store_begin(struct og_schedxml *x, struct og_store *store)
{
	og_store_init(store);
	x->store = store;
}

int og_schedxml_store_end(struct og_schedxml *x, struct og_err *err)
{
	if (x->store->id < 0)
		return og_err_set(err, -EINVAL, "a DATASTORE without ID");
	return 0;
}
