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

uint32_t og_scarce_count(const struct og_host *host)
{
	uint32_t n = 0;

	for (size_t i = 0; i < host->n_devices; i++)
		n += is_scarce(&host->devices[i]);
	return n;
}

/* What devices may have in common, the widest first. */
enum level { HOST, NODE, SWITCH, N_LEVELS };

static bool is_told(const struct og_device *dev, enum level level)
{
	switch (level) {
	case NODE:
		return dev->node >= 0;
	case SWITCH:
		return dev->pcie_switch || dev->root_complex;
	default:
		return true;
	}
}

static bool is_together(const struct og_device *a, const struct og_device *b,
			enum level level)
{
	switch (level) {
	case NODE:
		return a->node == b->node;
	case SWITCH:
		return a->pcie_switch == b->pcie_switch &&
		       (a->pcie_switch || a->root_complex == b->root_complex);
	default:
		return true;
	}
}

static bool is_taken(const struct og_oned_alloc *alloc, size_t device)
{
	for (size_t i = 0; i < alloc->n_pcis; i++)
		if (alloc->pcis[i].device >= 0 &&
		    (size_t)alloc->pcis[i].device == device)
			return true;
	return false;
}

/* GPUs of the sets that break when `n` of `before` are taken. */
static uint32_t broken_sets(uint32_t before, uint32_t n)
{
	uint32_t gpus = 0;

	for (uint32_t size = 2; size <= 8; size *= 2)
		gpus += size * (before / size - (before - n) / size);
	return gpus;
}

/* The set of device `first`; 0 where a device before it is of the set too. */
static uint32_t broken_around(const struct og_host *host,
			      const struct og_oned_alloc *alloc, size_t first,
			      enum level level)
{
	const struct og_device *dev = &host->devices[first];
	uint32_t before = 0, n = 0;

	for (size_t i = 0; i < host->n_devices; i++) {
		const struct og_device *other = &host->devices[i];

		if (!is_scarce(other) || !is_told(other, level) ||
		    !is_together(dev, other, level))
			continue;
		if (i < first)
			return 0;
		before++;
		n += is_taken(alloc, i);
	}
	return broken_sets(before, n);
}

struct og_loss og_scarce_loss(const struct og_host *host,
			      const struct og_oned_alloc *alloc)
{
	struct og_loss loss = { .free_gpus = og_scarce_count(host) };

	if (!alloc->n_pcis || !loss.free_gpus)
		return loss;
	for (size_t i = 0; i < host->n_devices; i++)
		for (int level = HOST; level < N_LEVELS; level++)
			if (is_scarce(&host->devices[i]) &&
			    is_told(&host->devices[i], level))
				loss.broken +=
					broken_around(host, alloc, i, level);
	return loss;
}

int og_scarce_cmp(const struct og_loss *a, const struct og_loss *b)
{
	if (a->broken != b->broken)
		return a->broken < b->broken ? -1 : 1;
	return (a->free_gpus > b->free_gpus) - (a->free_gpus < b->free_gpus);
}
