// SPDX-License-Identifier: Apache-2.0
#include "topo-diff.h"

#include "topo-layout.h"

/* MemTotal differs by a little from one kernel to the next. */
enum { MEMORY_SLACK_PERCENT = 1 };

static char *set_text(const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	return text.len ? og_steal(text.data) : og_strdup("none");
}

/* --- nodes --- */

static void cpus_of(const struct og_node *node, struct og_cpuset *set)
{
	*set = (struct og_cpuset){ 0 };
	for (size_t c = 0; c < node->n_cores; c++)
		for (size_t i = 0; i < node->cores[c].n_cpus; i++)
			og_cpuset_add(set, (unsigned)node->cores[c].cpus[i].id);
}

static void diff_cpus(const struct og_node *believed,
		      const struct og_node *truth, struct og_lines *lines)
{
	struct og_cpuset a, b;
	og_autofree char *x = NULL, *y = NULL;

	cpus_of(believed, &a);
	cpus_of(truth, &b);
	if (og_cpuset_equal(&a, &b))
		return;
	x = set_text(&a);
	y = set_text(&b);
	og_lines_add(lines, "node %d: oned has CPUs %s, the host %s", truth->id,
		     x, y);
}

/* The CPUs of each core, whatever its number: numbers are the probe's. */
static void diff_cores(const struct og_node *believed,
		       const struct og_node *truth, struct og_lines *lines)
{
	for (size_t c = 0; c < truth->n_cores; c++) {
		const struct og_core *core = &truth->cores[c];
		struct og_core *other = NULL;

		for (size_t i = 0; i < core->n_cpus; i++) {
			struct og_core *has = NULL;

			if (!og_node_cpu(believed, core->cpus[i].id, &has))
				return; /* that is told already */
			if (other && has != other) {
				og_lines_add(lines,
					     "node %d: CPUs %d and %d are one "
					     "core, oned has them in two",
					     truth->id, core->cpus[0].id,
					     core->cpus[i].id);
				return;
			}
			other = has;
		}
		if (other && other->n_cpus != core->n_cpus) {
			og_lines_add(lines,
				     "node %d: the core of CPU %d has %zu "
				     "CPUs, oned has %zu",
				     truth->id, core->cpus[0].id, core->n_cpus,
				     other->n_cpus);
			return;
		}
	}
}

static void diff_memory(const struct og_node *believed,
			const struct og_node *truth, struct og_lines *lines)
{
	int64_t a = believed->mem_total, b = truth->mem_total;
	int64_t apart = a > b ? a - b : b - a;
	og_autofree char *x = NULL, *y = NULL;

	if (apart <= b / 100 * MEMORY_SLACK_PERCENT)
		return;
	x = og_topo_size(a);
	y = og_topo_size(b);
	og_lines_add(lines, "node %d: oned has %s of memory, the host %s",
		     truth->id, x, y);
}

static const struct og_pages *pages_of(const struct og_node *node,
				       uint64_t size_kb)
{
	for (size_t i = 0; i < node->n_pages; i++)
		if (node->pages[i].size_kb == size_kb)
			return &node->pages[i];
	return NULL;
}

static void diff_size(const struct og_node *believed,
		      const struct og_node *truth, uint64_t size_kb,
		      struct og_lines *lines)
{
	const struct og_pages *a = pages_of(believed, size_kb);
	const struct og_pages *b = pages_of(truth, size_kb);
	uint64_t x = a ? a->total : 0, y = b ? b->total : 0;

	if (x != y)
		og_lines_add(lines,
			     "node %d: oned has %llu huge pages of %llu KiB, "
			     "the host %llu",
			     truth->id, (unsigned long long)x,
			     (unsigned long long)size_kb,
			     (unsigned long long)y);
}

static void diff_pages(const struct og_node *believed,
		       const struct og_node *truth, struct og_lines *lines)
{
	for (size_t i = 0; i < truth->n_pages; i++)
		diff_size(believed, truth, truth->pages[i].size_kb, lines);
	for (size_t i = 0; i < believed->n_pages; i++)
		if (!pages_of(truth, believed->pages[i].size_kb))
			diff_size(believed, truth, believed->pages[i].size_kb,
				  lines);
}

static char *distance_text(const struct og_node *node)
{
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < node->n_distance; i++)
		og_buf_fmt(&text, "%s%d", i ? " " : "", node->distance[i]);
	return text.len ? og_steal(text.data) : og_strdup("none");
}

static void diff_distance(const struct og_node *believed,
			  const struct og_node *truth, struct og_lines *lines)
{
	og_autofree char *x = distance_text(believed);
	og_autofree char *y = distance_text(truth);

	if (strcmp(x, y) == 0)
		return;
	og_lines_add(lines,
		     "node %d: oned has the nodes by distance as \"%s\", the "
		     "host \"%s\"%s",
		     truth->id, x, y,
		     believed->n_distance < truth->n_distance
			     ? ": too short, oned reads past its end"
			     : "");
}

static void diff_nodes(const struct og_host *believed,
		       const struct og_host *truth, struct og_lines *lines)
{
	for (size_t i = 0; i < truth->n_nodes; i++) {
		const struct og_node *b = &truth->nodes[i];
		const struct og_node *a = og_host_node(believed, b->id);

		if (!a) {
			og_lines_add(lines, "node %d: oned does not have it",
				     b->id);
			continue;
		}
		diff_cpus(a, b, lines);
		diff_cores(a, b, lines);
		diff_memory(a, b, lines);
		diff_pages(a, b, lines);
		diff_distance(a, b, lines);
	}
	for (size_t i = 0; i < believed->n_nodes; i++)
		if (!og_host_node(truth, believed->nodes[i].id))
			og_lines_add(lines,
				     "node %d: oned has it, the host does not",
				     believed->nodes[i].id);
}

/* --- devices --- */

static const struct og_topo_device *find(const struct og_topo *topo,
					 const struct og_bdf *bdf)
{
	for (size_t i = 0; i < topo->n_devices; i++)
		if (og_bdf_cmp(&topo->devices[i].bdf, bdf) == 0)
			return &topo->devices[i];
	return NULL;
}

/* What a probe would list: it leaves out what has virtual functions. */
static bool is_for_vms(const struct og_topo_device *device)
{
	return (device->kind == OG_TOPO_GPU ||
		device->kind == OG_TOPO_ACCELERATOR) &&
	       !device->boot_vga && device->vfs == 0;
}

static void diff_node_of(const struct og_topo_device *a,
			 const struct og_topo_device *b, const char *name,
			 struct og_lines *lines)
{
	if (a->node == b->node)
		return;
	if (b->node < 0)
		og_lines_add(lines,
			     "%s: oned has it on node %d, the host does not "
			     "know",
			     name, a->node);
	else if (a->node < 0)
		og_lines_add(
			lines,
			"%s: oned has it on no node, it is on node %d: "
			"delete the host in OpenNebula and create it again",
			name, b->node);
	else
		og_lines_add(
			lines,
			"%s: oned has it on node %d, it is on node %d: "
			"delete the host in OpenNebula and create it again",
			name, a->node, b->node);
}

static void diff_holder(const struct og_topo_device *a,
			const struct og_topo_device *b, const char *name,
			struct og_lines *lines)
{
	if (!a->vm && !b->vm)
		return;
	if (a->vm && b->vm && strcmp(a->vm, b->vm) == 0)
		return;
	og_lines_add(lines, "%s: oned gave it to %s, %s has it", name,
		     a->vm ? a->vm : "nobody", b->vm ? b->vm : "nobody");
}

/* One that oned does not have. */
static void diff_new(const struct og_topo_device *b, struct og_lines *lines)
{
	char name[OG_BDF_TEXT];

	if (!b->vm && !is_for_vms(b))
		return;
	og_bdf_name(&b->bdf, name);
	og_lines_add(lines,
		     "%s: %s %s, which oned does not have: pci.conf leaves it "
		     "out, or the probe has not run",
		     name, og_topo_kind_name(b->kind), b->name);
}

/* One that oned has; `b` NULL: the host does not. */
static void diff_device(const struct og_topo_device *a,
			const struct og_topo_device *b, struct og_lines *lines)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&a->bdf, name);
	if (!b) {
		og_lines_add(lines, "%s: oned has it, the host does not", name);
		return;
	}
	diff_node_of(a, b, name, lines);
	diff_holder(a, b, name, lines);
}

static void diff_devices(const struct og_topo *believed,
			 const struct og_topo *truth, struct og_lines *lines)
{
	for (size_t i = 0; i < believed->n_devices; i++)
		diff_device(&believed->devices[i],
			    find(truth, &believed->devices[i].bdf), lines);
	for (size_t i = 0; i < truth->n_devices; i++)
		if (!find(believed, &truth->devices[i].bdf))
			diff_new(&truth->devices[i], lines);
}

/* --- VMs --- */

static void diff_pins(const struct og_topo_vm *a, const struct og_topo_vm *b,
		      struct og_lines *lines)
{
	og_autofree char *x = NULL, *y = NULL;

	if (og_cpuset_equal(&a->cpus, &b->cpus))
		return;
	x = set_text(&a->cpus);
	y = set_text(&b->cpus);
	og_lines_add(lines, "%s: oned has it on CPUs %s, it is pinned to %s%s",
		     b->name, x, y, b->moved ? ": moved by onegpu" : "");
}

static void diff_vms(const struct og_topo *believed,
		     const struct og_topo *truth, struct og_lines *lines)
{
	for (size_t i = 0; i < believed->n_vms; i++) {
		const struct og_topo_vm *a = &believed->vms[i];
		int at = og_topo_vm_index(truth, a->name);

		if (at < 0)
			og_lines_add(lines,
				     "%s: oned has it here, it does not run",
				     a->name);
		else
			diff_pins(a, &truth->vms[at], lines);
	}
	for (size_t i = 0; i < truth->n_vms; i++) {
		const struct og_topo_vm *b = &truth->vms[i];
		og_autofree char *cpus = NULL;

		if (og_topo_vm_index(believed, b->name) >= 0 ||
		    og_cpuset_is_empty(&b->cpus))
			continue;
		cpus = set_text(&b->cpus);
		og_lines_add(lines,
			     "%s: pinned to CPUs %s, of which oned knows "
			     "nothing",
			     b->name, cpus);
	}
}

void og_topo_diff(const struct og_topo *believed, const struct og_topo *truth,
		  struct og_lines *lines)
{
	diff_nodes(&believed->host, &truth->host, lines);
	diff_devices(believed, truth, lines);
	diff_vms(believed, truth, lines);
}
