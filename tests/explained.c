// SPDX-License-Identifier: Apache-2.0
#include "explained.h"

#include <fnmatch.h>
#include <stdio.h>
#include <strings.h>

#include "cells.h"
#include "domain-ns.h"

struct seen {
	const struct og_domdiff *diff;
	const struct og_vm *vm;
	const struct og_driver_conf *conf;
};

static bool attr_is(const struct og_xml_node *node, const char *name,
		    const char *value)
{
	const char *text = node ? og_xml_attr(node, name) : NULL;

	return text && strcmp(text, value) == 0;
}

static bool only_oned(const struct seen *s)
{
	return !s->diff->ours;
}

static bool both(const struct seen *s)
{
	return s->diff->oned_text && s->diff->our_text;
}

static bool is_ours(const struct seen *s)
{
	const char *ns = s->diff->ours ? og_xml_ns(s->diff->ours) : NULL;

	return !s->diff->oned && ns && strcmp(ns, OG_DOMAIN_NS) == 0;
}

static bool ours_is(const struct seen *s, const char *text)
{
	return s->diff->our_text && strcmp(s->diff->our_text, text) == 0;
}

static bool has_devices(const struct seen *s)
{
	return s->vm->n_pci > 0;
}

static bool no_balloon(const struct seen *s)
{
	return has_devices(s) && !s->diff->oned &&
	       attr_is(s->diff->ours, "model", "none");
}

/* A device below an expander: then the tree is ours to make. */
static bool has_expander(const struct seen *s)
{
	for (size_t i = 0; i < s->vm->n_pci; i++)
		if (s->vm->pci[i].bus_index >= 0)
			return true;
	return false;
}

static bool of_cells(const struct seen *s)
{
	return has_devices(s) && s->vm->n_cells > 0;
}

/* Cells have expanders whether a device is below one or not. */
static bool ours_of_expanders(const struct seen *s)
{
	return !s->diff->oned && (has_expander(s) || of_cells(s));
}

static bool is_vfio(const struct seen *s)
{
	return attr_is(s->diff->ours, "name", "vfio");
}

static bool no_expanders(const struct seen *s)
{
	return s->vm->flat_pci && has_devices(s);
}

static bool pinned_memory(const struct seen *s)
{
	return has_devices(s) && s->vm->memory_max && !s->vm->hotplug;
}

/* The kernel's form: oned's stream was left in hex mode. */
static bool in_hex(const struct seen *s)
{
	const char *a = s->diff->oned_text, *b = s->diff->our_text;
	char *end_a, *end_b;

	return both(s) && s->vm->guard.sev &&
	       strtoull(a, &end_a, 16) == strtoull(b, &end_b, 10) && !*end_a &&
	       !*end_b;
}

/* The deployment is later than what the VM was told. */
static bool sev_time(const struct seen *s)
{
	return both(s) && s->vm->guard.sev;
}

static bool may_grow(const struct seen *s)
{
	return s->vm->vcpus_max > s->vm->vcpus;
}

static bool hotplug_with_topology(const struct seen *s)
{
	return !s->diff->oned && s->vm->hotplug && s->vm->has_topology;
}

static unsigned number(const struct og_xml_node *node, const char *name)
{
	const char *text = og_xml_attr(node, name);

	return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static bool cannot_be(const struct seen *s)
{
	const struct og_xml_node *oned = s->diff->oned, *ours = s->diff->ours;
	unsigned want = s->vm->vcpus_max;

	return oned && ours &&
	       number(oned, "sockets") * number(oned, "cores") *
			       number(oned, "threads") !=
		       want &&
	       number(ours, "sockets") * number(ours, "cores") *
			       number(ours, "threads") ==
		       want;
}

static bool no_secure_bios(const struct seen *s)
{
	return only_oned(s) && s->vm->os.firmware == OG_FIRMWARE_BIOS;
}

static bool loads(const struct seen *s)
{
	return s->vm->os.bootloader != NULL;
}

static bool is_mode(const struct seen *s)
{
	const char *model = s->vm->cpu_model;

	return model && (strcmp(model, "host-model") == 0 ||
			 strcmp(model, "maximum") == 0);
}

static bool whole_cpu(const struct seen *s)
{
	return has_devices(s) && !s->diff->oned_text && s->vm->cpu_model &&
	       strcmp(s->vm->cpu_model, "host-passthrough") == 0;
}

static bool huge(const struct seen *s)
{
	return s->vm->hugepage_kb && !s->diff->oned_text;
}

static bool other_case(const struct seen *s)
{
	return both(s) &&
	       strcasecmp(s->diff->oned_text, s->diff->our_text) == 0;
}

static bool no_cells(const struct seen *s)
{
	return !s->diff->oned && s->vm->mem_access && !s->vm->n_cells;
}

static bool self(const struct seen *s)
{
	return ours_is(s, "10") && s->vm->n_cells;
}

static bool has_markup(const char *text)
{
	return text && text[strcspn(text, "<>&")];
}

static bool name_is_markup(const struct seen *s)
{
	return has_markup(s->vm->name);
}

static bool serial_is_markup(const struct seen *s)
{
	return s->diff->ours && has_markup(og_xml_text(s->diff->ours));
}

static bool folder_in_name(const struct seen *s)
{
	return both(s) && (strchr(s->vm->name, '/') || has_markup(s->vm->name));
}

/* oned's number is none that libvirt takes. */
static bool no_distance(const struct seen *s)
{
	long value =
		s->diff->oned_text ? strtol(s->diff->oned_text, NULL, 10) : 10;

	return value < 10 || value > 255;
}

static bool same_but_blanks(const struct seen *s)
{
	const char *oned = s->diff->oned_text;

	return both(s) &&
	       strcmp(oned + strspn(oned, " "), s->diff->our_text) == 0;
}

static bool nothing_pinned(const struct seen *s)
{
	for (size_t i = 0; i < s->vm->n_cells; i++)
		if (s->vm->cells[i].n_cpus)
			return false;
	return only_oned(s);
}

static bool moved_to_pc(const struct seen *s)
{
	unsigned device = 0;

	return sscanf(s->diff->path, "devices/hostdev[%u]", &device) == 1 &&
	       device < s->vm->n_pci && s->vm->pci[device].moved_flat;
}

static bool hidden(const struct seen *s)
{
	return !s->diff->oned && s->vm->features.kvm_hidden;
}

/* A device without a node beside expanders: oned gives it one of their names.
 */
static bool is_flat(const struct seen *s, size_t device)
{
	return device < s->vm->n_pci && s->vm->pci[device].bus_index < 0;
}

static bool flat_beside_expanders(const struct seen *s)
{
	unsigned device = 0;

	return of_cells(s) &&
	       sscanf(s->diff->path, "devices/hostdev[%u]", &device) == 1 &&
	       is_flat(s, device);
}

static bool has_iothreads(const struct seen *s)
{
	return !s->diff->oned && s->vm->iothreads;
}

static bool remaps(const struct seen *s)
{
	return !s->diff->oned && s->vm->guard.iommu.mode;
}

static bool no_target_of_ide(const struct seen *s)
{
	return only_oned(s) && s->vm->machine != OG_MACHINE_Q35 &&
	       number(s->diff->oned, "target") > 0;
}

/* What makes no cell, and how far others are from it. */
static bool left_out(const struct seen *s)
{
	const struct og_xml_node *oned = s->diff->oned;

	return only_oned(s) && s->vm->n_empty && oned &&
	       og_cells_find(s->vm, number(oned, "id")) < 0;
}

static const struct row {
	const char *path;
	bool (*when)(const struct seen *s);
	const char *reason;
} rows[] = {
	{ "metadata[[]0]/onegpu-vm", is_ours,
	  "ours tells what was moved and renumbered" },
	{ "metadata[[]0]/vm[[]0]/opennebula_version[[]0]", only_oned,
	  "a VM does not tell oned's version" },
	{ "metadata[[]0]/vm[[]0]/deployment_time[[]0]", both,
	  "the VM was sent before oned made its domain" },
	{ "metadata[[]0]/vm[[]0]/*id[[]0]", in_hex,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "metadata[[]0]/vm[[]0]/stime[[]0]", sev_time,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "memtune[[]0]/hard_limit[[]0]", in_hex,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "devices/disk[[]*]/address[[]0]", no_target_of_ide,
	  "libvirt refuses an IDE disk at a target but 0" },
	{ "devices/memballoon[[]0]", no_balloon,
	  "a device pins all memory: a balloon can only break" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", flat_beside_expanders,
	  "libvirt refuses the bus that oned names: it gets a port of pcie.0" },
	{ "devices/controller[[]pci:*", of_cells,
	  "expanders by host node, told the cell that stands on it" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", has_expander,
	  "on the guest bus that oned promised: the index is but a name" },
	{ "devices/iommu[[]*]/driver[[]0]/@pciBus", has_expander,
	  "on the guest bus that oned promised: the index is but a name" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", moved_to_pc,
	  "i440fx has no expanders: a flat address instead" },
	{ "devices/hostdev[[]*]/address[[]0]/@*", no_expanders,
	  "Q35_NUMA_PCIE=NO has no expanders: a flat address instead" },
	{ "devices/controller[[]usb:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/controller[[]virtio-serial:0]", ours_of_expanders,
	  "libvirt's own, declared to keep it off the expanders" },
	{ "devices/*/address[[]0]", ours_of_expanders,
	  "emulated devices stay off the expanders" },
	{ "memory[[]0]", pinned_memory,
	  "a device pins all memory: it has what oned booked" },
	{ "currentMemory[[]0]", pinned_memory,
	  "a device pins all memory: it has what oned booked" },
	{ "devices/hostdev[[]*]/driver[[]0]*", is_vfio,
	  "libvirt makes no command line without the driver's name" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/@cpus", may_grow,
	  "vCPUs that are added later need a cell" },
	{ "cputune[[]0]/vcpupin[[]*", may_grow,
	  "vCPUs that are added later are pinned too" },
	{ "cputune[[]0]/iothreadpin[[]*", has_iothreads,
	  "an I/O thread stays where the emulator's other threads are" },
	{ "maxMemory[[]0]", hotplug_with_topology,
	  "oned writes none beside a TOPOLOGY: nothing could be added" },
	{ "cpu[[]0]/topology[[]0]/@*", cannot_be,
	  "oned's do not multiply to the vCPUs, libvirt refuses them" },
	{ "features[[]0]/smm[[]0]", no_secure_bios, "BIOS has no secure boot" },
	{ "features[[]0]", no_secure_bios, "BIOS has no secure boot" },
	{ "os[[]0]/bootloader[[]0]", loads, "libvirt reads it beside <os>" },
	{ "bootloader[[]0]", loads, "libvirt reads it beside <os>" },
	{ "cpu[[]0]/@mode", is_mode, "a mode of libvirt's, no model" },
	{ "cpu[[]0]/model[[]0]", is_mode, "a mode of libvirt's, no model" },
	{ "cpu[[]0]/@check", whole_cpu, "what GPU workloads want" },
	{ "cpu[[]0]/cache[[]0]", whole_cpu, "what GPU workloads want" },
	{ "cpu[[]0]/maxphysaddr[[]0]", whole_cpu,
	  "BARs of GPUs lie above what a default CPU addresses" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*", left_out,
	  "QEMU starts no guest with a cell of neither CPUs nor memory" },
	{ "memoryBacking[[]0]/hugepages[[]0]/page[[]0]/@unit", huge,
	  "the size's unit is told" },
	{ "memoryBacking[[]0]/hugepages[[]0]/page[[]0]/@nodeset", huge,
	  "the pages' cells are told" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/@memAccess", other_case,
	  "libvirt knows these words in small letters" },
	{ "memoryBacking[[]0]*", no_cells,
	  "oned drops MEMORY_ACCESS of a VM without cells" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/distances[[]0]/sibling[[]*/@value", self,
	  "a cell is at 10 from itself, libvirt refuses others" },
	{ "os[[]0]/nvram[[]0]", folder_in_name,
	  "a VM's name must not lead out of its folder, nor be markup" },
	{ "title[[]0]*", name_is_markup, "oned does not escape a VM's name" },
	{ "devices/disk[[]*/serial[[]0]*", serial_is_markup,
	  "oned does not escape a serial" },
	{ "cputune[[]0]/emulatorpin[[]0]", nothing_pinned,
	  "oned failed to pin, and writes an empty list" },
	{ "numatune[[]0]", nothing_pinned,
	  "oned failed to pin, and writes an empty element" },
	{ "cpu[[]0]/feature[[]*/@name", same_but_blanks,
	  "a blank is no part of a feature's name" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/distances[[]0]/sibling[[]*/@value",
	  no_distance, "libvirt takes distances from 10 to 255" },
	{ "devices/*/@*", other_case,
	  "libvirt knows these words in small letters" },
	{ "features[[]0]/ioapic[[]0]", remaps,
	  "libvirt refuses an IOMMU that remaps interrupts without it" },
	{ "features[[]0]/kvm[[]0]", hidden, "KVM_HIDDEN is ours" },
	{ "features[[]0]/hyperv[[]0]*", hidden, "KVM_HIDDEN is ours" },
};

/* VMs that ours refuses with one line, where libvirt refuses oned's domain. */
static const struct {
	const char *words, *reason;
} refusals[] = {
	{ "it must be one of", "libvirt's schema knows no other word" },
	{ "has UUID=", "libvirt reads no such UUID" },
	{ "that is not well-formed", "then the domain is not either" },
	{ "VIDEO has no TYPE", "oned writes what it read last" },
	{ "more than one MEMORY_ENCRYPTION", "libvirt takes one" },
	{ "more than its VCPU_MAX", "libvirt refuses it" },
};

const char *og_explained_refusal(const struct og_err *why)
{
	for (size_t i = 0; i < OG_COUNT(refusals); i++)
		if (strstr(why->msg, refusals[i].words))
			return refusals[i].reason;
	return NULL;
}

const char *og_explained(const struct og_domdiff *diff, const struct og_vm *vm,
			 const struct og_driver_conf *conf)
{
	const struct seen seen = { diff, vm, conf };

	for (size_t i = 0; i < OG_COUNT(rows); i++)
		if (fnmatch(rows[i].path, diff->path, 0) == 0 &&
		    rows[i].when(&seen))
			return rows[i].reason;
	return NULL;
}
