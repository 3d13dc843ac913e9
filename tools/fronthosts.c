// SPDX-License-Identifier: Apache-2.0
#include "fronthosts.h"

#include <errno.h>

#include "hostxml.h"
#include "num.h"

/* lib/hostxml's tables want theirs first. */
struct reader {
	struct og_hostxml numa;
	struct og_fronthosts *hosts;
	bool has_id, has_address;
};

static struct reader *reader(void *ctx)
{
	return ctx;
}

static struct og_fronthost *current(void *ctx)
{
	const struct og_fronthosts *hosts = reader(ctx)->hosts;

	return &hosts->hosts[hosts->n_hosts - 1];
}

static struct og_frontdev *device(void *ctx)
{
	const struct og_fronthost *host = current(ctx);

	return &host->devices[host->n_devices - 1];
}

static void host_free(struct og_fronthost *host)
{
	free(host->name);
	free(host->im);
	free(host->vm_mad);
	free(host->version);
	free(host->arch);
	free(host->pin);
	free(host->error);
	free(host->vms);
	for (size_t i = 0; i < host->n_devices; i++)
		free(host->devices[i].node);
	free(host->devices);
	for (size_t i = 0; i < host->n_attrs; i++) {
		free(host->attrs[i].name);
		free(host->attrs[i].value);
	}
	free(host->attrs);
	og_host_free(&host->host);
}

void og_fronthosts_free(struct og_fronthosts *hosts)
{
	for (size_t i = 0; i < hosts->n_hosts; i++)
		host_free(&hosts->hosts[i]);
	free(hosts->hosts);
	*hosts = (struct og_fronthosts){ 0 };
}

static void keep(char **place, const char *text, size_t len)
{
	if (!len)
		return;
	free(*place);
	*place = og_strndup(text, len);
}

static int number(const char *what, const char *text, size_t len,
		  int32_t *ret_value, struct og_err *err)
{
	int value;

	if (og_num_int(text, len, -1, INT32_MAX, &value) < 0)
		return og_err_set(err, -EINVAL, "\"%.64s\" is no %s", text,
				  what);
	*ret_value = value;
	return 0;
}

/* --- devices --- */

static int device_open(void *ctx, struct og_err *err)
{
	struct og_fronthost *host = current(ctx);

	(void)err;
	OG_RESERVE(host->devices, host->n_devices + 1, host->cap_devices);
	host->devices[host->n_devices++] = (struct og_frontdev){ 0 };
	reader(ctx)->has_address = false;
	return 0;
}

/* What is no address is oned's to mend; that host's others are looked at. */
static int device_close(void *ctx, const char *text, size_t len,
			struct og_err *err)
{
	(void)text, (void)len, (void)err;
	if (reader(ctx)->has_address)
		return 0;
	free(device(ctx)->node);
	current(ctx)->n_devices--;
	return 0;
}

static int device_leaf(void *ctx, const char *name, const char *text,
		       size_t len, struct og_err *err)
{
	static const char *const ours[] = {
		"READY",       "LOCAL_CPUS", "SOCKET_NODES", "ROOT_COMPLEX",
		"IOMMU_GROUP", "BAR_MB",     "LINK",
	};
	struct og_frontdev *dev = device(ctx);

	(void)err;
	if (strcmp(name, "ADDRESS") == 0)
		reader(ctx)->has_address =
			og_bdf_parse(text, len, &dev->bdf) == 0;
	else if (strcmp(name, "CLASS") == 0)
		dev->gpu = strncmp(text, "03", 2) == 0 ||
			   strncmp(text, "12", 2) == 0;
	else if (strcmp(name, "NUMA_NODE") == 0)
		keep(&dev->node, text, len);
	for (size_t i = 0; i < OG_COUNT(ours); i++)
		if (strcmp(name, ours[i]) == 0)
			dev->from_onegpu = true;
	return 0;
}

/* --- the rest of a host --- */

static int vm_close(void *ctx, const char *text, size_t len, struct og_err *err)
{
	struct og_fronthost *host = current(ctx);
	int32_t id = -1;

	if (number("VM id", text, len, &id, err) < 0)
		return err->code;
	OG_RESERVE(host->vms, host->n_vms + 1, host->cap_vms);
	host->vms[host->n_vms++] = id;
	return 0;
}

static bool is_set_by_people(const char *name)
{
	static const char *const names[] = {
		"PIN_POLICY",	"PCI_FILTER",	   "PCI_SHORT_ADDRESS",
		"RESERVED_CPU", "RESERVED_MEM",	   "ISOLCPUS",
		"VMS_THREAD",	"PCI_GPU_PROFILE", "PRIORITY",
	};

	for (size_t i = 0; i < OG_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static int template_leaf(void *ctx, const char *name, const char *text,
			 size_t len, struct og_err *err)
{
	struct og_fronthost *host = current(ctx);

	(void)err;
	if (strcmp(name, "VERSION") == 0)
		keep(&host->version, text, len);
	else if (strcmp(name, "ARCH") == 0)
		keep(&host->arch, text, len);
	else if (strcmp(name, "PIN_POLICY") == 0)
		keep(&host->pin, text, len);
	if (!len || !is_set_by_people(name))
		return 0;
	OG_RESERVE(host->attrs, host->n_attrs + 1, host->cap_attrs);
	host->attrs[host->n_attrs++] = (struct og_frontattr){
		.name = og_strdup(name),
		.value = og_strndup(text, len),
	};
	return 0;
}

static int error_message(void *ctx, const char *text, size_t len,
			 struct og_err *err)
{
	(void)err;
	keep(&current(ctx)->error, text, len);
	return 0;
}

static int host_id(void *ctx, const char *text, size_t len, struct og_err *err)
{
	reader(ctx)->has_id = true;
	return number("host id", text, len, &current(ctx)->id, err);
}

static int host_leaf(void *ctx, const char *name, const char *text, size_t len,
		     struct og_err *err)
{
	struct og_fronthost *host = current(ctx);

	if (strcmp(name, "NAME") == 0)
		keep(&host->name, text, len);
	else if (strcmp(name, "IM_MAD") == 0)
		keep(&host->im, text, len);
	else if (strcmp(name, "VM_MAD") == 0)
		keep(&host->vm_mad, text, len);
	else if (strcmp(name, "STATE") == 0)
		return number("STATE", text, len, &host->state, err);
	else if (strcmp(name, "CLUSTER_ID") == 0)
		return number("cluster id", text, len, &host->cluster, err);
	return 0;
}

static int host_open(void *ctx, struct og_err *err)
{
	struct reader *rd = ctx;
	struct og_fronthosts *hosts = rd->hosts;

	(void)err;
	OG_RESERVE(hosts->hosts, hosts->n_hosts + 1, hosts->cap_hosts);
	hosts->hosts[hosts->n_hosts++] = (struct og_fronthost){ .cluster = -1 };
	og_host_init(&current(ctx)->host);
	rd->numa = (struct og_hostxml){ .host = &current(ctx)->host };
	rd->has_id = false;
	return 0;
}

static int host_close(void *ctx, const char *text, size_t len,
		      struct og_err *err)
{
	struct reader *rd = ctx;
	struct og_fronthost *host = current(ctx);

	(void)text, (void)len;
	if (!rd->has_id || !host->name)
		return og_err_set(err, -EINVAL, "a host without %s",
				  rd->has_id ? "NAME" : "ID");
	host->fault = rd->numa.fault;
	if (!host->fault.code)
		og_host_finish(&host->host, &host->fault);
	return 0;
}

static const struct og_xml_elem pci_elems[] = {
	{ .name = "PCI",
	  .children = (const struct og_xml_elem[]){ { 0 } },
	  .open = device_open,
	  .close = device_close,
	  .leaf = device_leaf },
	{ 0 },
};

static const struct og_xml_elem share_elems[] = {
	{ .name = "NUMA_NODES", .children = og_hostxml_numa_nodes },
	{ .name = "PCI_DEVICES", .children = pci_elems },
	{ 0 },
};

static const struct og_xml_elem vms_elems[] = {
	{ .name = "ID", .close = vm_close },
	{ 0 },
};

static const struct og_xml_elem error_elems[] = {
	{ .name = "MESSAGE", .close = error_message },
	{ 0 },
};

static const struct og_xml_elem template_elems[] = {
	{ .name = "ERROR", .children = error_elems },
	{ 0 },
};

static const struct og_xml_elem host_elems[] = {
	{ .name = "ID", .close = host_id },
	{ .name = "HOST_SHARE", .children = share_elems },
	{ .name = "VMS", .children = vms_elems },
	{ .name = "TEMPLATE",
	  .children = template_elems,
	  .leaf = template_leaf },
	{ 0 },
};

#define HOST_ELEM                                                          \
	{                                                                  \
		.name = "HOST", .children = host_elems, .open = host_open, \
		.close = host_close, .leaf = host_leaf                     \
	}

static const struct og_xml_elem pool_elems[] = { HOST_ELEM, { 0 } };
static const struct og_xml_elem one_host = HOST_ELEM;
static const struct og_xml_elem pool = {
	.name = "HOST_POOL",
	.children = pool_elems,
};

int og_fronthosts_parse(const char *xml, size_t len,
			struct og_fronthosts *ret_hosts, struct og_err *err)
{
	og_cleanup(og_fronthosts_free) struct og_fronthosts hosts = { 0 };
	struct reader rd = { .hosts = &hosts };
	const char *first = memmem(xml, len, "<HOST", 5);
	const bool single =
		first && (size_t)(xml + len - first) > 5 && first[5] != '_';
	int r = og_xml_read(single ? &one_host : &pool, &rd, xml, len, err);

	if (r < 0)
		return r;
	*ret_hosts = hosts;
	hosts = (struct og_fronthosts){ 0 };
	return 0;
}

bool og_fronthost_is_kvm(const struct og_fronthost *host)
{
	return host->im &&
	       (strcmp(host->im, "kvm") == 0 || strcmp(host->im, "qemu") == 0);
}

size_t og_fronthost_gpus(const struct og_fronthost *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		n += host->devices[i].gpu;
	return n;
}
