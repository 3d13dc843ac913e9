/* SPDX-License-Identifier: Apache-2.0 */
/* Between vmxml.c and vmxml-devices.c: tables and callbacks of vectors. */
#ifndef OG_VMXML_H
#define OG_VMXML_H

#include "schedxml.h"

/* More is a fault of the VM: what follows walks these again and again. */
enum {
	OG_VMXML_PCIS = 256,
	OG_VMXML_VNODES = 1024,
	OG_VMXML_NICS = 256,
	OG_VMXML_IMAGES = 256,
};

extern const struct og_xml_elem og_vmxml_pci[];
extern const struct og_xml_elem og_vmxml_disk[];
extern const struct og_xml_elem og_vmxml_nic[];

int og_vmxml_pci_open(void *ctx, struct og_err *err);
int og_vmxml_disk_open(void *ctx, struct og_err *err);
int og_vmxml_disk_close(void *ctx, const char *text, size_t len,
			struct og_err *err);
int og_vmxml_nic_open(void *ctx, struct og_err *err);
int og_vmxml_nic_close(void *ctx, const char *text, size_t len,
		       struct og_err *err);

#endif
