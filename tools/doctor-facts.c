// SPDX-License-Identifier: Apache-2.0
#include "doctor-facts.h"

#include <errno.h>
#include <unistd.h>

#include "doctor-assign.h"

enum {
	CPUINFO_MAX = 8 << 20, /* a thousand CPUs */
	CONFIG_MAX = 2 << 20,
	SMALL_MAX = 64 << 10,
};

/* --- the system --- */

static bool is_any_there(const struct og_root *root, const char *const *paths)
{
	for (; *paths; paths++)
		if (og_root_exists(root, *paths))
			return true;
	return false;
}

static void read_distro(const struct og_root *root,
			struct og_doctor_facts *facts)
{
	static const char *const boots[] = { "boot/loader/loader.conf",
					     "boot/efi/loader/loader.conf",
					     "efi/loader/loader.conf", NULL };
	const struct og_distro_signs signs = {
		.default_grub = og_root_exists(root, "etc/default/grub"),
		.kernel_cmdline = og_root_exists(root, "etc/kernel/cmdline"),
		.proxmox_boot =
			og_root_exists(root, "usr/sbin/proxmox-boot-tool"),
		.grubby = og_root_exists(root, "usr/sbin/grubby") ||
			  og_root_exists(root, "usr/bin/grubby"),
		.systemd_boot = is_any_there(root, boots),
	};
	og_autobuf text = OG_BUF_INIT;

	if (og_root_read(root, "etc/os-release", SMALL_MAX, &text) < 0)
		og_root_read(root, "usr/lib/os-release", SMALL_MAX, &text);
	og_distro_decide(og_buf_text(&text), text.len, &signs, &facts->distro);
}

static void read_kernel(const struct og_root *root,
			struct og_doctor_facts *facts)
{
	og_autobuf cpuinfo = OG_BUF_INIT;
	og_autofree char *path = NULL;

	og_root_line(root, "proc/cmdline", &facts->cmdline);
	if (og_root_read(root, "proc/cpuinfo", CPUINFO_MAX, &cpuinfo) == 0)
		og_cpuinfo_parse(og_buf_text(&cpuinfo), cpuinfo.len,
				 &facts->cpu);
	if (og_root_line(root, "proc/sys/kernel/osrelease", &facts->release) <
		    0 ||
	    strchr(facts->release, '/'))
		return;
	facts->version = og_release_parse(facts->release);
	path = og_asprintf("boot/config-%s", facts->release);
	og_root_read(root, path, CONFIG_MAX, &facts->config);
}

static void read_kvm(const struct og_root *root, struct og_doctor_facts *facts)
{
	facts->has_dev = og_root_exists(root, "dev");
	facts->has_kvm = og_root_exists(root, "dev/kvm");
	facts->kvm = og_root_try(root, "dev/kvm");
}

/* A module's parameter: Y or N. */
static enum og_answer parameter(const struct og_root *root, const char *path)
{
	og_autofree char *text = NULL;

	if (og_root_line(root, path, &text) < 0)
		return OG_UNKNOWN;
	return strcmp(text, "Y") == 0 || strcmp(text, "1") == 0 ? OG_YES
								: OG_NO;
}

static void read_modules(const struct og_root *root,
			 struct og_doctor_facts *facts)
{
	facts->has_modules = og_root_list(root, "sys/module", &facts->modules,
					  &facts->n_modules) == 0;
	facts->unsafe_interrupts =
		parameter(root, "sys/module/vfio_iommu_type1/parameters/"
				"allow_unsafe_interrupts");
	facts->noiommu = parameter(root, "sys/module/vfio/parameters/"
					 "enable_unsafe_noiommu_mode");
}

static size_t count_names(const struct og_root *root, const char *path)
{
	char **names = NULL;
	size_t count = 0;

	if (og_root_list(root, path, &names, &count) < 0)
		return 0;
	og_root_names_free(names, count);
	return count;
}

static void read_iommu(const struct og_root *root,
		       struct og_doctor_facts *facts)
{
	facts->has_groups = og_root_exists(root, "sys/kernel/iommu_groups");
	facts->n_groups = count_names(root, "sys/kernel/iommu_groups");
	facts->n_units = count_names(root, "sys/class/iommu");
	if (og_root_exists(root, "sys/firmware/acpi/tables"))
		facts->acpi =
			og_root_exists(root, "sys/firmware/acpi/tables/DMAR") ||
					og_root_exists(root,
						       "sys/firmware/acpi/"
						       "tables/IVRS")
				? OG_YES
				: OG_NO;
}

static void read_pages(const struct og_root *root,
		       struct og_doctor_facts *facts)
{
	size_t cap = 0;

	og_sysnodes_find(root, &facts->nodes);
	for (int id = -1; (id = og_cpuset_next(&facts->nodes.ids, id)) >= 0;) {
		struct og_doctor_pages *pages;

		OG_RESERVE(facts->pages, facts->n_pages + 1, cap);
		pages = &facts->pages[facts->n_pages++];
		*pages = (struct og_doctor_pages){ .node = id };
		pages->n_total = og_sysnode_pages(
			root, &facts->nodes, id, "nr_hugepages", &pages->total);
		pages->n_free =
			og_sysnode_pages(root, &facts->nodes, id,
					 "free_hugepages", &pages->free);
	}
}

static void read_limits(const struct og_root *root,
			struct og_doctor_facts *facts)
{
	static const char *const sockets[] = { "run/libvirt/libvirt-sock",
					       "run/libvirt/virtqemud-sock",
					       NULL };
	og_autobuf limits = OG_BUF_INIT;

	facts->memlock = -1;
	if (og_root_read(root, "proc/self/limits", SMALL_MAX, &limits) == 0)
		facts->memlock =
			og_limits_memlock(og_buf_text(&limits), limits.len);
	facts->has_run = og_root_exists(root, "run");
	facts->has_libvirt = is_any_there(root, sockets);
}

int og_doctor_facts_read(const struct og_root *root, const char *conf,
			 struct og_doctor_facts *ret_facts, struct og_err *err)
{
	og_cleanup(og_doctor_facts_free) struct og_doctor_facts facts = {
		.live = og_root_is_live(root),
		.is_root = !og_root_is_live(root) || geteuid() == 0,
	};
	const struct og_doctor_listing listing = { conf };
	int r;

	read_distro(root, &facts);
	read_kernel(root, &facts);
	read_kvm(root, &facts);
	read_modules(root, &facts);
	read_iommu(root, &facts);
	read_pages(root, &facts);
	read_limits(root, &facts);
	og_doctor_read_qemu(root, &facts);
	r = og_doctor_read_pci(root, &listing, &facts, err);
	if (r < 0)
		return r;
	og_doctor_read_users(root, &facts);
	*ret_facts = facts;
	facts = (struct og_doctor_facts){ 0 };
	return 0;
}

void og_doctor_facts_free(struct og_doctor_facts *facts)
{
	for (size_t i = 0; facts->devices && i < facts->pci.n; i++)
		free(facts->devices[i].users);
	free(facts->devices);
	for (size_t i = 0; i < facts->n_pages; i++) {
		free(facts->pages[i].total);
		free(facts->pages[i].free);
	}
	free(facts->pages);
	og_distro_free(&facts->distro);
	og_pcidevs_free(&facts->pci);
	og_probed_free(&facts->names);
	og_probed_free(&facts->listed);
	og_root_names_free(facts->modules, facts->n_modules);
	og_buf_free(&facts->config);
	og_buf_free(&facts->passwd);
	og_buf_free(&facts->group);
	og_udev_rule_free(&facts->rule);
	free(facts->qemu.user);
	free(facts->qemu.program);
	free(facts->release);
	free(facts->cmdline);
	free(facts->probe_error);
	free(facts->conf_path);
	free(facts->conf_error);
	free(facts->firmware);
	*facts = (struct og_doctor_facts){ 0 };
}

bool og_doctor_has_module(const struct og_doctor_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_modules; i++)
		if (strcmp(facts->modules[i], name) == 0)
			return true;
	return false;
}

char og_doctor_option(const struct og_doctor_facts *facts, const char *option)
{
	og_autofree char *key = og_asprintf("CONFIG_%s", option);
	og_autofree char *value = NULL;

	if (!facts->config.len)
		return 0;
	value = og_assign_get(og_buf_text(&facts->config), facts->config.len,
			      key);
	return value && (*value == 'y' || *value == 'm') ? *value : 'n';
}

size_t og_doctor_next(const struct og_doctor_facts *facts, size_t at)
{
	while (at < facts->pci.n && !facts->devices[at].candidate)
		at++;
	return at;
}
