// SPDX-License-Identifier: Apache-2.0
/*
 * Who runs QEMU and may open devices: libvirt's qemu.conf, users and groups,
 * udev's rules, and the firmware that QEMU can boot.
 */
#include "doctor-assign.h"
#include "doctor-facts.h"

enum { CONF_MAX = 1 << 20, RULE_MAX = 256 << 10, FILES_MAX = 1024 };

static char *own_user(const struct og_doctor_facts *facts)
{
	static const char *const users[] = { "oneadmin", "libvirt-qemu",
					     "qemu" };
	uint32_t uid, gid;

	for (size_t i = 0; i < OG_COUNT(users); i++)
		if (og_passwd_find(og_buf_text(&facts->passwd),
				   facts->passwd.len, users[i], &uid, &gid))
			return og_strdup(users[i]);
	return NULL;
}

/*
 * OpenNebula's packages have QEMU run as oneadmin and turn dynamic ownership
 * off. Where qemu.conf is root's alone, that is what is taken for granted.
 */
static void read_owner(const struct og_root *root,
		       struct og_doctor_facts *facts)
{
	struct og_doctor_qemu *qemu = &facts->qemu;
	og_autobuf text = OG_BUF_INIT;
	og_autofree char *dynamic = NULL;

	og_root_read(root, "etc/passwd", CONF_MAX, &facts->passwd);
	og_root_read(root, "etc/group", CONF_MAX, &facts->group);
	qemu->has_conf = og_root_read(root, "etc/libvirt/qemu.conf", CONF_MAX,
				      &text) == 0;
	qemu->user = og_assign_get(og_buf_text(&text), text.len, "user");
	dynamic = og_assign_get(og_buf_text(&text), text.len,
				"dynamic_ownership");
	qemu->dynamic =
		qemu->has_conf && !(dynamic && strcmp(dynamic, "0") == 0);
	if (!qemu->user)
		qemu->user = own_user(facts);
	if (qemu->user)
		qemu->has_ids = og_passwd_find(og_buf_text(&facts->passwd),
					       facts->passwd.len, qemu->user,
					       &qemu->uid, &qemu->gid);
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static void read_rules_of(const struct og_root *root, const char *dir,
			  struct og_doctor_facts *facts)
{
	char **names = NULL;
	size_t count = 0;

	if (og_root_list(root, dir, &names, &count) < 0)
		return;
	facts->has_rules = true;
	for (size_t i = 0; i < count && i < FILES_MAX; i++) {
		og_autofree char *path = og_asprintf("%s/%s", dir, names[i]);
		og_autobuf text = OG_BUF_INIT;

		if (ends_with(names[i], ".rules") &&
		    og_root_read(root, path, RULE_MAX, &text) == 0)
			og_udev_parse(og_buf_text(&text), text.len,
				      &facts->rule);
	}
	og_root_names_free(names, count);
}

static void read_firmware_file(const struct og_root *root, const char *path,
			       struct og_doctor_facts *facts)
{
	og_cleanup(og_firmware_free) struct og_firmware firmware = { 0 };
	og_autobuf text = OG_BUF_INIT;

	if (og_root_read(root, path, OG_FIRMWARE_MAX, &text) < 0 ||
	    og_firmware_parse(og_buf_text(&text), text.len, &firmware) < 0)
		return;
	if (!firmware.uefi || !firmware.x86_64 || !firmware.q35 ||
	    !firmware.executable || facts->has_uefi)
		return;
	facts->has_uefi = og_root_exists(root, firmware.executable);
	if (facts->has_uefi)
		facts->firmware = og_steal(firmware.executable);
}

static void read_firmware_of(const struct og_root *root, const char *dir,
			     struct og_doctor_facts *facts)
{
	char **names = NULL;
	size_t count = 0;

	if (og_root_list(root, dir, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count && i < FILES_MAX; i++) {
		og_autofree char *path = og_asprintf("%s/%s", dir, names[i]);

		if (ends_with(names[i], ".json"))
			read_firmware_file(root, path, facts);
	}
	og_root_names_free(names, count);
}

static void read_program(const struct og_root *root,
			 struct og_doctor_facts *facts)
{
	static const char *const programs[] = { "usr/bin/qemu-system-x86_64",
						"usr/libexec/qemu-kvm",
						"usr/bin/qemu-kvm",
						"usr/bin/kvm" };

	facts->has_usr = facts->live || og_root_exists(root, "usr/bin") ||
			 og_root_exists(root, "usr/libexec") ||
			 og_root_exists(root, "usr/share/qemu");
	for (size_t i = 0; i < OG_COUNT(programs); i++) {
		if (!og_root_exists(root, programs[i]))
			continue;
		facts->qemu.program = og_asprintf("/%s", programs[i]);
		return;
	}
}

void og_doctor_read_qemu(const struct og_root *root,
			 struct og_doctor_facts *facts)
{
	read_owner(root, facts);
	facts->rule.mode = -1;
	read_rules_of(root, "usr/lib/udev/rules.d", facts);
	read_rules_of(root, "run/udev/rules.d", facts);
	read_rules_of(root, "etc/udev/rules.d", facts);
	read_program(root, facts);
	read_firmware_of(root, "etc/qemu/firmware", facts);
	read_firmware_of(root, "usr/share/qemu/firmware", facts);
}
