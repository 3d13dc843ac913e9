// SPDX-License-Identifier: Apache-2.0
/*
 * The machine as it is: lib/hwtopo for nodes, sysfs for devices, lib/live for
 * what runs, and onegpu-pci for names, since it is the one that reads pci.ids.
 */
#include <errno.h>

#include "hwtopo.h"
#include "layout.h"
#include "live.h"
#include "moves.h"
#include "netif.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "probed.h"
#include "proc.h"
#include "syscpu.h"
#include "tmpfile.h"
#include "topo.h"

struct sources {
	struct og_root *root;
	struct og_files files;
	struct og_hwtopo *hw;
	struct og_pcidevs pci;
	struct og_probed names;
	struct og_live live;
	char *vms_unknown;
};

static void free_sources(struct sources *src)
{
	free(src->vms_unknown);
	og_live_free(&src->live);
	og_probed_free(&src->names);
	og_pcidevs_free(&src->pci);
	og_hwtopo_free(src->hw);
	og_root_free(src->root);
}

/* --- names --- */

/* Without them the ids are shown: no reason to fail. */
static void read_names(struct sources *src)
{
	og_autofree char *program = og_layout_program("probes", "onegpu-pci");
	og_cleanup(og_tmpfile_drop) char *conf = NULL;
	og_autobuf text = OG_BUF_INIT;
	og_autoproc proc = { 0 };

	og_buf_str(&text, ":filter: '*:*'\n");
	if (og_tmpfile_make("pci.conf", &text, &conf, NULL) < 0 ||
	    og_proc_run((const char *[]){ program, "--conf", conf, "--sysroot",
					  og_root_path(src->root), NULL },
			NULL, &proc, NULL) < 0 ||
	    proc.status != 0)
		return;
	if (og_probed_parse(og_buf_text(&proc.out), proc.out.len, &src->names,
			    NULL) < 0)
		src->names = (struct og_probed){ 0 };
}

/* "AD102GL [L40S]" is known as L40S. */
static char *short_name(const char *name)
{
	const char *open = strrchr(name, '['), *close = strrchr(name, ']');

	if (open && close && close > open + 1 && !close[1])
		return og_strndup(open + 1, (size_t)(close - open - 1));
	return og_strdup(name);
}

static char *name_of(const struct sources *src, const struct og_pcidev *dev)
{
	const struct og_probed_device *probed =
		og_probed_find(&src->names, &dev->bdf);

	if (probed && strncmp(probed->name, "Device ", 7) != 0)
		return short_name(probed->name);
	return og_asprintf("%04x:%04x", dev->vendor, dev->device);
}

/* --- devices --- */

static void take_tree(const struct og_pcidev *dev,
		      struct og_topo_device *device)
{
	struct og_pcitree tree = { 0 };

	og_pcitree_parse(dev->path, &tree);
	device->has_root = tree.has_root;
	device->root_domain = tree.root.domain;
	device->root_bus = tree.root.bus;
	device->has_switch = tree.has_switch;
	device->nearest_switch = tree.nearest_switch;
}

static void take_device(const struct sources *src, const struct og_pcidev *dev,
			enum og_topo_kind kind, struct og_topo *topo)
{
	const struct og_live_domain *domain =
		og_live_holder(&src->live, &dev->bdf, -1);
	struct og_topo_device *device = og_topo_add_device(topo);

	device->bdf = dev->bdf;
	device->kind = kind;
	device->node = dev->node;
	if (!og_host_node(&topo->host, device->node))
		device->node = og_hwtopo_pci_node(src->hw, &dev->bdf);
	take_tree(dev, device);
	device->name = name_of(src, dev);
	device->ifname =
		kind == OG_TOPO_NIC ? og_netif_name(&src->files, dev) : NULL;
	device->driver = dev->driver ? og_strdup(dev->driver) : NULL;
	device->vfs = dev->numvfs > 0 ? (unsigned)dev->numvfs : 0;
	device->boot_vga = dev->boot_vga == OG_YES;
	device->is_vf = dev->sriov == OG_SRIOV_VF;
	if (domain) {
		device->vm = og_strdup(domain->name);
		device->vm_id = domain->held.vm == OG_RUNDOM_FOREIGN
					? OG_VM_NONE
					: domain->held.vm;
	}
}

/* Virtual functions are many: those that a VM has, and no others. */
static void take_devices(const struct sources *src, struct og_topo *topo)
{
	for (size_t i = 0; i < src->pci.n; i++) {
		const struct og_pcidev *dev = &src->pci.devs[i];
		enum og_topo_kind kind =
			og_topo_kind_of(dev->vendor, dev->class_id);
		bool held = og_live_holder(&src->live, &dev->bdf, -1) != NULL;

		if (held || (kind != OG_TOPO_OTHER && kind != OG_TOPO_CONSOLE &&
			     dev->sriov != OG_SRIOV_VF))
			take_device(src, dev, kind, topo);
	}
}

/* --- VMs --- */

static void take_held(const struct og_rundom *held, struct og_topo_vm *vm)
{
	for (size_t i = 0; i < held->n_pins; i++) {
		const struct og_rundom_pin *pin = &held->pins[i];
		bool floats = (held->ours && held->pin == OG_PIN_NONE) ||
			      og_cpuset_count(&pin->cpus) > pin->vcpus;

		og_cpuset_or(floats ? &vm->floats : &vm->cpus, &pin->cpus);
	}
	for (size_t i = 0; i < held->n_memory; i++) {
		og_cpuset_or(&vm->memory, &held->memory[i].nodes);
		vm->memory_kib += held->memory[i].kib;
	}
}

static void take_vms(const struct sources *src, struct og_topo *topo)
{
	for (size_t i = 0; i < src->live.n; i++) {
		const struct og_live_domain *domain = &src->live.domains[i];
		og_cleanup(og_moves_free) struct og_moves moves = { 0 };
		struct og_topo_vm *vm = og_topo_add_vm(topo);

		vm->name = og_strdup(domain->name);
		if (domain->held.vm != OG_RUNDOM_FOREIGN)
			vm->id = domain->held.vm;
		take_held(&domain->held, vm);
		og_moves_read(og_xml_root(domain->doc), &moves);
		vm->moved = og_moves_text(&moves);
	}
}

/* --- all of it --- */

static void take_isolated(const struct sources *src, struct og_host *host)
{
	struct og_cpuset cpus;

	if (og_syscpu_isolated(src->root, &cpus) < 0)
		return;
	for (int id = -1; (id = og_cpuset_next(&cpus, id)) >= 0;) {
		const struct og_node *node = og_host_node_of_cpu(host, id);
		struct og_cpu *cpu = node ? og_node_cpu(node, id, NULL) : NULL;

		if (cpu)
			cpu->isolated = true;
	}
}

static char *host_name(const struct og_root *root)
{
	char *name = NULL;

	if (og_root_line(root, "proc/sys/kernel/hostname", &name) < 0 &&
	    og_root_line(root, "etc/hostname", &name) < 0)
		return og_strdup("");
	return name;
}

/* Nodes and devices are worth a picture without the VMs. */
static int read_live(struct sources *src, const char *live, struct og_err *err)
{
	bool here = og_root_is_live(src->root);
	struct og_err why = { 0 };

	if (live)
		return og_live_read(&src->live, live, err);
	if (here && og_live_read(&src->live, OG_LIVE_SYSTEM, &why) < 0)
		src->vms_unknown = og_strdup(why.msg);
	return 0;
}

static int read_sources(const char *sysroot, const char *live, bool with_names,
			struct sources *src, struct og_err *err)
{
	int r = og_root_open(sysroot, &src->root, err);

	if (r < 0)
		return r;
	src->files =
		(struct og_files){ .ops = &og_files_real, .root = src->root };
	r = og_hwtopo_load(src->root, OG_HWTOPO_CORES | OG_HWTOPO_PCI, &src->hw,
			   err);
	if (r == 0)
		r = og_pciscan_ids(&src->files, &src->pci, err);
	if (r == 0)
		r = read_live(src, live, err);
	if (r < 0)
		return r;
	og_pciscan_details(&src->files, &src->pci);
	og_pcitraits_fill(&src->files, &src->pci);
	if (with_names && src->pci.n)
		read_names(src);
	return 0;
}

int og_topo_read_host(const char *sysroot, const char *live, bool with_names,
		      struct og_topo *ret_topo, struct og_err *err)
{
	og_cleanup(free_sources) struct sources src = { 0 };
	struct og_topo topo = { 0 };
	int r = read_sources(sysroot, live, with_names, &src, err);

	if (r == 0)
		r = og_hwtopo_host(src.hw, &topo.host, err);
	if (r < 0)
		return r;
	topo.name = host_name(src.root);
	topo.vms_unknown = og_steal(src.vms_unknown);
	take_isolated(&src, &topo.host);
	og_live_mark(&src.live, -1, &topo.host);
	take_devices(&src, &topo);
	take_vms(&src, &topo);
	og_topo_finish(&topo);
	*ret_topo = topo;
	return 0;
}
