// SPDX-License-Identifier: Apache-2.0
#include "moves.h"

#include "domain-ns.h"
#include "num.h"

enum { MOVES_MAX = 1024 };

void og_moves_free(struct og_moves *moves)
{
	free(moves->all);
	*moves = (struct og_moves){ 0 };
}

static int number(const struct og_xml_node *node, const char *name)
{
	const char *text = og_xml_attr(node, name);
	int value = -1;

	if (!text ||
	    og_num_int(text, strlen(text), 0, OG_CPU_MAX - 1, &value) < 0)
		return -1;
	return value;
}

static void list(const struct og_xml_node *node, const char *name,
		 struct og_cpuset *set)
{
	const char *text = og_xml_attr(node, name);

	if (!text || og_cpuset_parse(text, strlen(text), set) < 0)
		*set = (struct og_cpuset){ 0 };
}

static void read_move(const struct og_xml_node *node, struct og_moves *moves)
{
	struct og_moved moved = {
		.cell = number(node, "cell"),
		.from_memory = number(node, "from_memory"),
		.memory = number(node, "memory"),
	};

	list(node, "from_cpus", &moved.from_cpus);
	list(node, "cpus", &moved.cpus);
	if (moves->n == MOVES_MAX)
		return;
	OG_RESERVE(moves->all, moves->n + 1, moves->cap);
	moves->all[moves->n++] = moved;
}

void og_moves_read(const struct og_xml_node *root, struct og_moves *ret_moves)
{
	*ret_moves = (struct og_moves){ 0 };
	og_xml_each (vm, og_xml_child(root, "metadata"), OG_DOMAIN_ELEMENT) {
		const char *ns = og_xml_ns(vm);

		if (!ns || strcmp(ns, OG_DOMAIN_NS) != 0)
			continue;
		ret_moves->ours = true;
		og_xml_each (move, vm, "move")
			read_move(move, ret_moves);
	}
}

static void put_set(struct og_buf *text, const struct og_cpuset *set)
{
	if (og_cpuset_is_empty(set))
		og_buf_str(text, "none");
	else
		og_cpuset_format(text, set);
}

char *og_moves_text(const struct og_moves *moves)
{
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < moves->n; i++) {
		const struct og_moved *moved = &moves->all[i];

		og_buf_str(&text, i ? "; CPUs " : "CPUs ");
		put_set(&text, &moved->from_cpus);
		og_buf_str(&text, " -> ");
		put_set(&text, &moved->cpus);
		if (moved->from_memory == moved->memory || moved->memory < 0)
			continue;
		if (moved->from_memory < 0)
			og_buf_fmt(&text, ", memory to node %d", moved->memory);
		else
			og_buf_fmt(&text, ", memory node %d -> %d",
				   moved->from_memory, moved->memory);
	}
	return text.len ? og_steal(text.data) : NULL;
}
