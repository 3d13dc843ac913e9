// SPDX-License-Identifier: Apache-2.0
/*
 * Every line of a side is exactly `width` columns, so two sides stand beside
 * each other without measuring; colour codes take no column.
 */
#include "picture.h"

#include "nearness.h"

enum {
	GAP = 2,
	HALF = (OG_COLUMNS_MAX - GAP) / 2,
	FRAME = 2,     /* its two borders */
	CELL_CPUS = 8, /* a core of more is continued in the next cell */
};

struct glyphs {
	const char *top[3], *bottom[3]; /* left, line, right */
	const char *wall;
	const char *cell_top[4], *cell_mid[4], *cell_bottom[4]; /* .., cross */
	const char *cell_wall;
	const char *mine, *other, *free;
	const char *arrow, *yes, *no;
};

static const struct glyphs utf8 = {
	.top = { "╭", "─", "╮" },
	.bottom = { "╰", "─", "╯" },
	.wall = "│",
	.cell_top = { "┌", "─", "┐", "┬" },
	.cell_mid = { "├", "─", "┤", "┼" },
	.cell_bottom = { "└", "─", "┘", "┴" },
	.cell_wall = "│",
	.mine = "■",
	.other = "▒",
	.free = "·",
	.arrow = "▶",
	.yes = "✓",
	.no = "✗",
};

static const struct glyphs ascii = {
	.top = { "+", "=", "+" },
	.bottom = { "+", "=", "+" },
	.wall = "|",
	.cell_top = { "+", "-", "+", "+" },
	.cell_mid = { "+", "-", "+", "+" },
	.cell_bottom = { "+", "-", "+", "+" },
	.cell_wall = "|",
	.mine = "#",
	.other = "x",
	.free = ".",
	.arrow = ">",
	.yes = "+",
	.no = "-",
};

/* One side on its way to the paper. */
struct canvas {
	const struct og_picture *picture;
	const struct og_picture_side *side;
	const struct og_style *style;
	const struct glyphs *glyphs;
	struct og_buf *out;
	unsigned screen;
	unsigned width; /* of the whole frame */
	struct og_cpuset near;
	unsigned cell_cpus;
	unsigned digits[CELL_CPUS]; /* of the widest number in each place */
};

/* Nodes of the VM's devices. */
static void nodes_of_devices(const struct og_picture *picture,
			     struct og_cpuset *ret_near)
{
	*ret_near = (struct og_cpuset){ 0 };
	for (size_t i = 0; i < picture->n_devices; i++)
		if (picture->devices[i].of_vm && picture->devices[i].node >= 0)
			og_cpuset_add(ret_near,
				      (unsigned)picture->devices[i].node);
}

static void repeat(struct og_buf *out, const char *glyph, unsigned times)
{
	while (times-- > 0)
		og_buf_str(out, glyph);
}

static unsigned digits_of(int32_t n)
{
	unsigned digits = 1;

	for (; n >= 10; n /= 10)
		digits++;
	return digits;
}

/* Columns of a cell between its walls: " ■4 ·12 ". */
static unsigned cell_columns(const struct canvas *cv)
{
	unsigned columns = 1;

	for (unsigned i = 0; i < cv->cell_cpus; i++)
		columns += cv->digits[i] + 2;
	return columns;
}

static void draw_edge(const struct canvas *cv, const char *const line[3],
		      const char *label, const char *right)
{
	unsigned used = FRAME;

	og_buf_str(cv->out, line[0]);
	if (label) {
		og_buf_str(cv->out, line[1]);
		og_buf_char(cv->out, ' ');
		og_style_put(cv->style, cv->out, OG_BOLD, label);
		og_buf_char(cv->out, ' ');
		used += 3 + (unsigned)strlen(label);
	}
	if (right)
		used += 3 + (unsigned)strlen(right);
	repeat(cv->out, line[1], used < cv->width ? cv->width - used : 0);
	if (right) {
		og_buf_char(cv->out, ' ');
		og_style_put(cv->style, cv->out, OG_MARK, right);
		og_buf_char(cv->out, ' ');
		og_buf_str(cv->out, line[1]);
	}
	og_buf_str(cv->out, line[2]);
	og_buf_char(cv->out, '\n');
}

static void draw_rule(const struct canvas *cv, const char *const line[4],
		      unsigned columns)
{
	unsigned cell = cell_columns(cv);
	unsigned used = FRAME + 1 + columns * (cell + 1);

	og_buf_str(cv->out, cv->glyphs->wall);
	og_buf_str(cv->out, line[0]);
	for (unsigned i = 0; i < columns; i++) {
		repeat(cv->out, line[1], cell);
		og_buf_str(cv->out, i + 1 < columns ? line[3] : line[2]);
	}
	repeat(cv->out, " ", cv->width - used);
	og_buf_str(cv->out, cv->glyphs->wall);
	og_buf_char(cv->out, '\n');
}

static void draw_cpu(const struct canvas *cv, int32_t cpu, bool local)
{
	og_autobuf text = OG_BUF_INIT;
	const char *mark = cv->glyphs->free;
	enum og_colour colour = OG_PLAIN;

	if (og_cpuset_has(&cv->side->cpus, (unsigned)cpu)) {
		mark = cv->glyphs->mine;
		colour = local ? OG_GOOD : OG_BAD;
	} else if (og_cpuset_has(cv->picture->held, (unsigned)cpu)) {
		mark = cv->glyphs->other;
		colour = OG_DIM;
	}
	og_buf_fmt(&text, "%s%d", mark, cpu);
	og_style_put(cv->style, cv->out, colour, og_buf_text(&text));
}

/* The CPUs of one core from `first` on; core NULL: an empty cell. */
static void draw_cell(const struct canvas *cv, const struct og_core *core,
		      size_t first, bool local)
{
	og_buf_char(cv->out, ' ');
	for (unsigned i = 0; i < cv->cell_cpus; i++) {
		unsigned used = 0;

		if (core && first + i < core->n_cpus) {
			int32_t cpu = core->cpus[first + i].id;

			draw_cpu(cv, cpu, local);
			used = 1 + digits_of(cpu);
		}
		repeat(cv->out, " ", cv->digits[i] + 2 - used);
	}
	og_buf_str(cv->out, cv->glyphs->cell_wall);
}

/* Cells of a node: a core each, more for a core of very many CPUs. */
static unsigned count_cells(const struct canvas *cv, const struct og_node *node)
{
	unsigned cells = 0;

	for (size_t i = 0; i < node->n_cores; i++)
		cells +=
			(unsigned)((node->cores[i].n_cpus + cv->cell_cpus - 1) /
				   cv->cell_cpus);
	return cells;
}

static void draw_row(const struct canvas *cv, const struct og_node *node,
		     size_t *core, size_t *cpu, unsigned columns)
{
	bool local = og_cpuset_has(&cv->near, (unsigned)node->id);
	unsigned used = FRAME + 1 + columns * (cell_columns(cv) + 1);

	og_buf_str(cv->out, cv->glyphs->wall);
	og_buf_str(cv->out, cv->glyphs->cell_wall);
	for (unsigned i = 0; i < columns; i++) {
		while (*core < node->n_cores &&
		       *cpu >= node->cores[*core].n_cpus) {
			++*core;
			*cpu = 0;
		}
		draw_cell(cv,
			  *core < node->n_cores ? &node->cores[*core] : NULL,
			  *cpu, local);
		*cpu += cv->cell_cpus;
	}
	repeat(cv->out, " ", cv->width - used);
	og_buf_str(cv->out, cv->glyphs->wall);
	og_buf_char(cv->out, '\n');
}

static void draw_cores(const struct canvas *cv, const struct og_node *node)
{
	unsigned cells = count_cells(cv, node);
	unsigned columns = (cv->width - FRAME - 1) / (cell_columns(cv) + 1);
	size_t core = 0, cpu = 0;

	if (columns > cells)
		columns = cells;
	if (cells == 0)
		return;
	draw_rule(cv, cv->glyphs->cell_top, columns);
	for (unsigned done = 0; done < cells; done += columns) {
		if (done)
			draw_rule(cv, cv->glyphs->cell_mid, columns);
		draw_row(cv, node, &core, &cpu, columns);
	}
	draw_rule(cv, cv->glyphs->cell_bottom, columns);
}

static void draw_device(const struct canvas *cv,
			const struct og_picture_device *device)
{
	const char *mark = device->of_vm ? cv->glyphs->arrow : " ";
	unsigned room = cv->width - FRAME - 4;
	og_autobuf label = OG_BUF_INIT;

	og_buf_fmt(&label, "%s ", mark);
	repeat(&label, " ",
	       room - og_style_clip(cv->style, &label, device->label, room));
	og_buf_fmt(cv->out, "%s ", cv->glyphs->wall);
	og_style_put(cv->style, cv->out, device->of_vm ? OG_MARK : OG_PLAIN,
		     og_buf_text(&label));
	og_buf_fmt(cv->out, " %s\n", cv->glyphs->wall);
}

/* A frame with the devices of one node; node NULL: of those that have none. */
static void draw_node(const struct canvas *cv, const struct og_node *node)
{
	og_autofree char *label = NULL;
	bool memory;

	label = node ? og_asprintf("node %d", node->id) : og_strdup("no node");
	memory = node && og_cpuset_has(&cv->side->memory, (unsigned)node->id);
	draw_edge(cv, cv->glyphs->top, label, memory ? "VM's memory" : NULL);
	if (node)
		draw_cores(cv, node);
	for (size_t i = 0; i < cv->picture->n_devices; i++)
		if (cv->picture->devices[i].node == (node ? node->id : -1))
			draw_device(cv, &cv->picture->devices[i]);
	draw_edge(cv, cv->glyphs->bottom, NULL, NULL);
}

/* One line, filled up to the width, in a colour. */
static void draw_line(const struct canvas *cv, enum og_colour colour,
		      const char *mark, const char *text)
{
	unsigned room = cv->width - (*mark ? 2 : 0);
	og_autobuf line = OG_BUF_INIT;

	og_buf_fmt(&line, "%s%s", mark, *mark ? " " : "");
	repeat(&line, " ", room - og_style_clip(cv->style, &line, text, room));
	og_style_put(cv->style, cv->out, colour, og_buf_text(&line));
	og_buf_char(cv->out, '\n');
}

static void draw_verdict(const struct canvas *cv)
{
	og_autofree char *text = NULL;
	struct og_nearness count;
	const char *memory = "remote";
	bool local;

	og_nearness_count(cv->picture->host, &cv->near, &cv->side->cpus,
			  &cv->side->memory, &count);
	local = og_nearness_holds(&count);
	if (count.nodes == 0)
		memory = "not bound";
	else if (count.local_nodes == count.nodes)
		memory = "local";
	text = og_asprintf("%u of %u CPUs local, memory %s", count.local_cpus,
			   count.cpus, memory);
	draw_line(cv, local ? OG_GOOD : OG_BAD,
		  local ? cv->glyphs->yes : cv->glyphs->no, text);
}

static void draw_side(const struct canvas *cv)
{
	const struct og_host *host = cv->picture->host;
	bool stray = false;

	draw_line(cv, OG_BOLD, "", cv->side->title);
	for (size_t i = 0; i < host->n_nodes; i++)
		draw_node(cv, &host->nodes[i]);
	for (size_t i = 0; i < cv->picture->n_devices; i++)
		stray |= cv->picture->devices[i].node < 0;
	if (stray)
		draw_node(cv, NULL);
	draw_verdict(cv);
}

/* Two texts of as many lines each, side by side. */
static void join(struct og_buf *out, const struct og_buf *left,
		 const struct og_buf *right)
{
	const char *a = og_buf_text(left), *b = og_buf_text(right);

	while (*a && *b) {
		size_t a_len = strcspn(a, "\n"), b_len = strcspn(b, "\n");

		og_buf_add(out, a, a_len);
		repeat(out, " ", GAP);
		og_buf_add(out, b, b_len);
		while (out->len && out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		og_buf_char(out, '\n');
		a += a_len + 1;
		b += b_len + 1;
	}
}

static void draw_legend(const struct og_picture *picture,
			const struct glyphs *glyphs,
			const struct og_style *style, struct og_buf *out)
{
	unsigned columns = og_style_columns(style);
	bool narrow = columns < OG_COLUMNS_MAX;
	const char *gap = narrow ? "\n" : "   ";

	og_buf_fmt(out, "%s CPU and %s device of ", glyphs->mine,
		   glyphs->arrow);
	og_style_clip(style, out, picture->vm,
		      narrow ? columns - 22 : columns / 4);
	if (*picture->others) {
		og_buf_fmt(out, "%s%s ", gap, glyphs->other);
		og_style_clip(style, out, picture->others,
			      narrow ? columns - 2 : columns / 4);
	}
	og_buf_fmt(out, "%s%s nobody\n", gap, glyphs->free);
}

/* `most`: CPUs in a row, at least one. */
static void measure_core(struct canvas *cv, const struct og_core *core,
			 unsigned most)
{
	unsigned widest = core->n_cpus < most ? (unsigned)core->n_cpus : most;

	if (most == 0)
		return;
	if (widest > cv->cell_cpus)
		cv->cell_cpus = widest;
	for (size_t i = 0; i < core->n_cpus; i++) {
		unsigned digits = digits_of(core->cpus[i].id);

		if (digits > cv->digits[i % most])
			cv->digits[i % most] = digits;
	}
}

/* CPUs of a cell, even if all were as long as the longest. */
static unsigned most_cpus(const struct og_host *host, unsigned screen)
{
	unsigned digits = 1, most;

	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t c = 0; c < host->nodes[i].n_cores; c++) {
			const struct og_core *core = &host->nodes[i].cores[c];
			int32_t last = core->n_cpus
					       ? core->cpus[core->n_cpus - 1].id
					       : 0;

			if (digits_of(last) > digits)
				digits = digits_of(last);
		}
	most = (screen - FRAME - 3) / (digits + 2);
	return most < CELL_CPUS ? most : CELL_CPUS;
}

static void measure(struct canvas *cv)
{
	const struct og_host *host = cv->picture->host;
	unsigned most = most_cpus(host, cv->screen);

	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t c = 0; c < host->nodes[i].n_cores; c++)
			measure_core(cv, &host->nodes[i].cores[c], most);
	nodes_of_devices(cv->picture, &cv->near);
	cv->width = cv->screen;
	if (cv->screen == OG_COLUMNS_MAX &&
	    FRAME + cell_columns(cv) + 2 <= HALF)
		cv->width = HALF;
}

void og_picture_draw(const struct og_picture *picture,
		     const struct og_style *style, struct og_buf *out)
{
	og_autobuf left = OG_BUF_INIT, right = OG_BUF_INIT;
	struct canvas cv = {
		.picture = picture,
		.side = &picture->sides[0],
		.style = style,
		.glyphs = style->utf8 ? &utf8 : &ascii,
		.out = &left,
		.screen = og_style_columns(style),
	};

	measure(&cv);
	draw_side(&cv);
	cv.side = &picture->sides[1];
	cv.out = &right;
	draw_side(&cv);
	if (cv.width == HALF) {
		join(out, &left, &right);
	} else {
		og_buf_add(out, left.data, left.len);
		og_buf_add(out, right.data, right.len);
	}
	draw_legend(picture, cv.glyphs, style, out);
}
