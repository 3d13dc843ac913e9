/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A firmware descriptor of QEMU (/usr/share/qemu/firmware/NN-name.json,
 * docs/interop/firmware.json of QEMU): what of it says whether a q35 guest
 * can boot by UEFI with it. Pure, bounded.
 */
#ifndef OG_DOCTOR_FIRMWARE_H
#define OG_DOCTOR_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

#define OG_FIRMWARE_MAX 65536 /* bytes of the file */

struct og_firmware {
	bool uefi;
	bool x86_64;
	bool q35;
	bool secure_boot;
	char *executable; /* the image; NULL: not said */
};

void og_firmware_free(struct og_firmware *firmware);

/* -EINVAL for what is no JSON object, or nested deeper than 16. */
int og_firmware_parse(const char *text, size_t len,
		      struct og_firmware *ret_firmware);

#endif
