// SPDX-License-Identifier: Apache-2.0
/* <graphics>, <video> and <input>. */
#include "domain.h"

static void set_given(struct og_xml_node *node, const char *name,
		      const char *value)
{
	if (value)
		og_xml_set(node, name, value);
}

static void add_graphics(struct og_xml_node *devices,
			 const struct og_vm_graphics *from)
{
	bool spice = from->type == OG_GRAPHICS_SPICE;
	struct og_xml_node *node;

	if (from->type == OG_GRAPHICS_NONE)
		return;
	node = og_xml_add(devices, "graphics", NULL);
	og_xml_set(node, "type", spice ? "spice" : "vnc");
	set_given(node, "listen", from->listen);
	set_given(node, "port", from->port);
	set_given(node, "passwd", from->password);
	set_given(node, "keymap", from->keymap);
	if (spice)
		og_domain_add_pieces(devices, from->spice_options);
}

static void add_video(struct og_xml_node *devices,
		      const struct og_vm_video *from)
{
	struct og_xml_node *video, *node;

	if (!from->type)
		return;
	video = og_xml_add(devices, "video", NULL);
	if (from->iommu || from->ats) {
		node = og_xml_add(video, "driver", NULL);
		if (from->iommu)
			og_xml_set(node, "iommu", "on");
		if (from->ats)
			og_xml_set(node, "ats", "on");
	}
	node = og_xml_add(video, "model", NULL);
	og_domain_set_word(node, "type", from->type);
	if (from->vram)
		og_xml_setf(node, "vram", "%u", from->vram);
	if (from->width) {
		node = og_xml_add(node, "resolution", NULL);
		og_xml_setf(node, "x", "%u", from->width);
		og_xml_setf(node, "y", "%u", from->height);
	}
}

static void add_input(struct og_xml_node *devices,
		      const struct og_vm_input *from)
{
	struct og_xml_node *node;

	if (!from->type)
		return;
	node = og_xml_add(devices, "input", NULL);
	og_domain_set_word(node, "type", from->type);
	if (from->bus)
		og_domain_set_word(node, "bus", from->bus);
}

void og_domain_add_display(struct og_xml_node *devices,
			   const struct og_plan *plan)
{
	const struct og_vm_display *from = &plan->vm->display;

	add_graphics(devices, &from->graphics);
	add_video(devices, &from->video);
	add_input(devices, &from->input);
}
