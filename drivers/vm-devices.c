// SPDX-License-Identifier: Apache-2.0
/* GRAPHICS, and the order of all devices. What they may not hold is refused
 * before. */
#include <errno.h>

#include "vm-field.h"
#include "vm-read.h"

static int read_graphics(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf, struct og_vm *vm,
			 struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "GRAPHICS"), "GRAPHICS", conf,
			      "GRAPHICS" };
	struct og_vm_graphics *gfx = &vm->graphics;
	bool wants_password = false;
	int port = 0;

	if (!og_xml_child(f.node, NULL))
		return 0;
	if (og_field_need(f, "TYPE", err) < 0)
		return -EINVAL;
	gfx->vnc = true;
	gfx->listen = og_field_text(f, "LISTEN");
	gfx->port = og_field_text(f, "PORT");
	gfx->password = og_field_text(f, "PASSWD");
	gfx->keymap = og_field_text(f, "KEYMAP");
	og_field_bool(f, "RANDOM_PASSWD", &wants_password);
	if (wants_password && !gfx->password)
		return og_err_set(err, -EINVAL,
				  "GRAPHICS has RANDOM_PASSWD but no PASSWD: "
				  "oned did not make one");
	return og_field_int(f, "PORT", -1, 65535, &port, err);
}

int og_vm_read_devices(const struct og_xml_node *tmpl,
		       const struct og_driver_conf *conf, struct og_vm *vm,
		       struct og_err *err)
{
	int r;

	r = og_vm_read_disks(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	r = og_vm_read_nics(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	return read_graphics(tmpl, conf, vm, err);
}
