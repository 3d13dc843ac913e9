/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ids of a PCI device as the kernel writes them all into one file,
 * "modalias", from the same numbers as "vendor", "device" and "class":
 *
 *     pci:v000010DEd000026B9sv000010DEsd00001851bc03sc02i00
 *
 * Unlike "uevent" it takes no lock that a driver stuck in its probe holds,
 * and unlike "config" it does not wake the device. Pure.
 */
#ifndef OG_MODALIAS_H
#define OG_MODALIAS_H

#include <stdint.h>

struct og_modalias {
	uint16_t vendor, device;
	uint32_t class_id; /* 24 bits: base class, class, interface */
};

/* 0, or -EINVAL for anything but such a line, whole. */
int og_modalias_parse(const char *text, struct og_modalias *ret_ids);

#endif
