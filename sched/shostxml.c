// SPDX-License-Identifier: Apache-2.0
/* The HOST half of schedxml.h. */
#include <errno.h>

#include "num.h"
#include "schedxml.h"

static struct og_schedxml *self(void *ctx)
{
	return ctx;
}

static struct og_shost *host_of(void *ctx)
{
	return self(ctx)->host;
}

enum { VMS_THREAD_MAX = 1024 };

static int64_t number(void *ctx, const char *what, const char *text, size_t len,
		      int64_t min, int64_t max)
{
	int64_t value = 0;

	if (og_num_i64(text, len, min, max, &value) < 0 &&
	    !self(ctx)->share.fault.code)
		og_err_set(&self(ctx)->share.fault, -EINVAL,
			   "%s: \"%.64s\" is no valid value", what, text);
	return value;
}

/* Without its id a host cannot even be named: that voids the message. */
CLOSE(host_id)
{
	int id;

	if (og_num_int(text, len, 0, INT32_MAX, &id) < 0)
		return og_err_set(err, -EINVAL, "\"%.64s\" is no valid number",
				  text);
	host_of(ctx)->id = id;
	return 0;
}

CLOSE(host_state)
{
	(void)err;
	host_of(ctx)->state =
		(int32_t)number(ctx, "STATE", text, len, 0, INT32_MAX);
	return 0;
}

CLOSE(host_vm)
{
	struct og_shost *host = host_of(ctx);

	return og_schedxml_add_id(text, len, &host->vms, &host->n_vms,
				  &host->cap_vms, err);
}

CLOSE(host_name)
{
	(void)err;
	free(host_of(ctx)->name);
	host_of(ctx)->name = og_strndup(text, len);
	return 0;
}

CLOSE(host_cluster)
{
	(void)err;
	host_of(ctx)->cluster =
		(int32_t)number(ctx, "CLUSTER_ID", text, len, -1, INT32_MAX);
	return 0;
}

#define SHARE(fn, element, field)                                     \
	CLOSE(fn)                                                     \
	{                                                             \
		(void)err;                                            \
		host_of(ctx)->field =                                 \
			number(ctx, "HOST_SHARE/" element, text, len, \
			       -INT64_MAX / 4096, INT64_MAX / 4096);  \
		return 0;                                             \
	}
SHARE(share_mem_max, "MAX_MEM", mem_max)
SHARE(share_mem_used, "MEM_USAGE", mem_used)
SHARE(share_cpu_max, "MAX_CPU", cpu_max)
SHARE(share_cpu_used, "CPU_USAGE", cpu_used)
SHARE(share_running, "RUNNING_VMS", running_vms)
SHARE(share_free_disk, "DATASTORES/FREE_DISK", free_disk_mb)

CLOSE(share_vms_thread)
{
	(void)err;
	host_of(ctx)->share.vms_thread = (uint32_t)number(
		ctx, "HOST_SHARE/VMS_THREAD", text, len, 1, VMS_THREAD_MAX);
	return 0;
}

static int local_open(void *ctx, struct og_err *err)
{
	struct og_shost *host = host_of(ctx);

	(void)err;
	OG_RESERVE(host->local, host->n_local + 1, host->cap_local);
	host->local[host->n_local++] = (struct og_local_store){ .id = -1 };
	return 0;
}

static struct og_local_store *local_of(void *ctx)
{
	return &host_of(ctx)->local[host_of(ctx)->n_local - 1];
}

CLOSE(local_id)
{
	(void)err;
	local_of(ctx)->id = (int32_t)number(ctx, "HOST_SHARE/DATASTORES/DS/ID",
					    text, len, 0, INT32_MAX);
	return 0;
}

CLOSE(local_free)
{
	(void)err;
	local_of(ctx)->free_mb = number(ctx, "HOST_SHARE/DATASTORES/DS/FREE_MB",
					text, len, 0, INT64_MAX / 4096);
	return 0;
}

int og_schedxml_host_leaf(void *ctx, const char *name, const char *text,
			  size_t len, struct og_err *err)
{
	(void)len, (void)err;
	if (self(ctx)->names)
		og_attrs_add(&host_of(ctx)->attrs, self(ctx)->names, name,
			     text);
	return 0;
}

static const struct og_xml_elem none[] = { { 0 } };

static const struct og_xml_elem local_elems[] = {
	{ .name = "ID", .close = local_id },
	{ .name = "FREE_MB", .close = local_free },
	{ 0 },
};

static const struct og_xml_elem datastores_elems[] = {
	{ .name = "FREE_DISK", .close = share_free_disk },
	{ .name = "DS", .children = local_elems, .open = local_open },
	{ 0 },
};

static const struct og_xml_elem share_elems[] = {
	{ .name = "MAX_MEM", .close = share_mem_max },
	{ .name = "MEM_USAGE", .close = share_mem_used },
	{ .name = "MAX_CPU", .close = share_cpu_max },
	{ .name = "CPU_USAGE", .close = share_cpu_used },
	{ .name = "RUNNING_VMS", .close = share_running },
	{ .name = "VMS_THREAD", .close = share_vms_thread },
	{ .name = "DATASTORES",
	  .children = datastores_elems,
	  .leaf = og_schedxml_host_leaf },
	{ .name = "PCI_DEVICES", .children = og_hostxml_pci_devices },
	{ .name = "NUMA_NODES", .children = og_hostxml_numa_nodes },
	{ 0 },
};

static const struct og_xml_elem monitoring_elems[] = {
	{ .name = "CAPACITY", .children = none, .leaf = og_schedxml_host_leaf },
	{ .name = "SYSTEM", .children = none, .leaf = og_schedxml_host_leaf },
	{ 0 },
};

static const struct og_xml_elem vms_elems[] = {
	{ .name = "ID", .close = host_vm },
	{ 0 },
};

const struct og_xml_elem og_schedxml_host[] = {
	{ .name = "ID", .close = host_id },
	{ .name = "STATE", .close = host_state },
	{ .name = "NAME", .close = host_name },
	{ .name = "CLUSTER_ID", .close = host_cluster },
	{ .name = "HOST_SHARE",
	  .children = share_elems,
	  .leaf = og_schedxml_host_leaf },
	{ .name = "VMS", .children = vms_elems },
	{ .name = "TEMPLATE", .children = none, .leaf = og_schedxml_host_leaf },
	{ .name = "MONITORING", .children = monitoring_elems },
	{ .name = "CLUSTER_TEMPLATE",
	  .children = none,
	  .leaf = og_schedxml_host_leaf },
	{ 0 },
};

void og_schedxml_host_begin(struct og_schedxml *x, struct og_shost *host)
{
	og_shost_init(host);
	x->host = host;
	x->share = (struct og_hostxml){ .host = &host->share };
}

int og_schedxml_host_end(struct og_schedxml *x, struct og_err *err)
{
	struct og_shost *host = x->host;
	struct og_err fault = { 0 };

	if (host->id < 0)
		return og_err_set(err, -EINVAL, "a HOST without ID");
	og_attrs_trim(&host->attrs);
	if (!host->name)
		host->name = og_asprintf("%d", host->id);
	if (x->share.fault.code)
		host->fault = og_strdup(x->share.fault.msg);
	else if (og_host_finish(&host->share, &fault) < 0)
		host->fault = og_strdup(fault.msg);
	return 0;
}
