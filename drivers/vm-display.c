// SPDX-License-Identifier: Apache-2.0
/* GRAPHICS, VIDEO and INPUT. */
#include <errno.h>
#include <strings.h>

#include "num.h"
#include "vm-field.h"
#include "vm-read.h"
#include "vm-text.h"

enum { VRAM_MIN = 1024, SIDE_MAX = 65535 };

/* What libvirt's schema knows. */
static const char video_types[] = "vga cirrus vmvga xen vbox qxl virtio gop "
				  "bochs ramfb none";
static const char input_types[] = "mouse tablet keyboard";
static const char input_buses[] = "ps2 usb xen virtio";

static int read_graphics(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf,
			 struct og_vm_graphics *gfx, struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "GRAPHICS"), "GRAPHICS", conf,
			      "GRAPHICS", true };
	struct og_field whole = { tmpl, "TEMPLATE", conf, NULL, true };
	bool wants_password = false;
	int port = 0;

	if (!og_xml_child(f.node, NULL))
		return 0;
	if (og_field_is(f, "TYPE", "vnc")) {
		gfx->type = OG_GRAPHICS_VNC;
	} else if (og_field_is(f, "TYPE", "spice")) {
		gfx->type = OG_GRAPHICS_SPICE;
		gfx->spice_options = og_field_text(whole, "SPICE_OPTIONS");
		if (og_field_xml(whole, "SPICE_OPTIONS", err) < 0)
			return -EINVAL;
	} else {
		gfx->ignored = og_field_text(f, "TYPE");
		if (!gfx->ignored)
			gfx->ignored = "";
		return 0;
	}
	gfx->listen = og_field_text(f, "LISTEN");
	gfx->port = og_field_text(f, "PORT");
	gfx->password = og_field_text(f, "PASSWD");
	gfx->keymap = og_field_text(f, "KEYMAP");
	og_field_bool(f, "RANDOM_PASSWD", &wants_password);
	if (wants_password && !gfx->password)
		return og_err_set(
			err, -EINVAL,
			"GRAPHICS has RANDOM_PASSWD but no PASSWD: "
			"oned makes one for drivers of TYPE=kvm only; "
			"give the VM a PASSWD");
	return og_field_int(f, "PORT", -1, 65535, &port, err);
}

/* "1920x1080" */
static int read_resolution(struct og_field f, struct og_vm_video *video,
			   struct og_err *err)
{
	const char *text = og_field_text(f, "RESOLUTION");
	size_t x = text ? strcspn(text, "x") : 0;
	int width, height;

	if (!text)
		return 0;
	if (!text[x] || og_num_int(text, x, 1, SIDE_MAX, &width) < 0 ||
	    og_num_int(text + x + 1, strlen(text + x + 1), 1, SIDE_MAX,
		       &height) < 0)
		return og_err_set(err, -EINVAL,
				  "%s has RESOLUTION=\"%.64s\": it must be "
				  "such as 1920x1080",
				  f.what, text);
	video->width = (uint32_t)width;
	video->height = (uint32_t)height;
	return 0;
}

static int read_video(const struct og_xml_node *tmpl,
		      const struct og_driver_conf *conf,
		      struct og_vm_video *video, struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "VIDEO"), "VIDEO", conf,
			      "VIDEO", true };
	const char *type;
	int r;

	if (!og_xml_child(f.node, NULL))
		return 0;
	if (og_field_need(f, "TYPE", err) < 0 ||
	    og_field_words(f, "TYPE", video_types, err) < 0)
		return -EINVAL;
	type = og_field_text(f, "TYPE");
	og_field_bool(f, "IOMMU", &video->iommu);
	og_field_bool(f, "ATS", &video->ats);
	/* oned looks for the word as it stands. */
	if (strcmp(type, "virtio") != 0)
		video->iommu = video->ats = false;
	r = og_field_u32(f, "VRAM", UINT32_MAX, &video->vram, err);
	if (r < 0)
		return r;
	if (video->vram < VRAM_MIN || strcasecmp(type, "none") == 0)
		video->vram = 0;
	r = read_resolution(f, video, err);
	if (r < 0)
		return r;
	if (og_text_is_word_of("none cirrus", type))
		video->width = video->height = 0;
	video->type = type;
	return 0;
}

static int read_input(const struct og_xml_node *tmpl, struct og_vm_input *input,
		      struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "INPUT"), "INPUT" };

	if (og_field_words(f, "TYPE", input_types, err) < 0 ||
	    og_field_words(f, "BUS", input_buses, err) < 0)
		return -EINVAL;
	input->type = og_field_text(f, "TYPE");
	input->bus = og_field_text(f, "BUS");
	return 0;
}

int og_vm_read_display(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err)
{
	int r;

	r = read_graphics(tmpl, conf, &vm->display.graphics, err);
	if (r < 0)
		return r;
	r = read_video(tmpl, conf, &vm->display.video, err);
	if (r < 0)
		return r;
	return read_input(tmpl, &vm->display.input, err);
}
