// SPDX-License-Identifier: Apache-2.0
/* TPM, MEMORY_ENCRYPTION and IOMMU. */
#include "vm-guard.h"

#include <errno.h>
#include <strings.h>

#include "vm-field.h"
#include "vm-read.h"

enum { OFFSET_MAX = 1 << 30, OPTIONS_MAX = 64 };

static const char tpm_models[] = "tpm-tis tpm-crb tpm-spapr";
static const char iommu_models[] = "intel amd virtio smmuv3";

void og_vm_guard_free(struct og_vm_guard *guard)
{
	for (size_t i = 0; i < guard->iommu.n_options; i++) {
		free(guard->iommu.options[i].name);
		free(guard->iommu.options[i].value);
	}
	free(guard->iommu.options);
	*guard = (struct og_vm_guard){ 0 };
}

/* TYPE names it; SEV-SNP is another thing, which oned cannot write either. */
static int read_encryption(const struct og_xml_node *tmpl,
			   const struct og_driver_conf *conf,
			   struct og_vm_guard *guard, struct og_err *err)
{
	struct og_field whole = { tmpl, "TEMPLATE", conf, NULL };

	og_xml_each (node, tmpl, "MEMORY_ENCRYPTION") {
		const char *type = og_xml_value(node, "TYPE");

		if (!type || !strstr(type, "SEV") ||
		    strcasecmp(type, "SEV-SNP") == 0)
			guard->unknown = type ? type : "";
		else if (guard->sev)
			return og_err_set(err, -EINVAL,
					  "more than one MEMORY_ENCRYPTION");
		else
			guard->sev = strcasecmp(type, "SEV-ES") == 0 ? OG_SEV_ES
								     : OG_SEV;
	}
	return og_field_u32(whole, "MEMORY_TUNE_OFFSET", OFFSET_MAX,
			    &guard->memory_offset, err);
}

static bool is_option_name(const char *s, size_t len)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	if (!len || !strchr(first, s[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!strchr(first, s[i]) && !strchr("0123456789-", s[i]))
			return false;
	return true;
}

static struct og_vm_option *option_named(struct og_vm_iommu *iommu,
					 const char *name, size_t len)
{
	for (size_t i = 0; i < iommu->n_options; i++)
		if (strncmp(iommu->options[i].name, name, len) == 0 &&
		    !iommu->options[i].name[len])
			return &iommu->options[i];
	OG_RESERVE(iommu->options, iommu->n_options + 1, iommu->cap_options);
	iommu->options[iommu->n_options] =
		(struct og_vm_option){ .name = og_strndup(name, len) };
	return &iommu->options[iommu->n_options++];
}

/* "intremap=on eim=on": the last of a name counts. */
static int read_options(struct og_field f, struct og_vm_iommu *iommu,
			struct og_err *err)
{
	const char *all = og_field_text(f, "OPTIONS");

	for (const char *s = all; s && *s; s += strspn(s, " \t\n")) {
		size_t len = strcspn(s, " \t\n"), name = strcspn(s, "=");
		struct og_vm_option *option;

		if (name >= len || name + 1 == len ||
		    !is_option_name(s, name) ||
		    strcspn(s + name + 1, "=<>&'\"") < len - name - 1 ||
		    iommu->n_options == OPTIONS_MAX)
			return og_err_set(err, -EINVAL,
					  "IOMMU has OPTIONS=\"%.64s\": they "
					  "must be such as intremap=on eim=on",
					  all);
		option = option_named(iommu, s, name);
		free(option->value);
		option->value = og_strndup(s + name + 1, len - name - 1);
		s += len;
	}
	return 0;
}

static int read_iommu(const struct og_xml_node *tmpl, struct og_vm_iommu *iommu,
		      struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "IOMMU"), "IOMMU" };

	if (og_field_is(f, "MODE", "single"))
		iommu->mode = OG_IOMMU_SINGLE;
	else if (og_field_is(f, "MODE", "device"))
		iommu->mode = OG_IOMMU_DEVICE;
	else
		return og_field_words(f, "MODE", "single device", err);
	if (og_field_need(f, "MODEL", err) < 0 ||
	    og_field_words(f, "MODEL", iommu_models, err) < 0)
		return -EINVAL;
	iommu->model = og_field_text(f, "MODEL");
	return read_options(f, iommu, err);
}

int og_vm_read_guard(const struct og_xml_node *tmpl,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err)
{
	struct og_field tpm = { og_xml_child(tmpl, "TPM"), "TPM", conf, "TPM",
				true };
	int r;

	vm->guard.tpm = og_field_text(tpm, "MODEL");
	if (og_field_words(tpm, "MODEL", tpm_models, err) < 0)
		return -EINVAL;
	r = read_encryption(tmpl, conf, &vm->guard, err);
	if (r < 0)
		return r;
	return read_iommu(tmpl, &vm->guard.iommu, err);
}
