/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person sees and touches: oned's GRAPHICS, VIDEO and INPUT vectors.
 * Plain data; strings are lent by the VM's document or by the configuration.
 */
#ifndef OG_VM_DISPLAY_H
#define OG_VM_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

enum og_graphics { OG_GRAPHICS_NONE, OG_GRAPHICS_VNC, OG_GRAPHICS_SPICE };

struct og_vm_graphics {
	enum og_graphics type;
	const char *ignored; /* a TYPE that is none of these */
	const char *listen, *port, *password, *keymap;
	const char *spice_options; /* checked XML, or NULL */
};

struct og_vm_video {
	const char *type; /* NULL: no VIDEO */
	bool iommu, ats;
	uint32_t vram;		/* KiB; 0: libvirt decides */
	uint32_t width, height; /* 0: not given */
};

struct og_vm_input {
	const char *type; /* NULL: no INPUT */
	const char *bus;
};

struct og_vm_display {
	struct og_vm_graphics graphics;
	struct og_vm_video video;
	struct og_vm_input input;
};

#endif
