/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our udev rules, which give devices to vfio-pci at every start: one file,
 * one line a device. udev sets the override when the kernel announces the
 * device, before its modules are loaded (80-drivers.rules), so no other
 * driver gets it first; a module that the initramfs loads comes earlier.
 *
 * The file is ours alone: one that holds anything else is not touched.
 */
#ifndef OG_BINDRULE_H
#define OG_BINDRULE_H

#include "bdf.h"

#define OG_BINDRULE_FILE "etc/udev/rules.d/70-onegpu.rules"
#define OG_BINDRULE_MAX	 (256 * 1024) /* bytes of it */

struct og_bindrules {
	struct og_bdf *devices; /* by address, each once */
	size_t n, cap;
};

void og_bindrules_free(struct og_bindrules *rules);

/* -EINVAL names the line that is not ours. "" has no devices. */
int og_bindrules_parse(const char *text, size_t len,
		       struct og_bindrules *ret_rules, struct og_err *err);

/* false: it was so already. */
bool og_bindrules_add(struct og_bindrules *rules, const struct og_bdf *bdf);
bool og_bindrules_drop(struct og_bindrules *rules, const struct og_bdf *bdf);

/* Append the whole file. */
void og_bindrules_format(const struct og_bindrules *rules, struct og_buf *out);

#endif
