// SPDX-License-Identifier: Apache-2.0
/* OS: firmware, kernel and the bus of sd disks. */
#include <errno.h>
#include <strings.h>

#include "vm-field.h"
#include "vm-read.h"
#include "vm-text.h"

static bool is_listed(const char *paths, const char *path)
{
	size_t len = strlen(path);

	for (; paths && *paths; paths += strspn(paths, " ")) {
		size_t one = strcspn(paths, " ");

		if (one == len && strncmp(paths, path, len) == 0)
			return true;
		paths += one;
	}
	return false;
}

static int read_firmware(struct og_field f, struct og_vm_os *os,
			 struct og_err *err)
{
	const char *name = og_field_text(f, "FIRMWARE");
	struct og_field conf = { NULL, "", f.conf, NULL };

	os->qcow2 = og_field_is(f, "FIRMWARE_FORMAT", "qcow2");
	og_field_bool(f, "FIRMWARE_SECURE", &os->secure_boot);
	if (!name || strcasecmp(name, "BIOS") == 0) {
		/* SeaBIOS has no secure boot, and needs no SMM for it. */
		os->secure_boot = false;
		return 0;
	}
	if (strcasecmp(name, "UEFI") == 0) {
		os->firmware = OG_FIRMWARE_UEFI;
		return 0;
	}
	os->firmware = OG_FIRMWARE_PATH;
	os->path = name;
	/* What stands in the file is the administrator's own choice. */
	if (!og_xml_value(f.node, "FIRMWARE") && name[0] == '/')
		return 0;
	if (is_listed(og_field_text(conf, "OVMF_UEFIS"), name))
		return 0;
	return og_err_set(err, -EPERM,
			  "OS has FIRMWARE=\"%.64s\": BIOS, UEFI or one of "
			  "OVMF_UEFIS in onegpu-driver.yaml",
			  name);
}

int og_vm_read_os(const struct og_xml_node *tmpl,
		  const struct og_driver_conf *conf, struct og_vm *vm,
		  struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "OS"), "OS", conf, "OS",
			      true };
	struct og_vm_os *os = &vm->os;

	vm->sd_bus = og_field_text(f, "SD_DISK_BUS");
	if (og_field_words(f, "SD_DISK_BUS", "sata scsi", err) < 0)
		return -EINVAL;
	os->kernel = og_field_text(f, "KERNEL");
	os->initrd = og_field_text(f, "INITRD");
	os->root = og_field_text(f, "ROOT");
	os->cmdline = og_field_text(f, "KERNEL_CMD");
	os->lost_bootloader = og_field_text(f, "BOOTLOADER") != NULL;
	return read_firmware(f, os, err);
}
