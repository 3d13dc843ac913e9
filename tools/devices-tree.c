// SPDX-License-Identifier: Apache-2.0
/* The devices below their root ports and switches. */
#include "devices.h"

struct strokes {
	const char *tee, *end, *bar, *gap;
};

static const struct strokes boxes = { "├─ ", "└─ ", "│  ", "   " };
static const struct strokes ascii = { "+- ", "`- ", "|  ", "   " };

struct painter {
	const struct og_style *style;
	const struct strokes *strokes;
	struct og_buf *out;
};

static int by_bridge(bool has_a, const struct og_bdf *a, bool has_b,
		     const struct og_bdf *b)
{
	if (!has_a || !has_b)
		return (int)has_a - (int)has_b;
	return og_bdf_cmp(a, b);
}

static int cmp_root(const struct og_devices_row *a,
		    const struct og_devices_row *b)
{
	const struct og_pcitree *x = &a->dev->tree, *y = &b->dev->tree;

	return by_bridge(x->has_root, &x->root, y->has_root, &y->root);
}

static int cmp_switch(const struct og_devices_row *a,
		      const struct og_devices_row *b)
{
	const struct og_pcitree *x = &a->dev->tree, *y = &b->dev->tree;
	int r = cmp_root(a, b);

	return r ? r
		 : by_bridge(x->has_switch, &x->nearest_switch, y->has_switch,
			     &y->nearest_switch);
}

static int by_place(const void *a, const void *b)
{
	const struct og_devices_row *const *x = a, *const *y = b;
	int r = cmp_switch(*x, *y);

	return r ? r : og_bdf_cmp(&(*x)->dev->bdf, &(*y)->dev->bdf);
}

static unsigned width(const struct painter *painter)
{
	return painter->style->screen ? painter->style->screen : UINT32_MAX;
}

static char *device_text(const struct og_devices_row *row)
{
	og_autofree char *link = og_devices_link(row);
	og_autofree char *bars = og_devices_bars(row);
	char address[OG_BDF_TEXT];
	og_autobuf text = OG_BUF_INIT;

	og_bdf_short(&row->dev->bdf, address);
	og_buf_fmt(&text, "%s %s", address, row->type);
	if (row->dev->iommu_group >= 0)
		og_buf_fmt(&text, ", group %d", row->dev->iommu_group);
	og_buf_fmt(&text, ", %s",
		   row->dev->driver ? row->dev->driver : "no driver");
	if (strcmp(link, "-") != 0)
		og_buf_fmt(&text, ", %s", link);
	if (strcmp(bars, "-") != 0)
		og_buf_fmt(&text, ", %s", bars);
	if (row->vm)
		og_buf_fmt(&text, ", VM %s", row->vm);
	else if (!row->ready && !row->stays)
		og_buf_str(&text, ", not ready");
	return og_steal(text.data);
}

/* The name comes last: it is what may be cut. */
static void put_device(const struct painter *painter, const char *stem,
		       unsigned stem_wide, bool is_last,
		       const struct og_devices_row *row)
{
	og_autofree char *text = device_text(row);
	og_autofree char *name = og_devices_name(row);
	unsigned used = stem_wide + 3 + (unsigned)strlen(text) + 2;

	og_buf_fmt(painter->out, "%s%s", stem,
		   is_last ? painter->strokes->end : painter->strokes->tee);
	og_style_put(painter->style, painter->out,
		     row->ready ? OG_GOOD : OG_PLAIN, text);
	if (used + 4 < width(painter)) {
		og_buf_str(painter->out, "  ");
		og_style_clip(painter->style, painter->out, name,
			      width(painter) - used);
	}
	og_buf_char(painter->out, '\n');
}

/* How many from `i` on are equal to it by `cmp`. */
static size_t run_of(const struct og_devices_row *const *rows, size_t i,
		     size_t end,
		     int (*cmp)(const struct og_devices_row *a,
				const struct og_devices_row *b))
{
	size_t n = 1;

	while (i + n < end && cmp(rows[i], rows[i + n]) == 0)
		n++;
	return n;
}

static void put_switch(const struct painter *painter,
		       const struct og_devices_row *const *rows, size_t n,
		       bool is_last)
{
	const struct strokes *strokes = painter->strokes;
	char name[OG_BDF_TEXT];

	og_bdf_short(&rows[0]->dev->tree.nearest_switch, name);
	og_buf_fmt(painter->out, "%sswitch %s\n",
		   is_last ? strokes->end : strokes->tee, name);
	for (size_t i = 0; i < n; i++)
		put_device(painter, is_last ? strokes->gap : strokes->bar, 3,
			   i + 1 == n, rows[i]);
}

static void put_root(const struct painter *painter,
		     const struct og_devices_row *const *rows, size_t n)
{
	char name[OG_BDF_TEXT];
	size_t run;

	og_autobuf title = OG_BUF_INIT;

	og_bdf_short(&rows[0]->dev->tree.root, name);
	if (rows[0]->dev->tree.has_root)
		og_buf_fmt(&title, "root port %s", name);
	else
		og_buf_str(&title, "on the root bus");
	if (rows[0]->dev->tree.has_root && rows[0]->more->near_node >= 0)
		og_buf_fmt(&title, ", node %d", rows[0]->more->near_node);
	og_style_put(painter->style, painter->out, OG_BOLD,
		     og_buf_text(&title));
	og_buf_char(painter->out, '\n');
	for (size_t i = 0; i < n; i += run) {
		run = 1;
		if (rows[i]->dev->tree.has_switch) {
			run = run_of(rows, i, n, cmp_switch);
			put_switch(painter, rows + i, run, i + run == n);
		} else {
			put_device(painter, "", 0, i + 1 == n, rows[i]);
		}
	}
}

void og_devices_tree(const struct og_devices *devices,
		     const struct og_style *style, struct og_buf *out)
{
	const struct painter painter = { style, style->utf8 ? &boxes : &ascii,
					 out };
	og_autofree const struct og_devices_row **rows =
		og_calloc(devices->n, sizeof(struct og_devices_row *));
	size_t run;

	for (size_t i = 0; i < devices->n; i++)
		rows[i] = &devices->rows[i];
	if (devices->n)
		qsort(rows, devices->n, sizeof(struct og_devices_row *),
		      by_place);
	else
		og_devices_table(devices, style, out);
	for (size_t i = 0; i < devices->n; i += run) {
		run = run_of(rows, i, devices->n, cmp_root);
		put_root(&painter, rows + i, run);
	}
}
