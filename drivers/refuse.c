// SPDX-License-Identifier: Apache-2.0
/*
 * migrate, migrate_local and save: what a GPU holds cannot leave it. libvirt
 * finds that out midway, when disks have been copied; we say it at once.
 * one_vmm_exec puts the VM on stdin, so no libvirt has to be asked, and the
 * answer is the same on the front-end, where migrate_local runs.
 */
#include <errno.h>

#include "action.h"

/* What to do instead, by action. */
static const struct {
	const char *action, *cannot, *instead;
} words[] = {
	{ "migrate", "migrated while it runs", "onevm migrate --poff" },
	{ "migrate_local", "migrated while it runs", "onevm migrate --poff" },
	{ "save", "suspended or stopped", "onevm poweroff or onevm undeploy" },
};

/*
 * The slice that NVIDIA's driver hands out may migrate: libvirt and that
 * driver know.
 */
static bool is_passed(const struct og_xml_node *pci)
{
	return og_xml_value(pci, "ADDRESS") && !og_xml_value(pci, "MDEV_MODE");
}

static int refuse(const struct og_action *action, const struct og_xml_node *vm,
		  const struct og_xml_node *pci, struct og_err *err)
{
	const char *id = og_xml_value(vm, "ID");
	const char *short_address = og_xml_value(pci, "SHORT_ADDRESS");
	size_t i = 0;

	while (i + 1 < OG_COUNT(words) &&
	       strcmp(words[i].action, action->name) != 0)
		i++;
	return og_err_set(err, -ENOTSUP,
			  "VM %.16s: device %.32s is passed through, and what "
			  "is in it cannot leave it: the VM cannot be %s; %s "
			  "shuts it down first",
			  id ? id : "?",
			  short_address ? short_address
					: og_xml_value(pci, "ADDRESS"),
			  words[i].cannot, words[i].instead);
}

int og_refuse_run(const struct og_action *action, struct og_start *start,
		  int *ret_status, struct og_err *err)
{
	const struct og_action_kept nothing = { -1, -1 };
	const struct og_xml_node *vm;

	/* What is no XML is for the KVM driver to judge. */
	if (og_xml_doc_parse(og_buf_text(&action->input), action->input.len,
			     &start->vm_doc, NULL) == 0) {
		vm = og_xml_root(start->vm_doc);
		if (strcmp(og_xml_name(vm), "VM") != 0)
			vm = og_xml_child(vm, "VM");
		og_xml_each (pci, og_xml_child(vm, "TEMPLATE"), "PCI")
			if (is_passed(pci))
				return refuse(action, vm, pci, err);
	}
	return og_action_hand(action, &start->site, &action->input, &nothing,
			      ret_status, err);
}
