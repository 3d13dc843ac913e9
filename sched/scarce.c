// SPDX-License-Identifier: Apache-2.0
#include "scarce.h"

/* PCI base classes. */
enum { CLASS_DISPLAY = 0x03, CLASS_ACCELERATOR = 0x12 };

static bool is_scarce(const struct og_device *dev)
{
	unsigned base = dev->class_id >> 8;

	return dev->vm == OG_VM_NONE &&
	       (base == CLASS_DISPLAY || base == CLASS_ACCELERATOR);
}

static size_t count(const struct og_host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		n += is_scarce(&host->devices[i]);
	return n;
}

int og_scarce_cmp(const struct og_host *a, const struct og_host *b)
{
	size_t x = count(a), y = count(b);

	return (x > y) - (x < y);
}
