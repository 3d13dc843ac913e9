// SPDX-License-Identifier: Apache-2.0
#include "domain.h"

#include <ctype.h>

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

void og_domain_set_word(struct og_xml_node *node, const char *name,
			const char *word)
{
	og_autofree char *small = og_strdup(word);

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	og_xml_set(node, name, small);
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

/* Of the root that libvirt puts there itself where nobody names it. */
void og_domain_add_hole(struct og_xml_node *devices, const struct og_vm *vm)
{
	struct og_xml_node *hole;

	if (!vm->features.pcihole64)
		return;
	og_xml_each (node, devices, "controller") {
		const char *model = og_xml_attr(node, "model");

		if (!model || strcmp(model, "pcie-root") != 0 ||
		    og_xml_child(node, "pcihole64"))
			continue;
		hole = og_xml_addf(node, "pcihole64", "%llu",
				   (unsigned long long)vm->features.pcihole64);
		og_xml_set(hole, "unit", "KiB");
	}
}

static void add_devices(struct og_xml_node *domain, const struct og_plan *plan)
{
	struct og_xml_node *devices = og_xml_add(domain, "devices", NULL);

	og_xml_add(devices, "emulator", plan->vm->emulator);
	og_domain_add_disks(devices, plan);
	og_domain_add_nics(devices, plan);
	og_domain_add_display(devices, plan);
	og_domain_add_iommus(devices, plan);
	if (plan->vm->features.guest_agent)
		add_agent(devices);
	og_domain_add_pci(devices, plan);
	og_domain_add_hole(devices, plan->vm);
	og_domain_add_tpm(devices, plan);
}

struct og_xml_doc *og_domain_new(const struct og_plan *plan)
{
	struct og_xml_doc *doc = og_xml_doc_new("domain");
	struct og_xml_node *domain = og_xml_root(doc);
	const struct og_vm *vm = plan->vm;

	og_xml_set(domain, "type", vm->emulated ? "qemu" : "kvm");
	og_xml_addf(domain, "name", "one-%d", vm->id);
	if (vm->uuid)
		og_xml_add(domain, "uuid", vm->uuid);
	add_title(domain, vm->name);
	og_domain_add_metadata(domain, plan);
	og_domain_add_memory(domain, plan);
	og_domain_add_cpu(domain, plan);
	og_domain_add_os(domain, plan);
	og_domain_add_features(domain, plan);
	og_domain_add_clock(domain, plan);
	add_devices(domain, plan);
	og_domain_add_encryption(domain, plan);
	og_domain_add_raws(domain, plan);
	og_domain_settle_display(og_xml_child(domain, "devices"), plan);
	og_domain_seat(og_xml_child(domain, "devices"), plan);
	og_domain_spare_io(domain);
	og_domain_keep_variables(domain);
	return doc;
}
