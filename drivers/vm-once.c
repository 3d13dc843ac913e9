// SPDX-License-Identifier: Apache-2.0
/*
 * What may stand once. oned keeps one value of a name, and which of two it
 * would be is chance: whoever sends two wants something else.
 */
#include <errno.h>

#include "vm-read.h"

static const char *const scalars[] = {
	"CPU",	"EMULATOR", "MEMORY", "MEMORY_MAX", "MEMORY_RESIZE_MODE",
	"VCPU", "VCPU_MAX",
};

static const char *const vectors[] = {
	"CONTEXT",  "CPU_MODEL", "DISK",      "FEATURES",
	"GRAPHICS", "INPUT",	 "IOMMU",     "NIC",
	"OS",	    "PCI",	 "RAW",	      "TOPOLOGY",
	"TPM",	    "VIDEO",	 "NUMA_NODE", "MEMORY_ENCRYPTION",
};

static int twice(const char *what, const char *name, struct og_err *err)
{
	return og_err_set(err, -EINVAL, "%s has %.64s twice", what, name);
}

static int cmp_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static int check_vector(const struct og_xml_node *vector, struct og_err *err)
{
	og_autofree const char **names = NULL;
	size_t n = 0, cap = 0;

	og_xml_each (attr, vector, NULL) {
		OG_RESERVE(names, n + 1, cap);
		names[n++] = og_xml_name(attr);
	}
	if (n > 1)
		qsort(names, n, sizeof(*names), cmp_name);
	for (size_t i = 1; i < n; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			return twice(og_xml_name(vector), names[i], err);
	return 0;
}

int og_vm_check_once(const struct og_xml_node *tmpl, struct og_err *err)
{
	int r = 0;

	for (size_t i = 0; i < OG_COUNT(scalars); i++) {
		const struct og_xml_node *first =
			og_xml_child(tmpl, scalars[i]);

		if (first && og_xml_next(first, scalars[i]))
			return twice("TEMPLATE", scalars[i], err);
	}
	for (size_t i = 0; i < OG_COUNT(vectors) && r == 0; i++) {
		og_xml_each (vector, tmpl, vectors[i]) {
			r = check_vector(vector, err);
			if (r < 0)
				break;
		}
	}
	return r;
}
