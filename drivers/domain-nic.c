// SPDX-License-Identifier: Apache-2.0
/* Network interfaces. */
#include "domain.h"

/* Where OpenNebula's Open vSwitch driver makes the sockets. */
static const char sockets[] = "/var/run/one/vhost-socks";

static void add_source(struct og_xml_node *node, const struct og_vm_nic *nic)
{
	static const char *const types[] = {
		[OG_NIC_BRIDGE] = "bridge",
		[OG_NIC_OVS] = "bridge",
		[OG_NIC_VHOSTUSER] = "vhostuser",
		[OG_NIC_BARE] = "ethernet",
	};
	struct og_xml_node *source;

	og_xml_set(node, "type", types[nic->kind]);
	if (nic->kind == OG_NIC_OVS)
		og_xml_set(og_xml_add(node, "virtualport", NULL), "type",
			   "openvswitch");
	if (nic->kind == OG_NIC_BARE)
		return;
	source = og_xml_add(node, "source", NULL);
	if (nic->kind != OG_NIC_VHOSTUSER) {
		og_xml_set(source, "bridge", nic->bridge);
		return;
	}
	og_xml_set(source, "type", "unix");
	og_xml_set(source, "mode", "server");
	og_xml_setf(source, "path", "%s/%s", sockets, nic->target);
}

static void add_parameter(struct og_xml_node *filter, const char *ip)
{
	struct og_xml_node *node = og_xml_add(filter, "parameter", NULL);

	og_xml_set(node, "name", "IP");
	og_xml_set(node, "value", ip);
}

static void add_filter(struct og_xml_node *node, const struct og_vm_nic *nic)
{
	struct og_xml_node *filter = og_xml_add(node, "filterref", NULL);

	og_xml_set(filter, "filter", nic->filter);
	add_parameter(filter, nic->ip);
	if (nic->vrouter_ip)
		add_parameter(filter, nic->vrouter_ip);
}

/* Of no average libvirt makes no limit, whatever its peak is. */
static bool has_limit(const struct og_vm_bandwidth *bw)
{
	return bw->average != 0 &&
	       (bw->average > 0 || bw->peak >= 0 || bw->burst >= 0);
}

static void add_limit(struct og_xml_node *bandwidth, const char *name,
		      const struct og_vm_bandwidth *bw)
{
	struct og_xml_node *node;

	if (!has_limit(bw))
		return;
	node = og_xml_add(bandwidth, name, NULL);
	if (bw->average > 0)
		og_xml_setf(node, "average", "%lld", (long long)bw->average);
	if (bw->peak > 0)
		og_xml_setf(node, "peak", "%lld", (long long)bw->peak);
	if (bw->burst > 0)
		og_xml_setf(node, "burst", "%lld", (long long)bw->burst);
}

static void add_model(struct og_xml_node *node, const struct og_vm_nic *nic)
{
	struct og_xml_node *driver;

	og_xml_set(og_xml_add(node, "model", NULL), "type", nic->model);
	if (!nic->queues)
		return;
	driver = og_xml_add(node, "driver", NULL);
	og_xml_set(driver, "name", "vhost");
	og_xml_setf(driver, "queues", "%u", nic->queues);
}

static void add_nic(struct og_xml_node *devices, const struct og_vm_nic *nic)
{
	struct og_xml_node *node = og_xml_add(devices, "interface", NULL);
	struct og_xml_node *bandwidth;

	add_source(node, nic);
	if (nic->mac)
		og_xml_set(og_xml_add(node, "mac", NULL), "address", nic->mac);
	if (nic->target)
		og_xml_set(og_xml_add(node, "target", NULL), "dev",
			   nic->target);
	og_domain_add_boot(node, nic->order);
	if (nic->script)
		og_xml_set(og_xml_add(node, "script", NULL), "path",
			   nic->script);
	if (nic->model)
		add_model(node, nic);
	if (nic->filter)
		add_filter(node, nic);
	if (!has_limit(&nic->inbound) && !has_limit(&nic->outbound))
		return;
	bandwidth = og_xml_add(node, "bandwidth", NULL);
	add_limit(bandwidth, "inbound", &nic->inbound);
	add_limit(bandwidth, "outbound", &nic->outbound);
}

void og_domain_add_nics(struct og_xml_node *devices, const struct og_plan *plan)
{
	for (size_t i = 0; i < plan->vm->n_nics; i++)
		add_nic(devices, &plan->vm->nics[i]);
}
