/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast a disk may be: oned's TOTAL_BYTES_SEC and its like.
 */
#ifndef OG_VM_RATE_H
#define OG_VM_RATE_H

#include "vm-field.h"

/* What is limited: the rows of <iotune>, in its order. */
enum og_rate {
	OG_RATE_READ_BYTES,
	OG_RATE_WRITE_BYTES,
	OG_RATE_TOTAL_BYTES,
	OG_RATE_READ_IOPS,
	OG_RATE_WRITE_IOPS,
	OG_RATE_TOTAL_IOPS,
	OG_RATES,
};

struct og_vm_rate {
	bool sec_given, max_given, length_given;
	uint64_t sec, max, length; /* a second; for how many seconds */
};

struct og_vm_rates {
	struct og_vm_rate of[OG_RATES];
	bool size_given;
	uint64_t size; /* of one operation, bytes */
};

/*
 * What is no number counts as 0, no limit, as with oned; then `*ret_ignored`
 * is the name of one such.
 */
void og_vm_rates_read(struct og_field f, struct og_vm_rates *ret_rates,
		      const char **ret_ignored);

/* Whether a row is given and no total of its sort rules it out. */
bool og_vm_rate_counts(const struct og_vm_rates *rates, enum og_rate rate);

/* "read_bytes_sec", libvirt's name of a row. */
const char *og_vm_rate_name(enum og_rate rate);

#endif
