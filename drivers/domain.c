// SPDX-License-Identifier: Apache-2.0
#include "domain.h"

char *og_domain_folder(const struct og_plan *plan)
{
	return og_asprintf("%s/%d/%d", plan->datastores, plan->vm->datastore,
			   plan->vm->id);
}

char *og_domain_list(const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, "");
	og_cpuset_format(&text, set);
	return og_steal(text.data);
}

void og_domain_add_boot(struct og_xml_node *device, int order)
{
	if (order > 0)
		og_xml_setf(og_xml_add(device, "boot", NULL), "order", "%d",
			    order);
}

/* libvirt takes no title of more than one line. */
static void add_title(struct og_xml_node *domain, const char *name)
{
	og_autofree char *title = og_strdup(name);

	for (char *c = title; *c; c++)
		if ((unsigned char)*c < 0x20)
			*c = '?';
	og_xml_add(domain, "title", title);
}

static void add_os(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *os = og_xml_add(domain, "os", NULL);
	struct og_xml_node *type = og_xml_add(os, "type", "hvm");
	struct og_xml_node *feature;

	og_xml_set(type, "arch", vm->arch);
	og_xml_set(type, "machine", vm->machine_name);
	if (vm->firmware != OG_FIRMWARE_UEFI)
		return;
	og_xml_set(os, "firmware", "efi");
	feature = og_xml_add(og_xml_add(os, "firmware", NULL), "feature", NULL);
	og_xml_set(feature, "enabled", vm->secure_boot ? "yes" : "no");
	og_xml_set(feature, "name", "secure-boot");
}

static void add_features(struct og_xml_node *domain, const struct og_vm *vm)
{
	struct og_xml_node *features;

	if (!vm->acpi && !vm->apic && !vm->pae && !vm->secure_boot)
		return;
	features = og_xml_add(domain, "features", NULL);
	if (vm->pae)
		og_xml_add(features, "pae", NULL);
	if (vm->acpi)
		og_xml_add(features, "acpi", NULL);
	if (vm->apic)
		og_xml_add(features, "apic", NULL);
	if (vm->secure_boot)
		og_xml_set(og_xml_add(features, "smm", NULL), "state", "on");
}

static void add_graphics(struct og_xml_node *devices,
			 const struct og_vm_graphics *from)
{
	struct og_xml_node *node;

	if (!from->vnc)
		return;
	node = og_xml_add(devices, "graphics", NULL);
	og_xml_set(node, "type", "vnc");
	if (from->listen)
		og_xml_set(node, "listen", from->listen);
	if (from->port)
		og_xml_set(node, "port", from->port);
	else
		og_xml_set(node, "autoport", "yes");
	if (from->password)
		og_xml_set(node, "passwd", from->password);
	if (from->keymap)
		og_xml_set(node, "keymap", from->keymap);
}

static void add_agent(struct og_xml_node *devices)
{
	struct og_xml_node *channel = og_xml_add(devices, "channel", NULL);
	struct og_xml_node *target;

	og_xml_set(channel, "type", "unix");
	og_xml_set(og_xml_add(channel, "source", NULL), "mode", "bind");
	target = og_xml_add(channel, "target", NULL);
	og_xml_set(target, "type", "virtio");
	og_xml_set(target, "name", "org.qemu.guest_agent.0");
}

static void add_devices(struct og_xml_node *domain, const struct og_plan *plan)
{
	struct og_xml_node *devices = og_xml_add(domain, "devices", NULL);

	og_xml_add(devices, "emulator", plan->vm->emulator);
	og_domain_add_disks(devices, plan);
	og_domain_add_nics(devices, plan);
	add_graphics(devices, &plan->vm->graphics);
	if (plan->vm->guest_agent)
		add_agent(devices);
	og_domain_add_pci(devices, plan);
}

struct og_xml_doc *og_domain_new(const struct og_plan *plan)
{
	struct og_xml_doc *doc = og_xml_doc_new("domain");
	struct og_xml_node *domain = og_xml_root(doc);
	const struct og_vm *vm = plan->vm;

	og_xml_set(domain, "type", "kvm");
	og_xml_addf(domain, "name", "one-%d", vm->id);
	if (vm->uuid)
		og_xml_add(domain, "uuid", vm->uuid);
	add_title(domain, vm->name);
	og_domain_add_metadata(domain, plan);
	og_domain_add_memory(domain, plan);
	og_domain_add_cpu(domain, plan);
	add_os(domain, vm);
	add_features(domain, vm);
	add_devices(domain, plan);
	og_domain_seat(og_xml_child(domain, "devices"), plan->tree);
	return doc;
}
