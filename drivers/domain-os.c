// SPDX-License-Identifier: Apache-2.0
/* <os> and <pm>: how the guest starts. */
#include "domain.h"
#include "part.h"

/* A name may hold what a path takes for folders. */
static char *nvram_path(const struct og_plan *plan)
{
	og_autofree char *folder = og_domain_folder(plan);
	og_autofree char *name = og_strdup(plan->vm->name);

	for (char *c = name; *c; c++)
		if (*c == '/' || (unsigned char)*c < 0x20)
			*c = '_';
	return og_asprintf("%s/%s_VARS.fd", folder, name);
}

static void add_firmware(struct og_xml_node *os, const struct og_plan *plan)
{
	const struct og_vm_os *from = &plan->vm->os;
	struct og_xml_node *node;

	if (from->firmware == OG_FIRMWARE_UEFI) {
		og_xml_set(os, "firmware", "efi");
		node = og_xml_add(os, "firmware", NULL);
		node = og_xml_add(node, "feature", NULL);
		og_xml_set(node, "enabled", from->secure_boot ? "yes" : "no");
		og_xml_set(node, "name", "secure-boot");
	} else if (from->firmware == OG_FIRMWARE_PATH) {
		og_autofree char *nvram = nvram_path(plan);

		node = og_xml_add(os, "loader", from->path);
		og_xml_set(node, "readonly", "yes");
		og_xml_set(node, "type", "pflash");
		og_xml_set(node, "secure", from->secure_boot ? "yes" : "no");
		node = og_xml_add(os, "nvram", nvram);
		if (from->qcow2)
			og_xml_set(node, "format", "qcow2");
	}
}

static void add_kernel(struct og_xml_node *os, const struct og_vm_os *from)
{
	const char *more = from->cmdline ? from->cmdline : "";

	og_xml_add(os, "kernel", from->kernel);
	if (from->initrd)
		og_xml_add(os, "initrd", from->initrd);
	if (from->root)
		og_xml_addf(os, "cmdline", "root=/dev/%s %s", from->root, more);
	else if (*more)
		og_xml_add(os, "cmdline", more);
}

static void add_pm(struct og_xml_node *domain)
{
	struct og_xml_node *pm = og_xml_add(domain, "pm", NULL);

	og_xml_set(og_xml_add(pm, "suspend-to-disk", NULL), "enabled", "no");
	og_xml_set(og_xml_add(pm, "suspend-to-mem", NULL), "enabled", "no");
}

void og_domain_add_os(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *os, *type;

	os = og_xml_add(domain, "os", NULL);
	type = og_xml_add(os, "type", "hvm");
	og_xml_set(type, "arch", vm->arch);
	if (vm->machine_name)
		og_xml_set(type, "machine", vm->machine_name);
	if (vm->os.kernel)
		add_kernel(os, &vm->os);
	add_firmware(os, plan);
	/* UEFI of x86 comes back from sleep with no display. */
	if (vm->os.firmware == OG_FIRMWARE_PATH &&
	    strcmp(vm->arch, "aarch64") != 0)
		add_pm(domain);
}

/* libvirt reads every <os>: RAW may have a second one. */
static bool names_firmware(const struct og_xml_node *domain)
{
	og_part_each(os, domain, "os")
	{
		if (og_part(os, "loader") || og_part(os, "nvram"))
			return true;
	}
	return false;
}

/*
 * A host may have firmware for encrypted guests too, one file that keeps no
 * variables; libvirt takes it where its description is read first. Guests that
 * are encrypted may have no other.
 */
void og_domain_keep_variables(struct og_xml_node *domain)
{
	struct og_xml_node *os = og_part(domain, "os");

	if (!og_part_is(os, "firmware", "efi") || names_firmware(domain) ||
	    og_part(domain, "launchSecurity"))
		return;
	og_xml_add(os, "nvram", NULL);
}
