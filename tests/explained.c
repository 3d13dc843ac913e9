// SPDX-License-Identifier: Apache-2.0
/* What is outside <devices>; explained-devices.c has the rest. */
#include <fnmatch.h>
#include <strings.h>

#include "cells.h"
#include "cpuset.h"
#include "domain-ns.h"
#include "explained-part.h"
#include "vm-text.h"

bool og_seen_attr(const struct og_xml_node *node, const char *name,
		  const char *value)
{
	const char *text = node ? og_xml_attr(node, name) : NULL;

	return text && strcmp(text, value) == 0;
}

bool og_seen_only_oned(const struct og_seen *s)
{
	return !s->diff->ours;
}

bool og_seen_both(const struct og_seen *s)
{
	return s->diff->oned_text && s->diff->our_text;
}

static bool is_ours(const struct og_seen *s)
{
	const char *ns = s->diff->ours ? og_xml_ns(s->diff->ours) : NULL;

	return !s->diff->oned && ns && strcmp(ns, OG_DOMAIN_NS) == 0;
}

static bool ours_is(const struct og_seen *s, const char *text)
{
	return s->diff->our_text && strcmp(s->diff->our_text, text) == 0;
}

bool og_seen_has_devices(const struct og_seen *s)
{
	return s->vm->n_pci > 0;
}

/* A device below an expander: then the tree is ours to make. */
bool og_seen_has_expander(const struct og_seen *s)
{
	for (size_t i = 0; i < s->vm->n_pci; i++)
		if (s->vm->pci[i].bus_index >= 0)
			return true;
	return false;
}

static bool pinned_memory(const struct og_seen *s)
{
	return og_seen_has_devices(s) && s->vm->memory_max && !s->vm->hotplug;
}

/* The kernel's form: oned's stream was left in hex mode. */
static bool in_hex(const struct og_seen *s)
{
	const char *a = s->diff->oned_text, *b = s->diff->our_text;
	char *end_a, *end_b;

	return og_seen_both(s) && s->vm->guard.sev &&
	       strtoull(a, &end_a, 16) == strtoull(b, &end_b, 10) && !*end_a &&
	       !*end_b;
}

/* The deployment is later than what the VM was told. */
static bool sev_time(const struct og_seen *s)
{
	return og_seen_both(s) && s->vm->guard.sev;
}

static bool may_grow(const struct og_seen *s)
{
	return s->vm->vcpus_max > s->vm->vcpus;
}

static bool hotplug_with_topology(const struct og_seen *s)
{
	return !s->diff->oned && s->vm->hotplug && s->vm->has_topology;
}

unsigned og_seen_number(const struct og_xml_node *node, const char *name)
{
	const char *text = og_xml_attr(node, name);

	return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static bool cannot_be(const struct og_seen *s)
{
	const struct og_xml_node *oned = s->diff->oned, *ours = s->diff->ours;
	unsigned want = s->vm->vcpus_max;

	return oned && ours &&
	       og_seen_number(oned, "sockets") * og_seen_number(oned, "cores") *
			       og_seen_number(oned, "threads") !=
		       want &&
	       og_seen_number(ours, "sockets") * og_seen_number(ours, "cores") *
			       og_seen_number(ours, "threads") ==
		       want;
}

static bool no_secure_bios(const struct og_seen *s)
{
	return og_seen_only_oned(s) && s->vm->os.firmware == OG_FIRMWARE_BIOS;
}

static bool loads(const struct og_seen *s)
{
	return s->vm->os.lost_bootloader;
}

static bool is_mode(const struct og_seen *s)
{
	const char *model = s->vm->cpu_model;

	return model && (strcmp(model, "host-model") == 0 ||
			 strcmp(model, "maximum") == 0);
}

static bool whole_cpu(const struct og_seen *s)
{
	return og_seen_has_devices(s) && !s->diff->oned_text &&
	       s->vm->cpu_model &&
	       strcmp(s->vm->cpu_model, "host-passthrough") == 0;
}

static bool huge(const struct og_seen *s)
{
	return s->vm->hugepage_kb && !s->diff->oned_text;
}

bool og_seen_other_case(const struct og_seen *s)
{
	return og_seen_both(s) &&
	       strcasecmp(s->diff->oned_text, s->diff->our_text) == 0;
}

static bool self(const struct og_seen *s)
{
	return ours_is(s, "10") && s->vm->n_cells;
}

bool og_seen_markup(const char *text)
{
	return text && text[strcspn(text, "<>&")];
}

static bool name_is_markup(const struct og_seen *s)
{
	return og_seen_markup(s->vm->name);
}

static bool folder_in_name(const struct og_seen *s)
{
	return og_seen_both(s) &&
	       (strchr(s->vm->name, '/') || og_seen_markup(s->vm->name));
}

/* oned's number is none that libvirt takes. */
static bool no_distance(const struct og_seen *s)
{
	long value =
		s->diff->oned_text ? strtol(s->diff->oned_text, NULL, 10) : 10;

	return value < 10 || value > 255 || (value == 10 && ours_is(s, "11"));
}

/* The element that a path begins with, where RAW has one too. */
static bool raw_has_part(const struct og_seen *s)
{
	og_autofree char *name =
		og_strndup(s->diff->path, strcspn(s->diff->path, "["));

	for (size_t i = 0; i < s->vm->n_raws; i++)
		if (og_text_has_piece(s->vm->raws[i], name))
			return true;
	return false;
}

/* RAW's second one is of the first in ours. */
static bool second_of_raw(const struct og_seen *s)
{
	return og_seen_only_oned(s) && raw_has_part(s);
}

static bool from_raw(const struct og_seen *s)
{
	return !s->diff->oned && raw_has_part(s);
}

static bool same_but_blanks(const struct og_seen *s)
{
	const char *oned = s->diff->oned_text;

	return og_seen_both(s) &&
	       strcmp(oned + strspn(oned, " "), s->diff->our_text) == 0;
}

static bool nothing_pinned(const struct og_seen *s)
{
	for (size_t i = 0; i < s->vm->n_cells; i++)
		if (s->vm->cells[i].n_cpus)
			return false;
	return og_seen_only_oned(s);
}

static bool hidden(const struct og_seen *s)
{
	return !s->diff->oned && s->vm->features.kvm_hidden;
}

static bool remaps(const struct og_seen *s)
{
	return !s->diff->oned && s->vm->guard.iommu.mode;
}

static bool only_ioapic(const struct og_seen *s)
{
	const struct og_xml_node *first =
		remaps(s) ? og_xml_child(s->diff->ours, NULL) : NULL;

	return first && strcmp(og_xml_name(first), "ioapic") == 0 &&
	       !og_xml_next(first, NULL);
}

/* Its list goes on from a cell that has none: ",8,9". */
static bool begins_with_comma(const struct og_seen *s)
{
	const char *oned = s->diff->oned_text, *ours = s->diff->our_text;
	struct og_cpuset a, b;

	return og_seen_both(s) && *oned == ',' &&
	       og_cpuset_parse(oned + 1, strlen(oned + 1), &a) == 0 &&
	       og_cpuset_parse(ours, strlen(ours), &b) == 0 &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

static bool has_iothreads(const struct og_seen *s)
{
	return !s->diff->oned && s->vm->iothreads;
}

/* libvirt has no word of its own for it; the user's words are oned's too. */
static bool spares_io(const struct og_seen *s)
{
	const struct og_xml_node *arg =
		s->diff->oned ? NULL : og_xml_child(s->diff->ours, "arg");

	return og_seen_attr(arg, "value", "-global") &&
	       s->vm->os.firmware != OG_FIRMWARE_BIOS && s->vm->n_cells > 0;
}

static bool keeps_variables(const struct og_seen *s)
{
	return !s->diff->oned && s->vm->os.firmware == OG_FIRMWARE_UEFI &&
	       !s->vm->guard.sev;
}

/* What makes no cell, and how far others are from it. */
static bool left_out(const struct og_seen *s)
{
	const struct og_xml_node *oned = s->diff->oned;

	return og_seen_only_oned(s) && s->vm->n_empty && oned &&
	       og_cells_find(s->vm, og_seen_number(oned, "id")) < 0;
}

static const struct og_explained_row rows[] = {
	{ "metadata[[]0]/onegpu-vm", is_ours,
	  "ours tells what was moved and renumbered" },
	{ "metadata[[]0]/vm[[]0]/opennebula_version[[]0]", og_seen_only_oned,
	  "a VM does not tell oned's version" },
	{ "metadata[[]0]/vm[[]0]/deployment_time[[]0]", og_seen_both,
	  "the VM was sent before oned made its domain" },
	{ "metadata[[]0]/vm[[]0]/*id[[]0]", in_hex,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "metadata[[]0]/vm[[]0]/stime[[]0]", sev_time,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "memtune[[]0]/hard_limit[[]0]", in_hex,
	  "oned's stream is in hex mode behind a SEV policy" },
	{ "memory[[]0]", pinned_memory,
	  "a device pins all memory: it has what oned booked" },
	{ "currentMemory[[]0]", pinned_memory,
	  "a device pins all memory: it has what oned booked" },
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
	{ "os[[]0]/bootloader[[]0]", loads,
	  "libvirt does not look there, and where it does QEMU has none" },
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
	{ "cpu[[]0]/numa[[]0]/cell[[]*/@memAccess", og_seen_other_case,
	  "libvirt knows these words in small letters" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/distances[[]0]/sibling[[]*/@value", self,
	  "a cell is at 10 from itself, libvirt refuses others" },
	{ "commandline[[]0]", spares_io,
	  "UEFI gives no BARs where root ports ask for more I/O than it has" },
	{ "os[[]0]/nvram[[]0]", keeps_variables,
	  "libvirt may choose UEFI for encrypted guests, of no variables" },
	{ "os[[]0]/nvram[[]0]", folder_in_name,
	  "a VM's name must not lead out of its folder, nor be markup" },
	{ "title[[]0]*", name_is_markup, "oned does not escape a VM's name" },
	{ "cputune[[]0]/emulatorpin[[]0]", nothing_pinned,
	  "oned failed to pin, and writes an empty list" },
	{ "cputune[[]0]/emulatorpin[[]0]/@cpuset", begins_with_comma,
	  "libvirt reads no list that begins with a comma" },
	{ "numatune[[]0]", nothing_pinned,
	  "oned failed to pin, and writes an empty element" },
	{ "cpu[[]0]/feature[[]*/@name", same_but_blanks,
	  "a blank is no part of a feature's name" },
	{ "cpu[[]0]/numa[[]0]/cell[[]*/distances[[]0]/sibling[[]*/@value",
	  no_distance, "libvirt takes distances from 10 to 255" },
	{ "features[[]0]", only_ioapic,
	  "libvirt refuses an IOMMU that remaps interrupts without it" },
	{ "features[[]0]/ioapic[[]0]", remaps,
	  "libvirt refuses an IOMMU that remaps interrupts without it" },
	{ "*[[]1]", second_of_raw,
	  "libvirt's schema has room for one; of a <cpu> it reads the first" },
	{ "*[[]0]/*", from_raw, "libvirt reads RAW's and the VM's as one" },
	{ "features[[]0]/kvm[[]0]", hidden, "KVM_HIDDEN is ours" },
	{ "features[[]0]/hyperv[[]0]*", hidden, "KVM_HIDDEN is ours" },
};

/* VMs that ours refuses with one line, where libvirt refuses oned's domain. */
static const struct {
	const char *words, *reason;
} refusals[] = {
	{ "it must be one of", "libvirt's schema knows no other word" },
	{ "it is one of", "libvirt's schema knows no other word" },
	{ "does not belong there", "libvirt's schema takes no such name" },
	{ "BOUND_", "libvirt reads no such rate" },
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

static const char *find(const struct og_seen *s,
			const struct og_explained_row *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fnmatch(row[i].path, s->diff->path, 0) == 0 &&
		    row[i].when(s))
			return row[i].reason;
	return NULL;
}

const char *og_explained(const struct og_seen *s)
{
	const char *reason = find(s, rows, OG_COUNT(rows));

	return reason ? reason
		      : find(s, og_explained_devices,
			     og_explained_devices_count);
}
