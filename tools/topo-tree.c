// SPDX-License-Identifier: Apache-2.0
/*
 * Devices where they hang. They stand by address, and buses are numbered from
 * the top of the tree down: what is below one bridge stands together.
 */
#include "topo-layout.h"

struct tree {
	const struct og_topo *topo;
	const struct og_node *node;
	struct og_scene *scene;
	unsigned x, y, w;
	const struct og_topo_device *before; /* drawn last; NULL: none */
	/* Where the next branch of each begins, and whether it is the first. */
	unsigned root_row, switch_row;
	bool root_first, switch_first;
};

static bool is_here(const struct og_topo_device *device,
		    const struct og_node *node)
{
	return device->node == (node ? node->id : -1);
}

static bool same_root(const struct og_topo_device *a,
		      const struct og_topo_device *b)
{
	return a->has_root == b->has_root && a->root_bus == b->root_bus &&
	       a->root_domain == b->root_domain;
}

static bool same_switch(const struct og_topo_device *a,
			const struct og_topo_device *b)
{
	return a->has_switch == b->has_switch &&
	       (!a->has_switch ||
		og_bdf_cmp(&a->nearest_switch, &b->nearest_switch) == 0);
}

static char *label_of(const struct og_topo_device *device)
{
	og_autobuf text = OG_BUF_INIT;
	char address[OG_BDF_TEXT];

	og_bdf_short(&device->bdf, address);
	og_buf_fmt(&text, "%s %s", address, og_topo_kind_name(device->kind));
	if (device->ifname)
		og_buf_fmt(&text, " %s", device->ifname);
	if (device->name)
		og_buf_fmt(&text, " %s", device->name);
	if (device->is_vf)
		og_buf_str(&text, " (VF)");
	else if (device->vfs)
		og_buf_fmt(&text, " (%u VFs)", device->vfs);
	return og_steal(text.data);
}

static char *device_hint(const struct og_topo_device *device)
{
	char address[OG_BDF_TEXT];

	og_bdf_name(&device->bdf, address);
	return og_asprintf("%s, driver %s%s%s", address,
			   device->driver ? device->driver : "none",
			   device->vm ? ": " : "",
			   device->vm ? device->vm : "");
}

static void draw_device(struct tree *t, const struct og_topo_device *device,
			unsigned indent)
{
	og_autofree char *label = label_of(device);
	int vm = og_topo_vm_index(t->topo, device->vm);
	const struct og_scene_item mark = {
		.kind = OG_SCENE_CPU,
		.x = t->x + indent,
		.y = t->y,
		.w = 1,
		.h = 1,
		.owner = vm >= 0 ? vm : OG_OWNER_NONE,
		.hint = device_hint(device),
	};

	og_scene_add(t->scene, &mark);
	og_scene_text(t->scene, mark.x + 2, t->y, t->w - indent - 2,
		      OG_INK_PLAIN, "%s", label);
	t->y++;
}

static void draw_branch(const struct tree *t, unsigned indent, unsigned from,
			bool first, bool last)
{
	og_scene_add(t->scene, &(struct og_scene_item){
				       .kind = OG_SCENE_BRANCH,
				       .x = t->x + indent,
				       .y = from,
				       .w = 1,
				       .h = t->y - from + 1,
				       .owner = OG_OWNER_NONE,
				       .first = first,
				       .last = last,
			       });
}

/* Is none after `i` on this node below the same root, or switch? */
static bool is_last(const struct tree *t, size_t i, bool of_switch)
{
	const struct og_topo_device *device = &t->topo->devices[i];

	for (size_t k = i + 1; k < t->topo->n_devices; k++) {
		const struct og_topo_device *other = &t->topo->devices[k];

		if (is_here(other, t->node) && same_root(device, other) &&
		    (!of_switch || same_switch(device, other)))
			return false;
	}
	return true;
}

/* The last one below the switch of `i`. */
static size_t end_of_switch(const struct tree *t, size_t i)
{
	size_t end = i;

	for (size_t k = i; k < t->topo->n_devices; k++) {
		const struct og_topo_device *other = &t->topo->devices[k];

		if (is_here(other, t->node) &&
		    same_root(&t->topo->devices[i], other) &&
		    same_switch(&t->topo->devices[i], other))
			end = k;
	}
	return end;
}

static void draw_root(struct tree *t, const struct og_topo_device *device)
{
	og_scene_text(t->scene, t->x, t->y, t->w, OG_INK_DIM,
		      "root complex %04x:%02x", device->root_domain,
		      device->root_bus);
	t->root_row = ++t->y;
	t->root_first = true;
}

static void next_of_root(struct tree *t, bool last)
{
	draw_branch(t, 0, t->root_row, t->root_first, last);
	t->root_row = t->y + 1;
	t->root_first = false;
}

static void draw_switch(struct tree *t, size_t i)
{
	const struct og_topo_device *device = &t->topo->devices[i];
	char name[OG_BDF_TEXT];

	og_bdf_short(&device->nearest_switch, name);
	next_of_root(t, is_last(t, end_of_switch(t, i), false));
	og_scene_text(t->scene, t->x + 2, t->y, t->w - 2, OG_INK_DIM,
		      "switch %s", name);
	t->switch_row = ++t->y;
	t->switch_first = true;
}

static void draw_one(struct tree *t, size_t i)
{
	const struct og_topo_device *device = &t->topo->devices[i];
	bool fresh = !t->before || !same_root(t->before, device);

	if (!device->has_root) {
		draw_device(t, device, 0);
		return;
	}
	if (fresh)
		draw_root(t, device);
	if (!device->has_switch) {
		next_of_root(t, is_last(t, i, false));
		draw_device(t, device, 2);
		return;
	}
	if (fresh || !same_switch(t->before, device))
		draw_switch(t, i);
	draw_branch(t, 2, t->switch_row, t->switch_first, is_last(t, i, true));
	t->switch_row = t->y + 1;
	t->switch_first = false;
	draw_device(t, device, 4);
}

unsigned og_topo_tree(const struct og_topo *topo, const struct og_node *node,
		      unsigned x, unsigned y, unsigned w,
		      struct og_scene *scene)
{
	struct tree t = {
		.topo = topo,
		.node = node,
		.scene = scene,
		.x = x,
		.y = y,
		.w = w,
	};

	for (size_t i = 0; i < topo->n_devices; i++) {
		if (!is_here(&topo->devices[i], node))
			continue;
		draw_one(&t, i);
		t.before = &topo->devices[i];
	}
	return t.y - y;
}
