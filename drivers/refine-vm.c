// SPDX-License-Identifier: Apache-2.0
/*
 * What refining reads: the domain, with a word to the user where oned's is no
 * XML, and of the VM what we put right.
 */
#include <errno.h>

#include "cells.h"
#include "controllers.h"
#include "num.h"
#include "part.h"
#include "refine.h"
#include "vm-field.h"
#include "vm-read.h"

/* What users write and oned puts into its domain without escaping. */
static const struct {
	const char *mark; /* in the line at fault */
	const char *attr;
} unescaped[] = {
	{ "passwd=", "GRAPHICS/PASSWD" },
	{ "keymap=", "GRAPHICS/KEYMAP" },
	{ "<graphics", "GRAPHICS/LISTEN or PORT" },
	{ "<serial>", "DISK/SERIAL" },
	{ "memAccess=", "TOPOLOGY/MEMORY_ACCESS" },
	{ "<uuid>", "OS/UUID" },
	{ "<title>", "NAME" },
	{ "<tpm", "TPM/MODEL" },
	{ "<cpu ", "CPU_MODEL/MODEL" },
	{ "<feature policy=", "CPU_MODEL/FEATURES" },
	{ "<feature ", "OS/FIRMWARE_SECURE" },
	{ "<type ", "OS/ARCH or MACHINE" },
	{ "<kernel>", "OS/KERNEL" },
	{ "<initrd>", "OS/INITRD" },
	{ "<cmdline>", "OS/KERNEL_CMD" },
	{ "<bootloader>", "OS/BOOTLOADER" },
	{ "<loader", "OS/FIRMWARE" },
	{ "<nvram", "NAME or OS/FIRMWARE" },
	{ "<source", "a DISK's SOURCE or a NIC's BRIDGE" },
	{ "<host ", "DISK/CEPH_HOST, GLUSTER_HOST or ISCSI_HOST" },
	{ "<auth ", "DISK/CEPH_USER or ISCSI_USER" },
	{ "<secret ", "DISK/CEPH_SECRET, ISCSI_USAGE or LUKS_SECRET" },
	{ "<target ", "DISK/TARGET or NIC/TARGET" },
	{ "<driver ", "a DISK's DRIVER, CACHE, IO or DISCARD" },
	{ "<mac ", "NIC/MAC" },
	{ "<script ", "NIC/SCRIPT" },
	{ "<model ", "NIC/MODEL or VIDEO/TYPE" },
	{ "<filterref ", "NIC/FILTER" },
	{ "<input ", "INPUT/TYPE or BUS" },
	{ "<address ", "PCI" },
};

static const char *suspect(const char *line, size_t len)
{
	for (size_t i = 0; i < OG_COUNT(unescaped); i++)
		if (memmem(line, len, unescaped[i].mark,
			   strlen(unescaped[i].mark)))
			return unescaped[i].attr;
	return "RAW/DATA";
}

/* The parser's own words may hold what a user wrote, a password say. */
int og_refine_parse(const char *data, size_t len, struct og_xml_doc **ret_doc,
		    struct og_err *err)
{
	struct og_err fault = { 0 };
	unsigned long number = 0;
	const char *line = data, *end;
	int r;

	r = og_xml_doc_parse_kept(data, len, ret_doc, &fault);
	if (r == 0)
		return 0;
	if (r != -EINVAL || sscanf(fault.msg, "line %lu:", &number) != 1 ||
	    strstr(fault.msg, "document") || strstr(fault.msg, "nested"))
		return og_err_set(err, r, "the domain: %s", fault.msg);
	for (unsigned long i = 1; i < number; i++) {
		end = memchr(line, '\n', len - (size_t)(line - data));
		if (!end)
			break;
		line = end + 1;
	}
	len -= (size_t)(line - data);
	end = memchr(line, '\n', len);
	return og_err_set(err, r,
			  "the domain: line %lu is no XML: probably %s of the "
			  "VM holds a quote, '<' or '&', which oned does not "
			  "escape; take it out, or have TYPE=\"xml\" in the "
			  "VM_MAD",
			  number,
			  suspect(line, end ? (size_t)(end - line) : len));
}

static int read_machine(const struct og_xml_node *root, struct og_vm *vm,
			struct og_err *err)
{
	const struct og_xml_node *type = og_xml_path(root, "os/type");
	const char *name = type ? og_xml_attr(type, "machine") : NULL;
	const char *arch = type ? og_xml_attr(type, "arch") : NULL;

	vm->arch = arch && *arch ? arch : "x86_64";
	vm->machine_name = name && *name ? name : "pc";
	vm->machine = og_vm_machine(vm->machine_name, vm->arch);
	if (vm->machine != OG_MACHINE_OTHER)
		return 0;
	return og_err_set(err, -ENOTSUP,
			  "machine %.64s: cells and passthrough devices are "
			  "known for q35, virt and pc only",
			  vm->machine_name);
}

/*
 * What the administrator of cluster or host set shows in oned's tree: whether
 * it has expanders, and how many ports where it has none (0: it has).
 */
static int read_ports(const struct og_xml_node *domain, unsigned *ret_ports,
		      struct og_err *err)
{
	og_cleanup(
		og_controllers_free) struct og_controllers controllers = { 0 };
	unsigned ports = 0;
	int r = og_controllers_read(domain, &controllers, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < controllers.count; i++) {
		const struct og_controller *c = &controllers.all[i];

		if (!og_controllers_is_oned(&controllers, c))
			continue;
		if (c->model == OG_PCIE_EXPANDER) {
			*ret_ports = 0;
			return 0;
		}
		ports += c->model == OG_PCIE_PORT;
	}
	*ret_ports = ports;
	return 0;
}

static int read_pci(const struct og_xml_node *tmpl,
		    const struct og_xml_node *domain, struct og_vm *vm,
		    struct og_err *err)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	unsigned ports;
	int r = read_ports(domain, &ports, err);

	if (r < 0)
		return r;
	og_driver_conf_init(&conf);
	if (ports)
		og_driver_conf_set(&conf, "Q35_NUMA_PCIE", "no");
	r = og_vm_read_pci(tmpl, &conf, vm, err);
	/* oned sets no limit to them. */
	vm->root_ports = ports;
	return r;
}

/* The window that the domain has, in KiB; 0: none is said. */
static uint64_t hole_of(const struct og_xml_node *domain)
{
	int64_t kib;

	og_part_each(node, og_part(domain, "devices"), "controller")
	{
		const char *text = og_xml_text(og_part(node, "pcihole64"));

		if (text && og_num_i64(text, strlen(text), 0, INT64_MAX / 1024,
				       &kib) == 0)
			return (uint64_t)kib;
	}
	return 0;
}

static bool read_amount(const struct og_xml_node *domain, const char *name,
			int64_t *ret_kib)
{
	const struct og_xml_node *node = og_part(domain, name);
	const char *text = og_xml_text(node);

	return text && !og_xml_attr(node, "unit") &&
	       og_num_i64(text, strlen(text), 0, INT64_MAX / 1024, ret_kib) ==
		       0;
}

/* What a balloon was to give it; oned writes it in KiB, without a unit. */
static void read_memory(const struct og_xml_node *domain, struct og_vm *vm)
{
	int64_t now, most;

	if (!read_amount(domain, "currentMemory", &now) ||
	    !read_amount(domain, "memory", &most) || now >= most)
		return;
	vm->memory = now;
	vm->memory_max = most;
}

/* What is not to be had of them oned has passed over as well. */
static void read_wishes(const struct og_xml_node *tmpl,
			const struct og_xml_node *domain,
			const struct og_driver_conf *conf, struct og_vm *vm)
{
	struct og_field features = { og_xml_child(tmpl, "FEATURES"), "FEATURES",
				     conf, "FEATURES" };
	struct og_field os = { og_xml_child(tmpl, "OS"), "OS", conf, "OS" };
	int64_t hole = 0;

	og_field_bool(features, "KVM_HIDDEN", &vm->features.kvm_hidden);
	og_field_bool(os, "FIRMWARE_SECURE", &vm->os.secure_boot);
	vm->features.pcihole64 = hole_of(domain);
	if (!vm->features.pcihole64 &&
	    og_field_i64(features, "PCIHOLE64", 0, INT64_MAX / 1024, &hole,
			 NULL) == 0)
		vm->features.pcihole64 = (uint64_t)hole;
}

static bool is_plain(const struct og_xml_node *tmpl)
{
	return !og_xml_child(tmpl, "NUMA_NODE") && !og_xml_child(tmpl, "PCI");
}

static int read_parts(const struct og_xml_node *root,
		      const struct og_xml_node *domain,
		      const struct og_driver_conf *conf, struct og_vm *vm,
		      struct og_err *err)
{
	const struct og_xml_node *tmpl = og_xml_child(root, "TEMPLATE");
	struct og_field f = { tmpl, "TEMPLATE" };
	int r;

	if (!tmpl)
		return og_err_set(err, -EINVAL, "<VM> has no TEMPLATE");
	read_wishes(tmpl, domain, conf, vm);
	if (is_plain(tmpl))
		return 0;
	read_memory(domain, vm);
	vm->vcpus = 1;
	r = og_field_u32(f, "VCPU", OG_CPU_MAX, &vm->vcpus, err);
	if (r < 0)
		return r;
	vm->vcpus_max = vm->vcpus;
	r = read_machine(domain, vm, err);
	if (r < 0)
		return r;
	r = og_vm_read_topology(tmpl, vm, err);
	if (r < 0)
		return r;
	r = read_pci(tmpl, domain, vm, err);
	return r < 0 ? r : og_cells_settle(vm, err);
}

/* The files lie side by side; whoever mixes two VMs up must be told. */
static int check_name(const struct og_xml_node *domain, const struct og_vm *vm,
		      struct og_err *err)
{
	og_autofree char *wanted = og_asprintf("one-%d", vm->id);
	const char *name = og_xml_value(domain, "name");

	if (strcmp(og_xml_name(domain), "domain") != 0)
		return og_err_set(err, -EINVAL,
				  "the domain's root element is <%.64s>, not "
				  "<domain>",
				  og_xml_name(domain));
	if (name && strcmp(name, wanted) == 0)
		return 0;
	return og_err_set(err, -EINVAL,
			  "the domain is '%.64s', that of this VM is '%s'",
			  name ? name : "", wanted);
}

int og_refine_vm(const struct og_xml_node *root,
		 const struct og_xml_doc *domain,
		 const struct og_driver_conf *conf, struct og_vm *ret_vm,
		 struct og_err *err)
{
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	const struct og_xml_node *top = og_xml_root(domain);
	struct og_field f = { root, "<VM>" };
	int r;

	if (strcmp(og_xml_name(root), "VM") != 0)
		return og_err_set(err, -EINVAL,
				  "the root element is <%.64s>, not <VM>",
				  og_xml_name(root));
	if (og_field_need(f, "ID", err) < 0)
		return -EINVAL;
	r = og_field_int(f, "ID", 0, INT32_MAX - 1, &vm.id, err);
	if (r < 0)
		return r;
	vm.name = og_field_text(f, "NAME");
	r = check_name(top, &vm, err);
	if (r == 0)
		r = read_parts(root, top, conf, &vm, err);
	if (r < 0) {
		og_err_prefix(err, "VM %d", vm.id);
		return r;
	}
	*ret_vm = vm;
	vm = (struct og_vm){ 0 };
	return 0;
}
