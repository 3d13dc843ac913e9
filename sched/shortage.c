// SPDX-License-Identifier: Apache-2.0
#include "shortage.h"

#include "oned-nodes.h"
#include "oned-pci.h"

enum { DISPLAY = 3, ACCELERATOR = 0x12, NODES_TOLD = 4 };

const char *og_shortage_noun(const struct og_device *dev)
{
	unsigned base = dev->class_id >> 8;

	return base == DISPLAY || base == ACCELERATOR ? "GPU" : "device";
}

void og_shortage_put_cpus(struct og_buf *out, int64_t hundredths)
{
	int64_t n = hundredths < 0 ? -hundredths : hundredths;

	og_buf_fmt(out, "%s%lld", hundredths < 0 ? "-" : "",
		   (long long)(n / 100));
	if (n % 10)
		og_buf_fmt(out, ".%02d", (int)(n % 100));
	else if (n % 100)
		og_buf_fmt(out, ".%d", (int)(n % 100 / 10));
}

uint32_t og_shortage_cpus(const struct og_node *node, enum og_pin pin)
{
	uint32_t n = 0;

	for (size_t i = 0; i < node->n_cores; i++) {
		const struct og_core *core = &node->cores[i];
		uint32_t open = 0;

		for (size_t k = 0; k < core->n_cpus; k++)
			open += !core->cpus[k].isolated;
		n += pin == OG_PIN_CORE ? open > 0 : open;
	}
	return n;
}

/* ---- one node ----------------------------------------------------------- */

enum what { NOTHING, CPUS, PAGES, MEMORY };

/* What a node has of something that it has too little of. */
struct lack {
	enum what what;
	long long left, total, need;
};

static struct lack lack_of(const struct og_host *host, const struct og_vm *vm,
			   const struct og_vnode_request *v,
			   const struct og_node *node)
{
	uint64_t page_kb = vm->hugepage_mb * 1024;
	int64_t left = node->mem_total - node->mem_used;

	if (vm->pin != OG_PIN_NONE && vm->node_affinity < 0) {
		uint32_t cpus =
			og_fit_free_cpus(host, node, vm->pin, vm->threads);

		if (cpus < v->cpus)
			return (struct lack){ CPUS, cpus,
					      og_shortage_cpus(node, vm->pin),
					      v->cpus };
	}
	if (page_kb) {
		const struct og_pages *pages = og_oned_pages(node, page_kb);
		uint64_t n = pages && pages->total > pages->used
				     ? pages->total - pages->used
				     : 0;
		uint64_t need = (uint64_t)v->memory / page_kb;

		if (n == 0 || n < need)
			return (struct lack){ PAGES, (long long)n,
					      pages ? (long long)pages->total
						    : 0,
					      (long long)need };
	}
	if (left < v->memory)
		return (struct lack){ MEMORY, left / 1024,
				      node->mem_total / 1024,
				      v->memory / 1024 };
	return (struct lack){ .what = NOTHING };
}

static void put_lack(const struct og_vm *vm, const struct lack *lack,
		     struct og_buf *out)
{
	og_buf_fmt(out, "%lld of %lld ", lack->left, lack->total);
	if (lack->what == CPUS)
		og_buf_str(out, vm->pin == OG_PIN_CORE ? "cores" : "CPUs");
	else if (lack->what == PAGES)
		og_buf_fmt(out, "huge pages of %llu MiB",
			   (unsigned long long)vm->hugepage_mb);
	else
		og_buf_str(out, "MiB");
}

bool og_shortage_node(const struct og_host *host, const struct og_vm *vm,
		      const struct og_vnode_request *vnode, int32_t node,
		      struct og_buf *out)
{
	const struct og_node *n = og_host_node(host, node);
	struct lack lack;

	if (!n) {
		og_buf_str(out, "oned knows no such node there");
		return true;
	}
	lack = lack_of(host, vm, vnode, n);
	if (lack.what == NOTHING)
		return false;
	if (lack.what == CPUS && lack.total == 0) {
		og_buf_str(out, "that node has no CPUs");
		return true;
	}
	put_lack(vm, &lack, out);
	og_buf_fmt(out, " free there, %lld needed", lack.need);
	return true;
}

/* ---- all nodes ---------------------------------------------------------- */

/* The virtual node that is hardest to place: most CPUs, then most memory. */
static struct og_vnode_request hardest(const struct og_vm *vm)
{
	struct og_vnode_request most = vm->vnodes[0];

	for (size_t i = 1; i < vm->n_vnodes; i++)
		if (vm->vnodes[i].cpus > most.cpus ||
		    (vm->vnodes[i].cpus == most.cpus &&
		     vm->vnodes[i].memory > most.memory))
			most = vm->vnodes[i];
	/* With these oned looks for one node for all of its memory. */
	if (vm->node_affinity >= 0 || vm->pin == OG_PIN_NONE)
		most.memory = og_oned_total_memory(vm);
	return most;
}

/* The first device that oned would give it and that has a node. */
static const struct og_device *first_device(const struct og_host *host,
					    const struct og_vm *vm)
{
	og_autofree struct og_oned_pci *pcis =
		og_calloc(vm->n_pcis, sizeof(*pcis));
	struct og_oned_alloc alloc = { .pcis = pcis };

	og_oned_pci_choose(host, vm, &alloc);
	for (size_t i = 0; i < alloc.n_pcis; i++)
		if (pcis[i].device >= 0 &&
		    host->devices[pcis[i].device].node >= 0)
			return &host->devices[pcis[i].device];
	return NULL;
}

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* A THREADS that no core can give. */
static bool put_threads(const struct og_host *host, const struct og_vm *vm,
			struct og_buf *out)
{
	uint32_t most = og_host_threads(host);

	if (!vm->threads || vm->pin == OG_PIN_NONE || vm->pin == OG_PIN_CORE)
		return false;
	if (!is_power_of_two(vm->threads))
		og_buf_fmt(out, "THREADS=%u is no power of two", vm->threads);
	else if (vm->threads > most)
		og_buf_fmt(out, "THREADS=%u, a core there has %u", vm->threads,
			   most);
	else
		return false;
	return true;
}

static void put_nodes(const struct og_host *host, const struct og_vm *vm,
		      const struct og_vnode_request *v, int32_t except,
		      struct og_buf *out)
{
	size_t told = 0, more = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];
		struct lack lack;

		if (node->id == except ||
		    (vm->node_affinity >= 0 && node->id != vm->node_affinity))
			continue;
		lack = lack_of(host, vm, v, node);
		if (lack.what == NOTHING)
			continue;
		if (told == NODES_TOLD) {
			more++;
			continue;
		}
		og_buf_fmt(out, "%snode %d: ", out->len ? "; " : "", node->id);
		put_lack(vm, &lack, out);
		og_buf_str(out, " free");
		if (!told && except < 0)
			og_buf_fmt(out, ", %lld needed", lack.need);
		told++;
	}
	if (more)
		og_buf_fmt(out, "; %zu more nodes", more);
}

void og_shortage_nodes(const struct og_host *host, const struct og_vm *vm,
		       struct og_buf *out)
{
	const struct og_device *dev;
	struct og_vnode_request v;
	int32_t except = -1;

	if (!vm->n_vnodes || put_threads(host, vm, out))
		return;
	if (!host->n_nodes) {
		og_buf_str(out, "oned knows no NUMA nodes there");
		return;
	}
	v = hardest(vm);
	dev = first_device(host, vm);
	if (dev) {
		og_autobuf lack = OG_BUF_INIT;
		char address[OG_BDF_TEXT];

		og_bdf_short(&dev->bdf, address);
		if (og_shortage_node(host, vm, &v, dev->node, &lack)) {
			except = dev->node;
			og_buf_fmt(out, "%s %s is on node %d: %s",
				   og_shortage_noun(dev), address, dev->node,
				   og_buf_text(&lack));
		}
	}
	put_nodes(host, vm, &v, except, out);
}

/* ---- devices ------------------------------------------------------------ */

static bool is_same(const struct og_pci_request *a,
		    const struct og_pci_request *b)
{
	return og_oned_pci_by_address(a) == og_oned_pci_by_address(b) &&
	       a->vendor == b->vendor && a->device == b->device &&
	       a->class_id == b->class_id &&
	       (!og_oned_pci_by_address(a) ||
		og_bdf_cmp(&a->address, &b->address) == 0);
}

static void put_id(const char *colon, int32_t id, struct og_buf *out)
{
	if (id < 0)
		og_buf_fmt(out, "%s*", colon);
	else
		og_buf_fmt(out, "%s%04x", colon, (unsigned)id);
}

static void put_address(const struct og_host *host,
			const struct og_pci_request *req, struct og_buf *out)
{
	const struct og_device *dev = og_host_device(host, &req->address);
	char address[OG_BDF_TEXT];

	og_bdf_short(&req->address, address);
	if (req->bad)
		og_buf_str(out, "its SHORT_ADDRESS is none");
	else if (!dev)
		og_buf_fmt(out, "no device %s there", address);
	else if (dev->vm >= 0)
		og_buf_fmt(out, "%s %s is held by VM %d", og_shortage_noun(dev),
			   address, dev->vm);
	else
		og_buf_fmt(out, "%s %s is not free", og_shortage_noun(dev),
			   address);
}

static void put_kind(const struct og_host *host, const struct og_vm *vm,
		     const struct og_pci_request *req, struct og_buf *out)
{
	size_t matching = 0, left = 0, wanted = 0;

	for (size_t i = 0; i < host->n_devices; i++) {
		if (!og_oned_pci_matches(req, &host->devices[i]))
			continue;
		matching++;
		left += host->devices[i].vm == OG_VM_NONE;
	}
	for (size_t i = 0; i < vm->n_pcis; i++)
		wanted += is_same(req, &vm->pcis[i]);
	if (!matching)
		og_buf_str(out, "no device ");
	else if (!left)
		og_buf_fmt(out,
			   matching == 1 ? "the only device "
					 : "all %zu devices ",
			   matching);
	else
		og_buf_fmt(out, "%zu of %zu devices ", left, matching);
	put_id("", req->vendor, out);
	put_id(":", req->device, out);
	if (req->class_id >= 0)
		put_id(":", req->class_id, out);
	if (!matching)
		og_buf_str(out, " there");
	else if (!left)
		og_buf_fmt(out, " %s held", matching == 1 ? "is" : "are");
	else
		og_buf_fmt(out, " free, %zu wanted", wanted);
}

void og_shortage_devices(const struct og_host *host, const struct og_vm *vm,
			 struct og_buf *out)
{
	og_autofree struct og_oned_pci *pcis =
		og_calloc(vm->n_pcis, sizeof(*pcis));
	struct og_oned_alloc alloc = { .pcis = pcis };
	const struct og_pci_request *req = NULL;

	og_oned_pci_choose(host, vm, &alloc);
	/* In oned's order: by address first. */
	for (int by_address = 1; by_address >= 0 && !req; by_address--)
		for (size_t i = 0; i < vm->n_pcis && !req; i++)
			if (og_oned_pci_by_address(&vm->pcis[i]) ==
				    by_address &&
			    pcis[i].device < 0)
				req = &vm->pcis[i];
	if (!req)
		return;
	if (og_oned_pci_by_address(req))
		put_address(host, req, out);
	else if (req->vendor < 0 && req->device < 0 && req->class_id < 0)
		og_buf_fmt(out,
			   "PCI %d gives no VENDOR, DEVICE, CLASS or "
			   "SHORT_ADDRESS",
			   req->pci_id);
	else
		put_kind(host, vm, req, out);
}
