// SPDX-License-Identifier: Apache-2.0
/* <VM>: identity, machine and CPU_MODEL; the rest is read elsewhere. */
#include "vm.h"

#include <errno.h>
#include <stdint.h>

#include "cells.h"
#include "vm-field.h"
#include "vm-read.h"

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

void og_vm_free(struct og_vm *vm)
{
	for (size_t i = 0; i < vm->n_cells; i++)
		free(vm->cells[i].cpus);
	free(vm->cells);
	free(vm->pci);
	free(vm->disks);
	free(vm->nics);
	free(vm->raws);
	og_vm_guard_free(&vm->guard);
	*vm = (struct og_vm){ 0 };
}

void og_vm_cpus(const struct og_vm *vm, struct og_cpuset *ret_set)
{
	*ret_set = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < vm->n_cells; i++)
		for (size_t j = 0; j < vm->cells[i].n_cpus; j++)
			og_cpuset_add(ret_set, (unsigned)vm->cells[i].cpus[j]);
}

static int check_name(struct og_field f, const char *name, const char *extra,
		      struct og_err *err)
{
	const char *text = og_field_text(f, name);
	size_t good = 0;

	if (!text)
		return 0;
	while (text[good] &&
	       (strchr(name_chars, text[good]) || strchr(extra, text[good])))
		good++;
	if (!text[good])
		return 0;
	return og_err_set(err, -EINVAL,
			  "%s has %s=\"%.64s\": '%c' does not belong there",
			  f.what, name, text, text[good]);
}

static int read_identity(const struct og_xml_node *root, struct og_vm *vm,
			 struct og_err *err)
{
	struct og_field f = { root, "<VM>" };
	int r;

	if (og_field_need(f, "NAME", err) < 0)
		return -EINVAL;
	vm->name = og_field_text(f, "NAME");
	vm->uname = og_field_text(f, "UNAME");
	vm->gname = og_field_text(f, "GNAME");
	r = og_field_int(f, "UID", -1, INT32_MAX, &vm->uid, err);
	if (r < 0)
		return r;
	r = og_field_int(f, "GID", -1, INT32_MAX, &vm->gid, err);
	if (r < 0)
		return r;
	return og_field_i64(f, "STIME", 0, INT64_MAX, &vm->stime, err);
}

/* The last record is the host it goes to. */
/*
 * The driver that oned calls "qemu" emulates; the configuration may say so of
 * another.
 */
static bool is_emulated(struct og_field history,
			const struct og_driver_conf *conf)
{
	const char *type = og_driver_conf_text(conf, NULL, "TYPE");

	if (!type)
		type = og_field_text(history, "VM_MAD");
	return type && strcmp(type, "qemu") == 0;
}

static int read_history(const struct og_xml_node *root,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { NULL, "HISTORY" };
	int r;

	og_xml_each (record, og_xml_child(root, "HISTORY_RECORDS"), "HISTORY")
		f.node = record;
	if (!f.node)
		return og_err_set(err, -EINVAL,
				  "HISTORY_RECORDS is empty: oned has not "
				  "placed this VM on a host");
	vm->emulated = is_emulated(f, conf);
	if (og_field_need(f, "DS_ID", err) < 0)
		return -EINVAL;
	r = og_field_int(f, "DS_ID", 0, INT32_MAX, &vm->datastore, err);
	if (r < 0)
		return r;
	return og_field_i64(f, "STIME", 0, INT64_MAX, &vm->deployed, err);
}

static int check_uuid(struct og_field f, struct og_err *err)
{
	const char *uuid = og_field_text(f, "UUID");
	bool ok = !uuid || strlen(uuid) == 36;

	for (size_t i = 0; uuid && ok && i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		ok = dash ? uuid[i] == '-'
			  : strchr("0123456789abcdefABCDEF", uuid[i]) != NULL;
	}
	if (ok)
		return 0;
	return og_err_set(err, -EINVAL, "%s has UUID=\"%.64s\", which is none",
			  f.what, uuid);
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* By what stands in its name, as oned does. */
enum og_machine og_vm_machine(const char *name, const char *arch)
{
	if (name && (strstr(name, "q35") || strstr(name, "virt")))
		return OG_MACHINE_Q35;
	if (strcmp(arch, "aarch64") == 0)
		return OG_MACHINE_Q35;
	if (name && (strcmp(name, "pc") == 0 || begins(name, "pc-i440fx-")))
		return OG_MACHINE_PC;
	return OG_MACHINE_OTHER;
}

static int read_machine(const struct og_xml_node *tmpl,
			const struct og_driver_conf *conf, struct og_vm *vm,
			struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "OS"), "OS", conf, "OS",
			      true };

	if (check_uuid(f, err) < 0 || check_name(f, "MACHINE", "", err) < 0 ||
	    check_name(f, "ARCH", "", err) < 0)
		return -EINVAL;
	vm->uuid = og_xml_value(f.node, "UUID");
	vm->arch = og_field_text(f, "ARCH");
	vm->machine_name = og_field_text(f, "MACHINE");
	if (!vm->arch)
		return og_err_set(err, -EINVAL,
				  "OS has no ARCH and onegpu-driver.yaml has "
				  "none");
	vm->machine = og_vm_machine(vm->machine_name, vm->arch);
	return 0;
}

static int read_cpu_model(const struct og_xml_node *tmpl,
			  const struct og_driver_conf *conf, struct og_vm *vm,
			  struct og_err *err)
{
	struct og_field f = { og_xml_child(tmpl, "CPU_MODEL"), "CPU_MODEL",
			      conf, "CPU_MODEL", true };
	const char *cluster = og_driver_conf_text(conf, NULL, "EVC_MODE");

	if (check_name(f, "MODEL", "", err) < 0 ||
	    check_name(f, "FEATURES", ", ", err) < 0)
		return -EINVAL;
	vm->cpu_model = cluster ? cluster : og_field_text(f, "MODEL");
	vm->cpu_features = og_field_text(f, "FEATURES");
	return 0;
}

static int read_template(const struct og_xml_node *tmpl,
			 const struct og_driver_conf *conf, struct og_vm *vm,
			 struct og_err *err)
{
	int r;

	if (!tmpl)
		return og_err_set(err, -EINVAL, "<VM> has no TEMPLATE");
	r = og_vm_read_capacity(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	r = read_machine(tmpl, conf, vm, err);
	if (r < 0)
		return r;
	r = og_vm_read_topology(tmpl, vm, err);
	if (r < 0)
		return r;
	r = og_vm_read_pci(tmpl, conf, vm, err);
	return r < 0 ? r : og_cells_settle(vm, err);
}

static int read_vm(const struct og_xml_node *root,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err)
{
	int r;

	r = read_identity(root, vm, err);
	if (r < 0)
		return r;
	r = read_template(og_xml_child(root, "TEMPLATE"), conf, vm, err);
	if (r < 0)
		return r;
	return read_history(root, conf, vm, err);
}

int og_vm_read(const struct og_xml_node *root,
	       const struct og_driver_conf *conf, struct og_vm *ret_vm,
	       struct og_err *err)
{
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
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
	r = read_vm(root, conf, &vm, err);
	if (r < 0) {
		og_err_prefix(err, "VM %d", vm.id);
		return r;
	}
	*ret_vm = vm;
	vm = (struct og_vm){ 0 };
	return 0;
}

int og_vm_read_guest(const struct og_xml_node *root,
		     const struct og_driver_conf *conf, struct og_vm *vm,
		     struct og_err *err)
{
	const struct og_xml_node *tmpl = og_xml_child(root, "TEMPLATE");
	int r;

	r = og_vm_check_once(tmpl, err);
	if (r == 0)
		r = read_cpu_model(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_os(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_features(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_devices(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_display(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_guard(tmpl, conf, vm, err);
	if (r == 0)
		r = og_vm_read_raw(tmpl, conf, vm, err);
	return r < 0 ? og_err_prefix(err, "VM %d", vm->id) : 0;
}
