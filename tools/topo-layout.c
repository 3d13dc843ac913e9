// SPDX-License-Identifier: Apache-2.0
/* The sheet: heading, panels in rows, the list of VMs, the legend. */
#include "topo-layout.h"

enum {
	GAP = 2,	/* columns between panels */
	PANEL_MIN = 38, /* columns that a panel needs */
	IN_ROW = 4,	/* panels, at most */
	NAME_W = 10,
	CPUS_W = 19,	/* "32 CPUs 0-15,64-79" */
	MEMORY_W = 19,	/* "12.0 GiB, nodes 0-1" */
	DEVICES_W = 16, /* two addresses, or "8 devices" */
	VERDICT_W = 10, /* "not pinned" */
};

/* --- amounts --- */

static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };

static size_t unit_of(int64_t kib, double *ret_size)
{
	size_t unit = 0;

	*ret_size = (double)kib;
	while (*ret_size >= 1024 && unit + 1 < OG_COUNT(units)) {
		*ret_size /= 1024;
		unit++;
	}
	return unit;
}

char *og_topo_size(int64_t kib)
{
	double size;
	size_t unit = unit_of(kib, &size);

	return og_asprintf(size < 99.95 && unit ? "%.1f %s" : "%.0f %s", size,
			   units[unit]);
}

char *og_topo_share(int64_t part_kib, int64_t whole_kib)
{
	double whole, part = (double)part_kib;
	size_t unit = unit_of(whole_kib, &whole);

	for (size_t i = 0; i < unit; i++)
		part /= 1024;
	return og_asprintf(whole < 99.95 && unit ? "%.1f of %.1f %s"
						 : "%.0f of %.0f %s",
			   part, whole, units[unit]);
}

/* --- heading --- */

static unsigned count_kind(const struct og_topo *topo, enum og_topo_kind kind)
{
	unsigned n = 0;

	for (size_t i = 0; i < topo->n_devices; i++)
		n += topo->devices[i].kind == kind;
	return n;
}

static void add_count(struct og_buf *text, unsigned n, const char *what)
{
	og_buf_fmt(text, ", %u %s%s", n, what, n == 1 ? "" : "s");
}

static unsigned draw_heading(const struct og_topo *topo, unsigned columns,
			     struct og_scene *scene)
{
	og_autobuf text = OG_BUF_INIT;
	og_autofree char *size = NULL;
	unsigned cores = 0, cpus = 0;
	int64_t memory = 0;

	for (size_t i = 0; i < topo->host.n_nodes; i++) {
		const struct og_node *node = &topo->host.nodes[i];

		cores += (unsigned)node->n_cores;
		for (size_t c = 0; c < node->n_cores; c++)
			cpus += (unsigned)node->cores[c].n_cpus;
		memory += node->mem_total;
	}
	size = og_topo_size(memory);
	og_buf_fmt(&text, "%zu NUMA node%s", topo->host.n_nodes,
		   topo->host.n_nodes == 1 ? "" : "s");
	add_count(&text, cores, "core");
	add_count(&text, cpus, "CPU");
	og_buf_fmt(&text, ", %s", size);
	add_count(&text, count_kind(topo, OG_TOPO_GPU), "GPU");
	add_count(&text, count_kind(topo, OG_TOPO_NIC), "NIC");
	og_scene_text(scene, 0, 0, columns, OG_INK_BOLD, "%s%s",
		      *topo->name ? topo->name : "host",
		      topo->believed ? ", as oned believes it" : "");
	og_scene_text(scene, 0, 1, columns, OG_INK_DIM, "%s",
		      og_buf_text(&text));
	return 2;
}

/* --- panels --- */

static bool has_strays(const struct og_topo *topo)
{
	for (size_t i = 0; i < topo->n_devices; i++)
		if (topo->devices[i].node < 0)
			return true;
	return false;
}

/* As many as fit, in rows of equal length where that can be. */
static unsigned panels_in_row(size_t n, unsigned columns)
{
	unsigned fit = (columns + GAP) / (PANEL_MIN + GAP);

	if (fit > IN_ROW)
		fit = IN_ROW;
	if (fit > n)
		fit = (unsigned)n;
	while (fit > 1 && n % fit && n % (fit - 1) == 0)
		fit--;
	return fit ? fit : 1;
}

static unsigned draw_panels(const struct og_topo *topo, unsigned y,
			    unsigned columns, struct og_scene *scene)
{
	const struct og_host *host = &topo->host;
	unsigned in_row = panels_in_row(host->n_nodes, columns);
	unsigned w = (columns - (in_row - 1) * GAP) / in_row;

	for (size_t i = 0; i < host->n_nodes; i += in_row) {
		unsigned rows = 0;

		for (size_t k = i; k < i + in_row && k < host->n_nodes; k++) {
			unsigned need =
				og_topo_panel_rows(topo, &host->nodes[k], w);

			if (need > rows)
				rows = need;
		}
		for (size_t k = i; k < i + in_row && k < host->n_nodes; k++)
			og_topo_panel(topo, &host->nodes[k],
				      (unsigned)(k - i) * (w + GAP), y, w, rows,
				      scene);
		y += rows;
	}
	if (has_strays(topo)) {
		unsigned rows = og_topo_panel_rows(topo, NULL, columns);

		og_topo_panel(topo, NULL, 0, y, columns, rows, scene);
		y += rows;
	}
	return y;
}

/* --- VMs --- */

static char *set_text(const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	return text.len ? og_steal(text.data) : og_strdup("");
}

static char *cpus_text(const struct og_topo_vm *vm)
{
	og_autofree char *cpus = set_text(&vm->cpus);
	og_autofree char *floats = set_text(&vm->floats);
	unsigned n = og_cpuset_count(&vm->cpus);

	if (n)
		return og_asprintf("%u CPU%s %s", n, n == 1 ? "" : "s", cpus);
	if (*floats)
		return og_asprintf("floats on CPUs %s", floats);
	return og_strdup("not pinned");
}

static char *memory_text(const struct og_topo_vm *vm)
{
	og_autofree char *nodes = set_text(&vm->memory);
	og_autofree char *size = og_topo_size(vm->memory_kib);

	if (!*nodes)
		return og_strdup("");
	return og_asprintf("%s, node%s %s", size,
			   og_cpuset_count(&vm->memory) == 1 ? "" : "s", nodes);
}

/* The addresses, or how many there are where they do not fit. */
static char *devices_text(const struct og_topo *topo,
			  const struct og_topo_vm *vm, unsigned room)
{
	og_autobuf text = OG_BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < topo->n_devices; i++) {
		const struct og_topo_device *device = &topo->devices[i];
		char name[OG_BDF_TEXT];

		if (!device->vm || strcmp(device->vm, vm->name) != 0)
			continue;
		og_bdf_short(&device->bdf, name);
		og_buf_fmt(&text, "%s%s", n++ ? " " : "", name);
	}
	if (text.len > room)
		return og_asprintf("%zu devices", n);
	return text.len ? og_steal(text.data) : og_strdup("");
}

static enum og_ink ink_of(enum og_topo_locality locality)
{
	if (locality == OG_TOPO_LOCAL)
		return OG_INK_GOOD;
	if (locality == OG_TOPO_REMOTE || locality == OG_TOPO_PARTIAL)
		return OG_INK_BAD;
	return OG_INK_DIM;
}

static void draw_vm(const struct og_topo *topo, size_t i, unsigned y,
		    unsigned columns, struct og_scene *scene)
{
	const struct og_topo_vm *vm = &topo->vms[i];
	enum og_topo_locality locality = og_topo_locality(topo, i);
	unsigned extra = columns - OG_TOPO_COLUMNS_MIN;
	unsigned name_w = NAME_W + extra / 8, x = 2 + name_w + 1;
	/* What the others leave goes to CPUs and devices. */
	unsigned rest =
		columns - x - CPUS_W - MEMORY_W - DEVICES_W - VERDICT_W - 3;
	unsigned cpus_w = CPUS_W + rest / 2;
	unsigned devices_w = DEVICES_W + rest - rest / 2;
	og_autofree char *cpus = cpus_text(vm);
	og_autofree char *memory = memory_text(vm);
	og_autofree char *devices = devices_text(topo, vm, devices_w);

	og_scene_add(scene, &(struct og_scene_item){
				    .kind = OG_SCENE_CPU,
				    .y = y,
				    .w = 1,
				    .h = 1,
				    .owner = (int)i,
			    });
	og_scene_text(scene, 2, y, name_w, OG_INK_BOLD, "%s", vm->name);
	og_scene_text(scene, x, y, cpus_w, OG_INK_PLAIN, "%s", cpus);
	x += cpus_w + 1;
	og_scene_text(scene, x, y, MEMORY_W, OG_INK_PLAIN, "%s", memory);
	x += MEMORY_W + 1;
	og_scene_text(scene, x, y, devices_w, OG_INK_PLAIN, "%s", devices);
	if (locality != OG_TOPO_NO_DEVICE)
		og_scene_text(scene, columns - VERDICT_W, y, VERDICT_W,
			      ink_of(locality), "%s",
			      og_topo_locality_name(locality));
}

static unsigned draw_vms(const struct og_topo *topo, unsigned y,
			 unsigned columns, struct og_scene *scene)
{
	for (size_t i = 0; i < topo->n_vms; i++) {
		draw_vm(topo, i, y++, columns, scene);
		if (topo->vms[i].moved)
			og_scene_text(scene, 2, y++, columns - 2, OG_INK_DIM,
				      "moved by onegpu: %s",
				      topo->vms[i].moved);
	}
	if (topo->vms_unknown)
		og_scene_text(scene, 0, y++, columns, OG_INK_BAD,
			      "Running VMs are not known.");
	else if (topo->n_vms == 0)
		og_scene_text(scene, 0, y++, columns, OG_INK_DIM,
			      "No VM runs here.");
	return y;
}

/* --- legend --- */

static unsigned draw_sign(struct og_scene *scene, unsigned x, unsigned y,
			  int owner, const char *text)
{
	unsigned w = (unsigned)strlen(text);

	og_scene_add(scene, &(struct og_scene_item){
				    .kind = OG_SCENE_CPU,
				    .x = x,
				    .y = y,
				    .w = 1,
				    .h = 1,
				    .owner = owner,
			    });
	og_scene_text(scene, x + 2, y, w, OG_INK_DIM, "%s", text);
	return x + 2 + w + 3;
}

static void draw_legend(const struct og_topo *topo, unsigned y,
			struct og_scene *scene)
{
	unsigned x = 0;

	if (topo->n_vms)
		x = draw_sign(scene, x, y, 0, "a VM's");
	x = draw_sign(scene, x, y, OG_OWNER_NONE, "free");
	x = draw_sign(scene, x, y, OG_OWNER_SHARED, "shared by VMs");
	x = draw_sign(scene, x, y, OG_OWNER_RESERVED, "kept free");
	og_scene_text(scene, x, y, 25, OG_INK_DIM, "a group of them: a core");
}

void og_topo_layout(const struct og_topo *topo, unsigned columns,
		    struct og_scene *ret_scene)
{
	struct og_scene scene = { 0 };
	unsigned y;

	if (columns < OG_TOPO_COLUMNS_MIN)
		columns = OG_TOPO_COLUMNS_MIN;
	if (columns > OG_TOPO_COLUMNS_MAX)
		columns = OG_TOPO_COLUMNS_MAX;
	y = draw_heading(topo, columns, &scene);
	y = draw_panels(topo, y, columns, &scene);
	y = draw_vms(topo, y + 1, columns, &scene);
	draw_legend(topo, y + 1, &scene);
	*ret_scene = scene;
}
