// SPDX-License-Identifier: Apache-2.0
/*
 * <metadata>: oned's own words, which its tools on the node read, and ours:
 * the pin policy for the next VM that looks for room, and what was moved or
 * renumbered, for an audit.
 */
#include <ctype.h>

#include "domain-ns.h"
#include "domain.h"

static void one(struct og_xml_node *vm, const char *name, const char *text)
{
	og_xml_add_ns(vm, OG_ONE_PREFIX, OG_ONE_NS, name, text);
}

static void one_number(struct og_xml_node *vm, const char *name, int64_t number)
{
	og_autofree char *text = og_asprintf("%lld", (long long)number);

	one(vm, name, text);
}

/* "10de:2331:0302,...", in small letters; NULL where there is none. */
static char *list_devices(const struct og_vm *vm)
{
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < vm->n_pci; i++) {
		const struct og_vm_pci *pci = &vm->pci[i];

		og_buf_fmt(&text, "%s%s:%s:%s", i ? "," : "",
			   pci->vendor ? pci->vendor : "",
			   pci->device ? pci->device : "",
			   pci->class_id ? pci->class_id : "");
	}
	for (size_t i = 0; i < text.len; i++)
		text.data[i] = (char)tolower((unsigned char)text.data[i]);
	return og_steal(text.data);
}

static void add_one(struct og_xml_node *metadata, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *node =
		og_xml_add_ns(metadata, OG_ONE_PREFIX, OG_ONE_NS, "vm", NULL);
	og_autofree char *folder = og_domain_folder(plan);
	og_autofree char *devices = list_devices(vm);

	one(node, "system_datastore", folder);
	one(node, "name", vm->name);
	one(node, "uname", vm->uname);
	one_number(node, "uid", vm->uid);
	one(node, "gname", vm->gname);
	one_number(node, "gid", vm->gid);
	one_number(node, "stime", vm->stime);
	one_number(node, "deployment_time", vm->deployed);
	one(node, "pci_devices", devices);
}

static struct og_xml_node *ours(struct og_xml_node *parent, const char *name,
				const char *text)
{
	return og_xml_add_ns(parent, OG_DOMAIN_PREFIX, OG_DOMAIN_NS, name,
			     text);
}

static void add_move(struct og_xml_node *vm, const struct og_move *move,
		     const struct og_vm_cell *now)
{
	struct og_xml_node *node = ours(vm, "move", NULL);
	og_autofree char *from = og_domain_list(&move->cpus);
	og_autofree char *to = NULL;
	struct og_cpuset set = { 0 };

	for (size_t i = 0; i < now->n_cpus; i++)
		og_cpuset_add(&set, (unsigned)now->cpus[i]);
	to = og_domain_list(&set);
	og_xml_setf(node, "cell", "%zu", move->cell);
	og_xml_set(node, "from_cpus", from);
	og_xml_setf(node, "from_memory", "%d", move->memory_node);
	og_xml_set(node, "cpus", to);
	og_xml_setf(node, "memory", "%d", now->memory_node);
}

static void add_renumbered(struct og_xml_node *vm, const struct og_vm_pci *pci,
			   const struct og_pcie_device *place)
{
	struct og_xml_node *node = ours(vm, "bus", NULL);
	char name[OG_BDF_TEXT];

	og_bdf_name(&pci->host, name);
	og_xml_set(node, "device", name);
	if (pci->bus_index >= 0)
		og_xml_setf(node, "oned_index", "%d", pci->bus_index);
	og_xml_setf(node, "index", "%d", place->bus);
	if (place->kept_number)
		return;
	og_xml_setf(node, "oned_number", "0x%02x", (unsigned)pci->bus);
	og_xml_setf(node, "number", "0x%02x", (unsigned)place->number);
}

struct og_xml_node *og_domain_add_ours(struct og_xml_node *metadata,
				       const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *node = ours(metadata, OG_DOMAIN_ELEMENT, NULL);

	og_xml_set(ours(node, "pin", NULL), "policy", og_pin_name(vm->pin));
	for (size_t i = 0; i < plan->moves->count; i++) {
		const struct og_move *move = &plan->moves->all[i];

		add_move(node, move, &vm->cells[move->cell]);
	}
	for (size_t i = 0; plan->tree && i < vm->n_pci; i++)
		if (!plan->tree->devices[i].kept_index ||
		    !plan->tree->devices[i].kept_number)
			add_renumbered(node, &vm->pci[i],
				       &plan->tree->devices[i]);
	for (size_t i = 0; i < plan->notes->count; i++)
		ours(node, "note", plan->notes->all[i].text);
	return node;
}

void og_domain_add_metadata(struct og_xml_node *domain,
			    const struct og_plan *plan)
{
	struct og_xml_node *metadata = og_xml_add(domain, "metadata", NULL);

	add_one(metadata, plan);
	og_domain_add_ours(metadata, plan);
}
