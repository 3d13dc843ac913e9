// SPDX-License-Identifier: Apache-2.0
#include "doctor-distro.h"

#include "doctor-assign.h"

void og_distro_free(struct og_distro *distro)
{
	free(distro->name);
	distro->name = NULL;
}

static enum og_family family_of(const char *id)
{
	static const struct {
		const char *id;
		enum og_family family;
	} known[] = {
		{ "debian", OG_FAMILY_DEBIAN },	 { "ubuntu", OG_FAMILY_DEBIAN },
		{ "proxmox", OG_FAMILY_DEBIAN }, { "rhel", OG_FAMILY_RHEL },
		{ "fedora", OG_FAMILY_RHEL },	 { "centos", OG_FAMILY_RHEL },
		{ "almalinux", OG_FAMILY_RHEL }, { "rocky", OG_FAMILY_RHEL },
		{ "ol", OG_FAMILY_RHEL },
	};
	struct og_piece rest = { id, strlen(id) }, word;

	while (og_piece_word(&rest, &word))
		for (size_t i = 0; i < OG_COUNT(known); i++)
			if (og_piece_is(&word, known[i].id))
				return known[i].family;
	return OG_FAMILY_UNKNOWN;
}

static enum og_loader loader_of(enum og_family family,
				const struct og_distro_signs *signs)
{
	if (signs->proxmox_boot && signs->kernel_cmdline)
		return OG_LOADER_PROXMOX;
	if (signs->grubby)
		return OG_LOADER_GRUBBY;
	if (signs->default_grub)
		return family == OG_FAMILY_RHEL ? OG_LOADER_GRUBBY
						: OG_LOADER_GRUB;
	if (signs->systemd_boot || signs->kernel_cmdline)
		return OG_LOADER_SYSTEMD;
	return family == OG_FAMILY_RHEL ? OG_LOADER_GRUBBY : OG_LOADER_UNKNOWN;
}

void og_distro_decide(const char *os_release, size_t len,
		      const struct og_distro_signs *signs,
		      struct og_distro *ret_distro)
{
	og_autofree char *id = og_assign_get(os_release, len, "ID");
	og_autofree char *like = og_assign_get(os_release, len, "ID_LIKE");
	enum og_family family = id ? family_of(id) : OG_FAMILY_UNKNOWN;

	if (family == OG_FAMILY_UNKNOWN && like)
		family = family_of(like);
	*ret_distro = (struct og_distro){
		.family = family,
		.loader = loader_of(family, signs),
		.name = og_assign_get(os_release, len, "PRETTY_NAME"),
	};
	if (!ret_distro->name)
		ret_distro->name = og_steal(id);
}

const char *og_distro_loader_name(const struct og_distro *distro)
{
	switch (distro->loader) {
	case OG_LOADER_GRUB:
		return "GRUB";
	case OG_LOADER_GRUBBY:
		return "grubby";
	case OG_LOADER_SYSTEMD:
		return "systemd-boot";
	case OG_LOADER_PROXMOX:
		return "proxmox-boot-tool";
	case OG_LOADER_UNKNOWN:
		break;
	}
	return "unknown boot loader";
}

/* Where the arguments stand, and what makes the boot loader see them. */
static const char *place_of(const struct og_distro *distro)
{
	switch (distro->loader) {
	case OG_LOADER_GRUB:
		return "GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub";
	case OG_LOADER_SYSTEMD:
	case OG_LOADER_PROXMOX:
		return "the one line of /etc/kernel/cmdline";
	case OG_LOADER_GRUBBY:
	case OG_LOADER_UNKNOWN:
		break;
	}
	return "the kernel's command line in the boot loader's configuration";
}

static void refresh(const struct og_distro *distro, struct og_buf *out)
{
	const char *image = distro->family == OG_FAMILY_DEBIAN
				    ? "/boot/vmlinuz-$(uname -r)"
				    : "/lib/modules/$(uname -r)/vmlinuz";

	if (distro->loader == OG_LOADER_GRUB)
		og_buf_str(out, distro->family == OG_FAMILY_DEBIAN
					? "# update-grub\n"
					: "# grub-mkconfig -o "
					  "/boot/grub/grub.cfg\n");
	else if (distro->loader == OG_LOADER_PROXMOX)
		og_buf_str(out, "# proxmox-boot-tool refresh\n");
	else if (distro->loader == OG_LOADER_SYSTEMD)
		og_buf_fmt(out, "# kernel-install add $(uname -r) %s\n", image);
	og_buf_str(out, "# reboot\n");
}

void og_distro_add_args(const struct og_distro *distro, const char *args,
			struct og_buf *out)
{
	if (distro->loader == OG_LOADER_GRUBBY)
		og_buf_fmt(out, "# grubby --update-kernel=ALL --args='%s'\n",
			   args);
	else
		og_buf_fmt(out, "add '%s' to %s, then:\n", args,
			   place_of(distro));
	refresh(distro, out);
}

void og_distro_drop_args(const struct og_distro *distro, const char *args,
			 struct og_buf *out)
{
	if (distro->loader == OG_LOADER_GRUBBY)
		og_buf_fmt(out,
			   "# grubby --update-kernel=ALL --remove-args='%s'\n",
			   args);
	else
		og_buf_fmt(out, "take '%s' out of %s, then:\n", args,
			   place_of(distro));
	refresh(distro, out);
}

void og_distro_initramfs(const struct og_distro *distro, struct og_buf *out)
{
	if (distro->family == OG_FAMILY_DEBIAN)
		og_buf_str(out, "# update-initramfs -u -k all\n");
	else if (distro->family == OG_FAMILY_RHEL)
		og_buf_str(out, "# dracut --force --regenerate-all\n");
	else
		og_buf_str(out, "make the initramfs anew\n");
}

void og_distro_install(const struct og_distro *distro, const char *debian,
		       const char *rhel, struct og_buf *out)
{
	if (distro->family == OG_FAMILY_DEBIAN)
		og_buf_fmt(out, "# apt-get install %s\n", debian);
	else if (distro->family == OG_FAMILY_RHEL)
		og_buf_fmt(out, "# dnf install %s\n", rhel);
	else
		og_buf_fmt(out,
			   "install the package %s (Debian) or %s (RHEL)\n",
			   debian, rhel);
}
