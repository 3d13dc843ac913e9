// SPDX-License-Identifier: Apache-2.0
#include "message.h"

#include <errno.h>

#include "needs.h"
#include "schedxml.h"

enum section {
	SECTION_VMS = 1,
	SECTION_HOSTS = 2,
	SECTION_STORES = 4,
	SECTION_NEEDS = 8,
};

static const struct {
	enum section bit;
	const char *name;
} sections[] = {
	{ SECTION_VMS, "VM_POOL" },
	{ SECTION_HOSTS, "HOST_POOL" },
	{ SECTION_STORES, "DATASTORE_POOL" },
	{ SECTION_NEEDS, "REQUIREMENTS" },
};

struct og_message_reader {
	struct og_schedxml x; /* first: see schedxml.h */
	struct og_message msg;
	struct og_needs *needs;
	size_t n_needs, cap_needs;
	unsigned seen; /* sections */
	struct og_xml_reader *xml;
};

static struct og_message_reader *self(void *ctx)
{
	return ctx;
}

void og_message_free(struct og_message *msg)
{
	for (size_t i = 0; i < msg->n_vms; i++)
		og_vm_free(&msg->vms[i]);
	for (size_t i = 0; i < msg->n_hosts; i++)
		og_shost_free(&msg->hosts[i]);
	for (size_t i = 0; i < msg->n_stores; i++)
		og_store_free(&msg->stores[i]);
	for (size_t i = 0; i < msg->n_nets; i++)
		og_net_free(&msg->nets[i]);
	for (size_t i = 0; i < msg->n_groups; i++)
		og_group_free(&msg->groups[i]);
	og_names_free(&msg->names);
	free(msg->vms);
	free(msg->hosts);
	free(msg->stores);
	free(msg->nets);
	free(msg->groups);
	*msg = (struct og_message){ 0 };
}

static int cmp_i32(int32_t a, int32_t b)
{
	return (a > b) - (a < b);
}

static int cmp_host(const void *a, const void *b)
{
	return cmp_i32(((const struct og_shost *)a)->id,
		       ((const struct og_shost *)b)->id);
}

static int cmp_store(const void *a, const void *b)
{
	return cmp_i32(((const struct og_store *)a)->id,
		       ((const struct og_store *)b)->id);
}

static int cmp_net(const void *a, const void *b)
{
	return cmp_i32(((const struct og_net *)a)->id,
		       ((const struct og_net *)b)->id);
}

static int cmp_group(const void *a, const void *b)
{
	return cmp_i32(((const struct og_group *)a)->id,
		       ((const struct og_group *)b)->id);
}

static int cmp_id(const void *a, const void *b)
{
	return cmp_i32(*(const int32_t *)a, *(const int32_t *)b);
}

static int cmp_needs(const void *a, const void *b)
{
	return cmp_i32(((const struct og_needs *)a)->vm,
		       ((const struct og_needs *)b)->vm);
}

struct og_shost *og_message_host(const struct og_message *msg, int32_t id)
{
	struct og_shost key = { .id = id };

	if (msg->n_hosts == 0)
		return NULL;
	return bsearch(&key, msg->hosts, msg->n_hosts, sizeof(key), cmp_host);
}

struct og_store *og_message_store(const struct og_message *msg, int32_t id)
{
	struct og_store key = { .id = id };

	if (msg->n_stores == 0)
		return NULL;
	return bsearch(&key, msg->stores, msg->n_stores, sizeof(key),
		       cmp_store);
}

struct og_net *og_message_net(const struct og_message *msg, int32_t id)
{
	struct og_net key = { .id = id };

	if (msg->n_nets == 0)
		return NULL;
	return bsearch(&key, msg->nets, msg->n_nets, sizeof(key), cmp_net);
}

/* ---- pools ------------------------------------------------------------ */

/* Each pool: one more element of its array, begun and ended by schedxml. */
#define POOL(noun, arr)                                                 \
	static int noun##_open(void *ctx, struct og_err *err)           \
	{                                                               \
		struct og_message *msg = &self(ctx)->msg;               \
                                                                        \
		(void)err;                                              \
		OG_RESERVE(msg->arr, msg->n_##arr + 1, msg->cap_##arr); \
		og_schedxml_##noun##_begin(&self(ctx)->x,               \
					   &msg->arr[msg->n_##arr++]);  \
		return 0;                                               \
	}                                                               \
	CLOSE(noun##_close)                                             \
	{                                                               \
		(void)text, (void)len;                                  \
		return og_schedxml_##noun##_end(&self(ctx)->x, err);    \
	}
POOL(vm, vms)
POOL(host, hosts)
POOL(store, stores)
POOL(net, nets)
POOL(group, groups)

/* ---- requirements ----------------------------------------------------- */

struct og_needs *og_needs_of(void *ctx)
{
	return &self(ctx)->needs[self(ctx)->n_needs - 1];
}

static int needs_open(void *ctx, struct og_err *err)
{
	struct og_message_reader *r = self(ctx);

	(void)err;
	OG_RESERVE(r->needs, r->n_needs + 1, r->cap_needs);
	og_needs_init(&r->needs[r->n_needs++]);
	return 0;
}

CLOSE(needs_close)
{
	(void)text, (void)len;
	if (og_needs_of(ctx)->vm < 0)
		return og_err_set(err, -EINVAL, "a VM without ID");
	return 0;
}

#define SECTION(fn, bit)                             \
	static int fn(void *ctx, struct og_err *err) \
	{                                            \
		(void)err;                           \
		self(ctx)->seen |= (bit);            \
		return 0;                            \
	}
SECTION(section_vms, SECTION_VMS)
SECTION(section_hosts, SECTION_HOSTS)
SECTION(section_stores, SECTION_STORES)
SECTION(section_needs, SECTION_NEEDS)

static const struct og_xml_elem vm_pool[] = {
	{ .name = "VM",
	  .children = og_schedxml_vm,
	  .open = vm_open,
	  .close = vm_close },
	{ 0 },
};

static const struct og_xml_elem host_pool[] = {
	{ .name = "HOST",
	  .children = og_schedxml_host,
	  .open = host_open,
	  .close = host_close,
	  .leaf = og_schedxml_host_leaf },
	{ 0 },
};

static const struct og_xml_elem store_pool[] = {
	{ .name = "DATASTORE",
	  .children = og_schedxml_store,
	  .open = store_open,
	  .close = store_close,
	  .leaf = og_schedxml_store_leaf },
	{ 0 },
};

static const struct og_xml_elem net_pool[] = {
	{ .name = "VNET",
	  .children = og_schedxml_net,
	  .open = net_open,
	  .close = net_close,
	  .leaf = og_schedxml_net_leaf },
	{ 0 },
};

static const struct og_xml_elem group_pool[] = {
	{ .name = "VM_GROUP",
	  .children = og_schedxml_group,
	  .open = group_open,
	  .close = group_close },
	{ 0 },
};

static const struct og_xml_elem needs_pool[] = {
	{ .name = "VM",
	  .children = og_needsxml,
	  .open = needs_open,
	  .close = needs_close },
	{ 0 },
};

static const struct og_xml_elem action_elems[] = {
	{ .name = "VM_POOL", .children = vm_pool, .open = section_vms },
	{ .name = "HOST_POOL", .children = host_pool, .open = section_hosts },
	{ .name = "DATASTORE_POOL",
	  .children = store_pool,
	  .open = section_stores },
	{ .name = "VNET_POOL", .children = net_pool },
	{ .name = "VM_GROUP_POOL", .children = group_pool },
	{ .name = "REQUIREMENTS",
	  .children = needs_pool,
	  .open = section_needs },
	{ 0 },
};

static const struct og_xml_elem action = {
	.name = "SCHEDULER_DRIVER_ACTION",
	.children = action_elems,
};

/* ---- reader ----------------------------------------------------------- */

struct og_message_reader *og_message_reader_new(void)
{
	struct og_message_reader *r = og_calloc(1, sizeof(*r));

	r->x.names = &r->msg.names;
	r->xml = og_xml_reader_new(&action, r);
	return r;
}

void og_message_reader_free(struct og_message_reader *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_needs; i++)
		og_needs_free(&r->needs[i]);
	free(r->needs);
	free(r->x.nic_rank);
	og_xml_reader_free(r->xml);
	og_message_free(&r->msg);
	free(r);
}

void og_message_reader_freep(struct og_message_reader **r)
{
	og_message_reader_free(*r);
}

int og_message_reader_feed(struct og_message_reader *r, const char *data,
			   size_t len, struct og_err *err)
{
	return og_xml_reader_feed(r->xml, data, len, err);
}

static void sort(void *arr, size_t n, size_t size,
		 int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(arr, n, size, cmp);
}

/* VMs stay in the order they were sent in, so a copy of their ids is sorted. */
static int check_vms_twice(const struct og_message *msg, struct og_err *err)
{
	og_autofree int32_t *ids = og_calloc(msg->n_vms, sizeof(*ids));

	for (size_t i = 0; i < msg->n_vms; i++)
		ids[i] = msg->vms[i].id;
	sort(ids, msg->n_vms, sizeof(*ids), cmp_id);
	for (size_t i = 1; i < msg->n_vms; i++)
		if (ids[i] == ids[i - 1])
			return og_err_set(err, -EINVAL,
					  "VM_POOL: VM %d is there twice",
					  ids[i]);
	return 0;
}

static int check_twice(const struct og_message_reader *r, struct og_err *err)
{
	const struct og_message *msg = &r->msg;

	for (size_t i = 1; i < msg->n_hosts; i++)
		if (msg->hosts[i].id == msg->hosts[i - 1].id)
			return og_err_set(err, -EINVAL,
					  "HOST_POOL: host %d is there twice",
					  msg->hosts[i].id);
	for (size_t i = 1; i < msg->n_stores; i++)
		if (msg->stores[i].id == msg->stores[i - 1].id)
			return og_err_set(err, -EINVAL,
					  "DATASTORE_POOL: datastore %d is "
					  "there twice",
					  msg->stores[i].id);
	for (size_t i = 1; i < msg->n_nets; i++)
		if (msg->nets[i].id == msg->nets[i - 1].id)
			return og_err_set(err, -EINVAL,
					  "VNET_POOL: network %d is there "
					  "twice",
					  msg->nets[i].id);
	for (size_t i = 1; i < r->n_needs; i++)
		if (r->needs[i].vm == r->needs[i - 1].vm)
			return og_err_set(err, -EINVAL,
					  "REQUIREMENTS: VM %d is there twice",
					  r->needs[i].vm);
	return check_vms_twice(msg, err);
}

/* A VM without an entry may go nowhere: its lists stay empty. */
static void give_needs(struct og_message_reader *r)
{
	for (size_t i = 0; i < r->msg.n_vms && r->n_needs; i++) {
		struct og_vm *vm = &r->msg.vms[i];
		struct og_needs key = { .vm = vm->id };
		struct og_needs *n = bsearch(&key, r->needs, r->n_needs,
					     sizeof(key), cmp_needs);

		if (n)
			og_needs_give(n, vm);
	}
}

int og_message_reader_finish(struct og_message_reader *r,
			     struct og_message *ret_msg, struct og_err *err)
{
	struct og_message *msg = &r->msg;
	int rc = og_xml_reader_finish(r->xml, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < OG_COUNT(sections); i++)
		if (!(r->seen & sections[i].bit))
			return og_err_set(err, -EINVAL,
					  "SCHEDULER_DRIVER_ACTION: no %s "
					  "section",
					  sections[i].name);
	sort(msg->hosts, msg->n_hosts, sizeof(*msg->hosts), cmp_host);
	sort(msg->stores, msg->n_stores, sizeof(*msg->stores), cmp_store);
	sort(msg->nets, msg->n_nets, sizeof(*msg->nets), cmp_net);
	sort(msg->groups, msg->n_groups, sizeof(*msg->groups), cmp_group);
	sort(r->needs, r->n_needs, sizeof(*r->needs), cmp_needs);
	rc = check_twice(r, err);
	if (rc < 0)
		return rc;
	give_needs(r);
	*ret_msg = *msg;
	*msg = (struct og_message){ 0 };
	return 0;
}

int og_message_read(const char *data, size_t len, struct og_message *ret_msg,
		    struct og_err *err)
{
	og_cleanup(og_message_reader_freep) struct og_message_reader *r =
		og_message_reader_new();
	int rc = og_message_reader_feed(r, data, len, err);

	return rc < 0 ? rc : og_message_reader_finish(r, ret_msg, err);
}
