// SPDX-License-Identifier: Apache-2.0
/*
 * Every line of a side is exactly `width` columns, so two sides stand beside
 * each other without measuring; colour codes take no column.
 */
#include "picture.h"

enum {
	SCREEN = 80,
	GAP = 2,
	HALF = (SCREEN - GAP) / 2,
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
	.arrow = "◀",
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
	.arrow = "<",
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
	unsigned width;	 /* of the whole frame */
	unsigned digits; /* of the widest CPU number */
	unsigned cell_cpus;
};

static bool node_has_device(const struct og_picture *picture, int32_t node)
{
	for (size_t i = 0; i < picture->n_devices; i++)
		if (picture->devices[i].of_vm &&
		    picture->devices[i].node == node)
			return true;
	return false;
}

struct og_picture_count og_picture_count(const struct og_picture *picture,
					 const struct og_picture_side *side)
{
	struct og_picture_count count = {
		.cpus = og_cpuset_count(&side->cpus),
		.nodes = og_cpuset_count(&side->memory),
	};
	const struct og_host *host = picture->host;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		if (!node_has_device(picture, node->id))
			continue;
		count.local_nodes +=
			og_cpuset_has(&side->memory, (unsigned)node->id);
		for (size_t c = 0; c < node->n_cores; c++)
			for (size_t u = 0; u < node->cores[c].n_cpus; u++)
				count.local_cpus += og_cpuset_has(
					&side->cpus,
					(unsigned)node->cores[c].cpus[u].id);
	}
	return count;
}

bool og_picture_is_local(const struct og_picture_count *count)
{
	return count->cpus > 0 && count->nodes > 0 &&
	       count->local_cpus == count->cpus &&
	       count->local_nodes == count->nodes;
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

/* Columns of a cell between its walls: " ■12 ·13 ". */
static unsigned cell_columns(const struct canvas *cv)
{
	return 1 + cv->cell_cpus * (cv->digits + 2);
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
	repeat(cv->out, " ", cv->digits - digits_of(cpu));
	og_buf_fmt(&text, "%s%d", mark, cpu);
	og_style_put(cv->style, cv->out, colour, og_buf_text(&text));
	og_buf_char(cv->out, ' ');
}

/* The CPUs of one core from `first` on; core NULL: an empty cell. */
static void draw_cell(const struct canvas *cv, const struct og_core *core,
		      size_t first, bool local)
{
	unsigned drawn = 0;

	og_buf_char(cv->out, ' ');
	for (size_t i = first; core && i < core->n_cpus; i++) {
		if (drawn == cv->cell_cpus)
			break;
		draw_cpu(cv, core->cpus[i].id, local);
		drawn++;
	}
	repeat(cv->out, " ", (cv->cell_cpus - drawn) * (cv->digits + 2));
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
	bool local = node_has_device(cv->picture, node->id);
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
	if (columns == 0)
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
	static const char owner[] = " the VM's";
	enum og_colour colour = device->of_vm ? OG_MARK : OG_PLAIN;
	unsigned tail = device->of_vm ? 1 + sizeof(owner) : 1;
	unsigned room = cv->width - FRAME - 1 - tail;
	og_autobuf label = OG_BUF_INIT;
	unsigned used;

	used = og_style_clip(cv->style, &label, device->label, room);
	repeat(&label, " ", room - used);
	if (device->of_vm)
		og_buf_fmt(&label, "%s%s", cv->glyphs->arrow, owner);
	og_buf_fmt(cv->out, "%s ", cv->glyphs->wall);
	og_style_put(cv->style, cv->out, colour, og_buf_text(&label));
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

static void draw_side(const struct canvas *cv)
{
	const struct og_host *host = cv->picture->host;
	struct og_picture_count count = og_picture_count(cv->picture, cv->side);
	bool local = og_picture_is_local(&count);
	og_autofree char *text = NULL;
	bool stray = false;

	draw_line(cv, OG_BOLD, "", cv->side->title);
	for (size_t i = 0; i < host->n_nodes; i++)
		draw_node(cv, &host->nodes[i]);
	for (size_t i = 0; i < cv->picture->n_devices; i++)
		stray |= cv->picture->devices[i].node < 0;
	if (stray)
		draw_node(cv, NULL);
	text = og_asprintf("%u of %u CPUs local, memory %s", count.local_cpus,
			   count.cpus,
			   count.nodes == 0		      ? "anywhere"
			   : count.local_nodes == count.nodes ? "local"
							      : "remote");
	draw_line(cv, local ? OG_GOOD : OG_BAD,
		  local ? cv->glyphs->yes : cv->glyphs->no, text);
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
	og_autofree char *text = NULL;

	text = og_asprintf(" %s", picture->vm);
	og_buf_str(out, glyphs->mine);
	og_style_clip(style, out, text, SCREEN / 4);
	if (*picture->others) {
		og_buf_fmt(out, "   %s ", glyphs->other);
		og_style_clip(style, out, picture->others, SCREEN / 2);
	}
	og_buf_fmt(out, "   %s nobody\n", glyphs->free);
}

static void measure(struct canvas *cv)
{
	const struct og_host *host = cv->picture->host;
	size_t threads = 1;

	cv->digits = 1;
	for (size_t i = 0; i < host->n_nodes; i++)
		for (size_t c = 0; c < host->nodes[i].n_cores; c++) {
			const struct og_core *core = &host->nodes[i].cores[c];

			if (core->n_cpus > threads)
				threads = core->n_cpus;
			for (size_t u = 0; u < core->n_cpus; u++)
				if (digits_of(core->cpus[u].id) > cv->digits)
					cv->digits =
						digits_of(core->cpus[u].id);
		}
	cv->cell_cpus = threads < CELL_CPUS ? (unsigned)threads : CELL_CPUS;
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
	};
	bool beside;

	measure(&cv);
	beside = FRAME + cell_columns(&cv) + 2 <= HALF;
	cv.width = beside ? HALF : SCREEN;
	draw_side(&cv);
	cv.side = &picture->sides[1];
	cv.out = &right;
	draw_side(&cv);
	if (beside) {
		join(out, &left, &right);
	} else {
		og_buf_add(out, left.data, left.len);
		og_buf_add(out, right.data, right.len);
	}
	draw_legend(picture, cv.glyphs, style, out);
}
