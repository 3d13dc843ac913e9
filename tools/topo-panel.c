// SPDX-License-Identifier: Apache-2.0
/*
 * The panel of one node: memory, huge pages, CPUs by core, devices by root
 * complex. It is drawn onto paper that is thrown away to learn its height.
 */
#include "topo-layout.h"

enum {
	PAD = 2,     /* from the panel's edge to what is in it */
	LABEL = 10,  /* "memory    " */
	AMOUNT = 17, /* " 12.0 of 32.0 GiB", " 100000 of 131072" */
	BAR_MAX = 24,
};

/* A pen in a panel: its next row and how much room a row has. */
struct pen {
	const struct og_topo *topo;
	struct og_scene *scene;
	unsigned x, y, w;
};

/* --- memory --- */

/* Texts stand one below the other, whatever they say. */
static void draw_amount(struct pen *pen, const char *label, uint64_t part,
			uint64_t whole, const char *text)
{
	unsigned bar = pen->w - LABEL - AMOUNT, x = pen->x + LABEL;

	if (bar > BAR_MAX)
		bar = BAR_MAX;
	og_scene_text(pen->scene, pen->x, pen->y, LABEL - 1, OG_INK_DIM, "%s",
		      label);
	og_scene_add(pen->scene, &(struct og_scene_item){
					 .kind = OG_SCENE_BAR,
					 .x = x,
					 .y = pen->y,
					 .w = bar,
					 .h = 1,
					 .owner = OG_OWNER_NONE,
					 .part = part,
					 .whole = whole,
				 });
	og_scene_text(pen->scene, x + bar + 1, pen->y, pen->w - LABEL - bar - 1,
		      OG_INK_PLAIN, "%s", text);
	pen->y++;
}

/* By the kernel where it tells, else what is held by VMs. */
static void draw_memory(struct pen *pen, const struct og_node *node)
{
	int64_t used = node->mem_used;
	og_autofree char *text = NULL;

	if (node->mem_free != INT64_MAX)
		used = node->mem_total - node->mem_free;
	if (used < 0)
		used = 0;
	text = og_topo_share(used, node->mem_total);
	draw_amount(pen, "memory", (uint64_t)used, (uint64_t)node->mem_total,
		    text);
}

/* "2M pages" */
static char *pages_label(uint64_t size_kb)
{
	static const char units[] = "KMGT";
	size_t unit = 0;

	while (size_kb >= 1024 && size_kb % 1024 == 0 && units[unit + 1]) {
		size_kb /= 1024;
		unit++;
	}
	return og_asprintf("%llu%c pages", (unsigned long long)size_kb,
			   units[unit]);
}

static void draw_pages(struct pen *pen, const struct og_pages *pages)
{
	og_autofree char *label = pages_label(pages->size_kb), *text = NULL;
	uint64_t used = pages->used;

	if (pages->total == 0)
		return;
	if (pages->free != UINT64_MAX && pages->free <= pages->total)
		used = pages->total - pages->free;
	text = og_asprintf("%llu of %llu", (unsigned long long)used,
			   (unsigned long long)pages->total);
	draw_amount(pen, label, used, pages->total, text);
}

/* --- CPUs --- */

/* The other threads of a dedicated core are nobody's and not to be had. */
static int owner_of(const struct og_topo *topo, const struct og_core *core,
		    const struct og_cpu *cpu)
{
	int vm = og_topo_vm_of_cpu(topo, cpu->id);

	if (vm == OG_TOPO_SHARED || (vm >= 0 && cpu->users > 1))
		return OG_OWNER_SHARED;
	if (vm >= 0)
		return vm;
	return cpu->isolated || core->dedicated ? OG_OWNER_RESERVED
						: OG_OWNER_NONE;
}

static char *hint_of(const struct og_topo *topo, const struct og_core *core,
		     const struct og_cpu *cpu, int owner)
{
	const char *who = "free";

	if (owner >= 0)
		who = topo->vms[owner].name;
	else if (owner == OG_OWNER_SHARED)
		who = "several VMs";
	else if (owner == OG_OWNER_RESERVED)
		who = cpu->isolated ? "isolated"
				    : "kept free, its core is dedicated";
	return og_asprintf("CPU %d, core %d: %s", cpu->id, core->id, who);
}

static void draw_cpu(const struct pen *pen, const struct og_core *core,
		     const struct og_cpu *cpu, unsigned x)
{
	int owner = owner_of(pen->topo, core, cpu);

	og_scene_add(pen->scene,
		     &(struct og_scene_item){
			     .kind = OG_SCENE_CPU,
			     .x = x,
			     .y = pen->y,
			     .w = 1,
			     .h = 1,
			     .owner = owner,
			     .hint = hint_of(pen->topo, core, cpu, owner),
		     });
}

/* CPUs of a core side by side: all, unless the panel is too narrow. */
static unsigned core_columns(const struct pen *pen, const struct og_node *node)
{
	unsigned most = pen->w - LABEL, widest = 1;

	for (size_t i = 0; i < node->n_cores; i++)
		if (node->cores[i].n_cpus > widest)
			widest = (unsigned)node->cores[i].n_cpus;
	return widest < most ? widest : most;
}

/* Numbers that people count by. */
static unsigned cores_in_row(const struct pen *pen, unsigned columns)
{
	static const unsigned good[] = { 32, 16, 8, 4, 2 };
	unsigned fit = (pen->w - LABEL + 1) / (columns + 1);

	for (size_t i = 0; i < OG_COUNT(good); i++)
		if (fit >= good[i])
			return good[i];
	return 1;
}

static void draw_cpus(struct pen *pen, const struct og_node *node)
{
	unsigned columns = core_columns(pen, node);
	unsigned in_row = cores_in_row(pen, columns), at = 0;

	for (size_t c = 0; c < node->n_cores; c++) {
		const struct og_core *core = &node->cores[c];

		for (size_t i = 0; i < core->n_cpus; i++) {
			unsigned k = (unsigned)(i % columns);

			if (k == 0 && at == in_row) {
				at = 0;
				pen->y++;
			}
			if (k == 0 && at == 0)
				og_scene_text(pen->scene, pen->x, pen->y,
					      LABEL - 1, OG_INK_DIM, "CPU %d",
					      core->cpus[i].id);
			draw_cpu(pen, core, &core->cpus[i],
				 pen->x + LABEL + at * (columns + 1) + k);
			if (k + 1 == columns || i + 1 == core->n_cpus)
				at++;
		}
	}
	if (node->n_cores == 0)
		og_scene_text(pen->scene, pen->x, pen->y, pen->w, OG_INK_DIM,
			      "no CPUs");
	pen->y++;
}

/* --- the panel --- */

static unsigned draw_inside(const struct og_topo *topo,
			    const struct og_node *node, unsigned x, unsigned y,
			    unsigned columns, struct og_scene *scene)
{
	struct pen pen = {
		.topo = topo,
		.scene = scene,
		.x = x + PAD,
		.y = y + 1,
		.w = columns - 2 * PAD,
	};

	if (node) {
		draw_memory(&pen, node);
		for (size_t i = 0; i < node->n_pages; i++)
			draw_pages(&pen, &node->pages[i]);
		draw_cpus(&pen, node);
	}
	pen.y += og_topo_tree(topo, node, pen.x, pen.y, pen.w, scene);
	return pen.y + 1 - y;
}

unsigned og_topo_panel_rows(const struct og_topo *topo,
			    const struct og_node *node, unsigned columns)
{
	og_cleanup(og_scene_free) struct og_scene scratch = { 0 };

	return draw_inside(topo, node, 0, 0, columns, &scratch);
}

void og_topo_panel(const struct og_topo *topo, const struct og_node *node,
		   unsigned x, unsigned y, unsigned columns, unsigned rows,
		   struct og_scene *scene)
{
	og_scene_add(scene,
		     &(struct og_scene_item){
			     .kind = OG_SCENE_BOX,
			     .x = x,
			     .y = y,
			     .w = columns,
			     .h = rows,
			     .owner = OG_OWNER_NONE,
			     .text = node ? og_asprintf("node %d", node->id)
					  : og_strdup("no node"),
		     });
	draw_inside(topo, node, x, y, columns, scene);
}
