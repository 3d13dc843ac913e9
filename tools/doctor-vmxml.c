// SPDX-License-Identifier: Apache-2.0
/* What a vm.xml asks of a host; all else in it is passed over. */
#include <errno.h>
#include <strings.h>

#include "doctor-vm.h"
#include "num.h"
#include "xmltree.h"

enum {
	DEVICES_MAX = 256,
	CELLS_MAX = 128,
	MB_MAX = 1 << 30,
	PATH_MAX_HERE = 4096,
};

void og_vm_wish_free(struct og_vm_wish *wish)
{
	free(wish->name);
	free(wish->firmware);
	free(wish->devices);
	free(wish->cells);
	*wish = (struct og_vm_wish){ 0 };
}

/* A number of the document; `value` stays where it is not there. */
static int read_number(const struct og_xml_node *node, const char *path,
		       int64_t max, int64_t *value, struct og_err *err)
{
	const char *text = og_xml_value(node, path);
	int64_t number;

	if (!text)
		return 0;
	if (og_num_i64(text, strlen(text), 0, max, &number) < 0)
		return og_err_set(err, -EINVAL,
				  "%s is \"%.64s\": it must be a number from 0 "
				  "to %lld",
				  path, text, (long long)max);
	*value = number;
	return 0;
}

static int read_hex(const struct og_xml_node *pci, const char *name,
		    int32_t *ret_value, struct og_err *err)
{
	const char *text = og_xml_value(pci, name);
	uint32_t value;

	*ret_value = -1;
	if (!text)
		return 0;
	if (og_num_hex(text, strlen(text), 4, &value) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: %s is \"%.64s\": it must be up to "
				  "four hex digits",
				  og_xml_line(pci), name, text);
	*ret_value = (int32_t)value;
	return 0;
}

static int read_device(const struct og_xml_node *pci, struct og_vm_wish *wish,
		       struct og_err *err)
{
	const char *address = og_xml_value(pci, "ADDRESS");
	struct og_vm_device device = { 0 };

	if (!address)
		address = og_xml_value(pci, "SHORT_ADDRESS");
	device.has_address = address != NULL;
	if (address && og_bdf_parse(address, strlen(address), &device.bdf) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: \"%.64s\" is no PCI address",
				  og_xml_line(pci), address);
	if (read_hex(pci, "VENDOR", &device.vendor, err) < 0 ||
	    read_hex(pci, "DEVICE", &device.device, err) < 0 ||
	    read_hex(pci, "CLASS", &device.class_id, err) < 0)
		return -EINVAL;
	if (!address && device.vendor < 0 && device.device < 0 &&
	    device.class_id < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: <PCI> names no device: it needs "
				  "SHORT_ADDRESS, or VENDOR, DEVICE or CLASS",
				  og_xml_line(pci));
	if (wish->n_devices == DEVICES_MAX)
		return og_err_set(err, -E2BIG, "more than %d PCI devices",
				  DEVICES_MAX);
	OG_RESERVE(wish->devices, wish->n_devices + 1, wish->cap_devices);
	wish->devices[wish->n_devices++] = device;
	return 0;
}

/* A NIC that is passed through has TYPE=PCI in a vector PCI of its own too. */
static int read_devices(const struct og_xml_node *tmpl, struct og_vm_wish *wish,
			struct og_err *err)
{
	og_xml_each (pci, tmpl, "PCI") {
		int r = read_device(pci, wish, err);

		if (r < 0)
			return r;
	}
	return 0;
}

static int read_cells(const struct og_xml_node *tmpl, struct og_vm_wish *wish,
		      struct og_err *err)
{
	og_xml_each (node, tmpl, "NUMA_NODE") {
		int64_t cpus = 0, memory = 0;

		if (read_number(node, "TOTAL_CPUS", OG_CPU_MAX, &cpus, err) <
			    0 ||
		    read_number(node, "MEMORY", OG_MEMORY_MAX, &memory, err) <
			    0)
			return err->code;
		if (wish->n_cells == CELLS_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d NUMA_NODE vectors",
					  CELLS_MAX);
		OG_RESERVE(wish->cells, wish->n_cells + 1, wish->cap_cells);
		wish->cells[wish->n_cells++] =
			(struct og_vm_cell){ (uint32_t)cpus, memory };
	}
	return 0;
}

static void read_firmware(const struct og_xml_node *tmpl,
			  struct og_vm_wish *wish)
{
	const char *text = og_xml_value(tmpl, "OS/FIRMWARE");

	if (!text || strcasecmp(text, "BIOS") == 0)
		return;
	wish->uefi = true;
	if (text[0] == '/' && strlen(text) < PATH_MAX_HERE)
		wish->firmware = og_strdup(text);
}

static int read_sizes(const struct og_xml_node *tmpl, struct og_vm_wish *wish,
		      struct og_err *err)
{
	const char *cpu = og_xml_value(tmpl, "CPU");
	const char *pin = og_xml_value(tmpl, "TOPOLOGY/PIN_POLICY");
	int64_t vcpus = 0, memory = 0, threads = 1, hugepage = 0;

	/* CPU may be a fraction: then it is one vCPU. */
	if (cpu)
		og_num_i64(cpu, strcspn(cpu, "."), 1, OG_CPU_MAX, &vcpus);
	if (vcpus < 1)
		vcpus = 1;
	if (read_number(tmpl, "VCPU", OG_CPU_MAX, &vcpus, err) < 0 ||
	    read_number(tmpl, "MEMORY", MB_MAX, &memory, err) < 0 ||
	    read_number(tmpl, "TOPOLOGY/THREADS", 64, &threads, err) < 0 ||
	    read_number(tmpl, "TOPOLOGY/HUGEPAGE_SIZE", 1 << 20, &hugepage,
			err) < 0)
		return err->code;
	wish->vcpus = (uint32_t)vcpus;
	wish->memory = memory * 1024;
	wish->threads = threads ? (uint32_t)threads : 1;
	wish->hugepage_kb = (uint64_t)hugepage * 1024;
	wish->pin = pin ? og_pin_parse(pin) : OG_PIN_NONE;
	return 0;
}

int og_vm_wish_parse(const char *text, size_t len, struct og_vm_wish *ret_wish,
		     struct og_err *err)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	og_cleanup(og_vm_wish_free) struct og_vm_wish wish = { .id = -1 };
	const struct og_xml_node *root, *tmpl;
	int64_t id = -1;

	if (og_xml_doc_parse(text, len, &doc, err) < 0)
		return err->code;
	root = og_xml_root(doc);
	tmpl = og_xml_child(root, "TEMPLATE");
	if (strcmp(og_xml_name(root), "VM") != 0 || !tmpl)
		return og_err_set(err, -EINVAL,
				  "no <VM> with a <TEMPLATE>: save one with "
				  "onevm show --xml <id>");
	if (read_number(root, "ID", INT32_MAX, &id, err) < 0 ||
	    read_sizes(tmpl, &wish, err) < 0 ||
	    read_devices(tmpl, &wish, err) < 0 ||
	    read_cells(tmpl, &wish, err) < 0)
		return err->code;
	read_firmware(tmpl, &wish);
	wish.id = (int32_t)id;
	if (og_xml_value(root, "NAME"))
		wish.name = og_strdup(og_xml_value(root, "NAME"));
	*ret_wish = wish;
	wish = (struct og_vm_wish){ 0 };
	return 0;
}
