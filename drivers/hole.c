// SPDX-License-Identifier: Apache-2.0
#include "hole.h"

#include "bars.h"

static const uint64_t gib = 1ULL << 30;
enum { ENOUGH_GIB = 32, KIB = 1024 };

uint64_t og_hole_size(uint64_t bytes)
{
	uint64_t size = 2 * ENOUGH_GIB * gib;

	if (bytes <= ENOUGH_GIB * gib)
		return 0;
	while (size / 2 < bytes && size <= UINT64_MAX / 2)
		size *= 2;
	return size / KIB;
}

static uint64_t bars_of(const struct og_root *root, const struct og_bdf *bdf)
{
	char name[OG_BDF_TEXT];
	og_autofree char *path = NULL;
	og_autobuf text = OG_BUF_INIT;
	struct og_bars bars;

	og_bdf_name(bdf, name);
	path = og_asprintf("sys/bus/pci/devices/%s/resource", name);
	if (og_root_read(root, path, OG_BARS_MAX, &text) < 0 ||
	    og_bars_parse(og_buf_text(&text), text.len, &bars) < 0)
		return 0;
	return bars.bytes64;
}

void og_hole_settle(const struct og_root *root, struct og_vm *vm,
		    struct og_notes *notes)
{
	uint64_t bytes = 0;

	if (vm->features.pcihole64 || vm->machine != OG_MACHINE_Q35)
		return;
	for (size_t i = 0; i < vm->n_pci; i++)
		if (__builtin_add_overflow(
			    bytes, bars_of(root, &vm->pci[i].host), &bytes))
			return;
	vm->features.pcihole64 = og_hole_size(bytes);
	if (vm->features.pcihole64)
		og_notes_add(notes, OG_INFO,
			     "the 64-bit BARs of its devices are %llu GiB: the "
			     "guest has a window of %llu GiB for them",
			     (unsigned long long)(bytes / gib),
			     (unsigned long long)(vm->features.pcihole64 * KIB /
						  gib));
}
