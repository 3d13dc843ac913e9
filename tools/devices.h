/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of `onegpu devices`: which devices are told, and of each what a
 * person wants to know. Pure over the facts; shown by devices-table, -tree and
 * -json.
 */
#ifndef OG_DEVICES_H
#define OG_DEVICES_H

#include "doctor-facts.h"
#include "live.h"
#include "style.h"

enum og_devices_which {
	OG_DEVICES_CANDIDATES, /* what VMs are given: GPUs, NICs, disks */
	OG_DEVICES_GPU,	       /* GPUs and accelerators alone */
	OG_DEVICES_ALL,	       /* bridges too */
};

struct og_devices_row {
	const struct og_pcidev *dev;
	const struct og_doctor_device *more;
	const char *type; /* "GPU", "NIC" */
	const char *vm;	  /* name of the domain that holds it; NULL: none */
	bool has_live;	  /* running domains could be asked */
	bool stays;	  /* a bridge: no VM is given one */
	bool ready;
	char *reason; /* against it; NULL where it is ready */
};

struct og_devices {
	struct og_devices_row *rows; /* by address */
	size_t n;
	bool has_live; /* running domains could be asked */
};

/* `live` NULL: nobody knows who holds what. */
void og_devices_choose(const struct og_doctor_facts *facts,
		       enum og_devices_which which, const struct og_live *live,
		       struct og_devices *ret_devices);
void og_devices_free(struct og_devices *devices);

/* "AD102GL [L40S]", or its ids where pci.ids has no name. Caller frees. */
char *og_devices_name(const struct og_devices_row *row);
/* "64G", "16M", "-". The caller frees. */
char *og_devices_bars(const struct og_devices_row *row);
/* "x16 16.0", "x8/16 16.0": lanes, of how many, GT/s. The caller frees. */
char *og_devices_link(const struct og_devices_row *row);
/* Other devices of its group, "e1:00.1, e1:00.2"; NULL: none. Freed too. */
char *og_devices_group(const struct og_devices_row *row);

void og_devices_table(const struct og_devices *devices,
		      const struct og_style *style, struct og_buf *out);
void og_devices_tree(const struct og_devices *devices,
		     const struct og_style *style, struct og_buf *out);
void og_devices_json(const struct og_devices *devices, struct og_buf *out);

#endif
