// SPDX-License-Identifier: Apache-2.0
/*
 * What a VM may ask for and we do not write yet: one table. Without it a
 * disk, a password or a limit would be dropped without a word.
 */
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>

#include "vm-field.h"
#include "vm-text.h"
#include "vm.h"

struct rule {
	const char *vector;
	const char *attr; /* a pattern; NULL: the vector as such */
	const char *fine; /* values that need nothing, or that we do write */
};

static const struct rule rules[] = {
	{ "TPM", NULL, NULL },
	{ "VIDEO", NULL, NULL },
	{ "INPUT", NULL, NULL },
	{ "IOMMU", NULL, NULL },
	{ "MEMORY_ENCRYPTION", NULL, NULL },
	{ "OS", "ARCH", "x86_64 i686" },
	{ "OS", "FIRMWARE", "BIOS UEFI" },
	{ "OS", "KERNEL*", NULL },
	{ "OS", "INITRD*", NULL },
	{ "OS", "ROOT", NULL },
	{ "OS", "BOOTLOADER", NULL },
	{ "FEATURES", "HYPERV", "no" },
	{ "FEATURES", "LOCALTIME", "no" },
	{ "FEATURES", "KVM_HIDDEN", "no" },
	{ "FEATURES", "PCIHOLE64", NULL },
	{ "TOPOLOGY", "MEMORY_ACCESS", "shared private" },
	{ "NUMA_NODE", "DISTANCE", NULL },
	{ "GRAPHICS", "TYPE", "VNC" },
};

static int refuse(const char *what, const char *name, const char *value,
		  struct og_err *err)
{
	return og_err_set(
		err, -ENOTSUP,
		"%s%s%s%s%.64s, which onegpu-domain does not write "
		"yet; deploy this VM with OpenNebula's own kvm driver",
		what, name ? " has " : "", name ? name : "", value ? "=" : "",
		value ? value : "");
}

/* "DISK 2", by its own id where it has one. */
static char *vector_name(const struct og_xml_node *node)
{
	const char *name = og_xml_name(node);
	og_autofree char *key = og_asprintf("%s_ID", name);
	const char *id = og_xml_value(node, key);

	return id ? og_asprintf("%s %.16s", name, id) : og_strdup(name);
}

static int apply(const struct rule *rule, const struct og_xml_node *vector,
		 struct og_err *err)
{
	og_autofree char *what = vector_name(vector);

	if (!rule->attr)
		return og_xml_child(vector, NULL)
			       ? refuse(what, NULL, NULL, err)
			       : 0;
	og_xml_each (attr, vector, NULL) {
		const char *value = og_xml_text(attr);

		if (!value || fnmatch(rule->attr, og_xml_name(attr), 0) != 0 ||
		    og_text_is_word_of(rule->fine, value))
			continue;
		/* A value may be a secret; one of a closed set is not. */
		return refuse(what, og_xml_name(attr),
			      rule->fine ? value : NULL, err);
	}
	return 0;
}

static int refuse_raw(const struct og_xml_node *tmpl, struct og_err *err)
{
	og_xml_each (raw, tmpl, "RAW") {
		struct og_field f = { raw, "RAW" };
		const char *type = og_field_text(f, "TYPE");

		if (og_field_text(f, "DATA") &&
		    (!type || og_text_is_word_of("kvm qemu", type)))
			return refuse("RAW", "DATA", NULL, err);
	}
	return 0;
}

/* A maximum that is no more than what the VM has asks for nothing. */
static int refuse_resize(const struct og_xml_node *tmpl, const char *name,
			 const char *max_name, struct og_err *err)
{
	struct og_field f = { tmpl, "TEMPLATE" };
	int64_t now = 1, max = 0;
	int r;

	r = og_field_i64(f, max_name, 0, INT64_MAX, &max, err);
	if (r < 0)
		return r;
	r = og_field_i64(f, name, 0, INT64_MAX, &now, err);
	if (r < 0)
		return r;
	if (max <= now)
		return 0;
	return refuse("TEMPLATE", max_name, og_field_text(f, max_name), err);
}

static int refuse_template(const struct og_xml_node *tmpl, struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < OG_COUNT(rules); i++) {
		og_xml_each (vector, tmpl, rules[i].vector) {
			r = apply(&rules[i], vector, err);
			if (r < 0)
				return r;
		}
	}
	r = refuse_raw(tmpl, err);
	if (r < 0)
		return r;
	r = refuse_resize(tmpl, "VCPU", "VCPU_MAX", err);
	if (r < 0)
		return r;
	return refuse_resize(tmpl, "MEMORY", "MEMORY_MAX", err);
}

int og_vm_refuse(const struct og_xml_node *root, const struct og_vm *vm,
		 struct og_err *err)
{
	int r = refuse_template(og_xml_child(root, "TEMPLATE"), err);

	return r < 0 ? og_err_prefix(err, "VM %d", vm->id) : 0;
}
