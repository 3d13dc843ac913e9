// SPDX-License-Identifier: Apache-2.0
/*
 * The table: names give way to the width of the screen, then whole columns;
 * no cell but a name is ever cut. What does not fit a cell stands below its
 * row.
 */
#include <stdio.h>

#include "devices.h"

enum { NAME_MIN = 14, NOTE = 4 };

static char *address(const struct og_devices_row *row)
{
	char name[OG_BDF_TEXT];

	og_bdf_short(&row->dev->bdf, name);
	return og_strdup(name);
}

static char *type(const struct og_devices_row *row)
{
	return og_strdup(row->type);
}

static char *number(int32_t value)
{
	return value < 0 ? og_strdup("-") : og_asprintf("%d", value);
}

static char *node(const struct og_devices_row *row)
{
	return number(row->more->near_node);
}

static char *group(const struct og_devices_row *row)
{
	return number(row->dev->iommu_group);
}

static char *driver(const struct og_devices_row *row)
{
	return og_strdup(row->dev->driver ? row->dev->driver : "-");
}

static char *root_port(const struct og_devices_row *row)
{
	char name[OG_BDF_TEXT] = "-";

	if (row->dev->tree.has_root)
		og_bdf_short(&row->dev->tree.root, name);
	return og_strdup(name);
}

static char *vm(const struct og_devices_row *row)
{
	return og_strdup(row->vm ? row->vm : row->has_live ? "-" : "?");
}

static char *ready(const struct og_devices_row *row)
{
	if (row->stays)
		return og_strdup("-");
	return og_strdup(row->ready ? "yes" : "no");
}

/* `spare`: which goes first where the screen is narrow; 0 never does. */
static const struct column {
	const char *title;
	char *(*cell)(const struct og_devices_row *row);
	bool is_number;
	unsigned spare;
} columns[] = {
	{ "ADDRESS", address },
	{ "TYPE", type },
	{ "NAME", og_devices_name },
	{ "NODE", node, true },
	{ "GROUP", group, true },
	{ "DRIVER", driver },
	{ "LINK", og_devices_link, false, 1 },
	{ "BARS", og_devices_bars, true, 2 },
	{ "ROOT PORT", root_port, false, 3 },
	{ "VM", vm },
	{ "READY", ready },
};

enum { COLUMNS = OG_COUNT(columns), NAME = 2, SPARES = 3 };

struct layout {
	unsigned width[COLUMNS]; /* 0: left out */
};

static unsigned cells_wide(const char *text)
{
	static const struct og_style any = { .utf8 = true };
	og_autobuf gone = OG_BUF_INIT;

	return og_style_clip(&any, &gone, text, UINT32_MAX);
}

static void measure(const struct og_devices *devices, struct layout *layout)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		layout->width[c] = cells_wide(columns[c].title);
		for (size_t i = 0; i < devices->n; i++) {
			og_autofree char *cell =
				columns[c].cell(&devices->rows[i]);
			unsigned width = cells_wide(cell);

			if (width > layout->width[c])
				layout->width[c] = width;
		}
	}
}

/* Of the line but for the name. */
static unsigned others(const struct layout *layout)
{
	unsigned sum = 0;

	for (size_t c = 0; c < COLUMNS; c++)
		if (layout->width[c])
			sum += (c == NAME ? 0 : layout->width[c]) + 1;
	return sum - 1;
}

static void fit(struct layout *layout, unsigned screen)
{
	unsigned left;

	if (!screen)
		return;
	for (unsigned spare = SPARES; spare; spare--) {
		if (others(layout) + NAME_MIN <= screen)
			break;
		for (size_t c = 0; c < COLUMNS; c++)
			if (columns[c].spare == spare)
				layout->width[c] = 0;
	}
	left = screen > others(layout) ? screen - others(layout) : 0;
	if (left < NAME_MIN)
		left = NAME_MIN;
	if (layout->width[NAME] > left)
		layout->width[NAME] = left;
}

static void put_cell(const struct og_style *style, struct og_buf *out,
		     const char *text, unsigned width, bool to_right,
		     bool is_last)
{
	og_autobuf cell = OG_BUF_INIT;
	unsigned used = og_style_clip(style, &cell, text, width);
	int pad = (int)(width - used);

	if (to_right)
		og_buf_fmt(out, "%*s", pad, "");
	og_buf_str(out, og_buf_text(&cell));
	if (!to_right && !is_last)
		og_buf_fmt(out, "%*s", pad, "");
	og_buf_char(out, is_last ? '\n' : ' ');
}

static void put_titles(const struct og_style *style, struct og_buf *out,
		       const struct layout *layout)
{
	og_autobuf line = OG_BUF_INIT;

	for (size_t c = 0; c < COLUMNS; c++)
		if (layout->width[c])
			put_cell(style, &line, columns[c].title,
				 layout->width[c], columns[c].is_number,
				 c + 1 == COLUMNS);
	line.data[--line.len] = '\0';
	og_style_put(style, out, OG_BOLD, line.data);
	og_buf_char(out, '\n');
}

static void put_row(const struct og_style *style, struct og_buf *out,
		    const struct layout *layout,
		    const struct og_devices_row *row)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		og_autofree char *cell = NULL;

		if (!layout->width[c])
			continue;
		cell = columns[c].cell(row);
		if (c + 1 < COLUMNS) {
			put_cell(style, out, cell, layout->width[c],
				 columns[c].is_number, false);
			continue;
		}
		og_style_put(style, out,
			     row->stays	  ? OG_DIM
			     : row->ready ? OG_GOOD
					  : OG_BAD,
			     cell);
		og_buf_char(out, '\n');
	}
}

/* What stands below a row, no wider than the screen. */
static void put_note(const struct og_style *style, struct og_buf *out,
		     const char *text)
{
	struct og_style wide = *style;

	wide.columns = style->screen ? style->screen : 4096;
	og_style_wrap(&wide, out, NOTE, text);
}

static void put_notes(const struct og_style *style, struct og_buf *out,
		      const struct og_devices_row *row)
{
	og_autofree char *peers = og_devices_group(row);
	og_autofree char *together =
		peers ? og_asprintf("in its group: %s", peers) : NULL;

	if (together)
		put_note(style, out, together);
	if (row->reason && !row->vm && !row->stays)
		put_note(style, out, row->reason);
}

void og_devices_table(const struct og_devices *devices,
		      const struct og_style *style, struct og_buf *out)
{
	struct layout layout;

	if (!devices->n) {
		og_buf_str(out, "No such device here; --all tells of every "
				"PCI device.\n");
		return;
	}
	measure(devices, &layout);
	fit(&layout, style->screen);
	put_titles(style, out, &layout);
	for (size_t i = 0; i < devices->n; i++) {
		put_row(style, out, &layout, &devices->rows[i]);
		put_notes(style, out, &devices->rows[i]);
	}
}
