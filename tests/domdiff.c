// SPDX-License-Identifier: Apache-2.0
#include "domdiff.h"

#include <stdbool.h>
#include <stdio.h>

#include "cpuset.h"
#include "domain-ns.h"

struct item {
	const struct og_xml_node *node;
	char *label; /* "disk[0]" */
	bool paired;
};

struct items {
	struct item *all;
	size_t count, cap;
};

struct walk {
	void (*report)(void *ctx, const struct og_domdiff *diff);
	void *ctx;
};

static void items_free(struct items *items)
{
	for (size_t i = 0; i < items->count; i++)
		free(items->all[i].label);
	free(items->all);
}

static unsigned namesakes(const struct items *items, const char *name)
{
	unsigned n = 0;

	for (size_t i = 0; i < items->count; i++)
		n += strcmp(og_xml_name(items->all[i].node), name) == 0;
	return n;
}

/* Ours and oned's elements may have one name. */
static bool is_foreign(const struct og_xml_node *node)
{
	const char *ns = og_xml_ns(node);

	return ns && strcmp(ns, OG_DOMAIN_NS) == 0;
}

static void add_item(struct items *items, const struct og_xml_node *node)
{
	const char *name = og_xml_name(node);
	const char *index = og_xml_attr(node, "index");
	const char *type = og_xml_attr(node, "type");
	struct item item = { .node = node };

	if (strcmp(name, "controller") == 0 && index)
		item.label =
			og_asprintf("%s[%s:%s]", name, type ? type : "", index);
	else if (is_foreign(node))
		item.label = og_asprintf("onegpu-%s", name);
	else
		item.label =
			og_asprintf("%s[%u]", name, namesakes(items, name));
	OG_RESERVE(items->all, items->count + 1, items->cap);
	items->all[items->count++] = item;
}

static void collect(const struct og_xml_node *node, bool devices,
		    struct items *items)
{
	og_xml_each (child, node, NULL)
		if (devices || strcmp(og_xml_name(child), "devices") != 0)
			add_item(items, child);
}

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && strcmp(text + a - b, end) == 0;
}

static bool same_set(const char *a, const char *b)
{
	struct og_cpuset x, y;

	return og_cpuset_parse(a, strlen(a), &x) == 0 &&
	       og_cpuset_parse(b, strlen(b), &y) == 0 &&
	       memcmp(&x, &y, sizeof(x)) == 0;
}

static bool same_number(const char *a, const char *b)
{
	char *end_a, *end_b;

	return *a && *b && strtoul(a, &end_a, 0) == strtoul(b, &end_b, 0) &&
	       !*end_a && !*end_b;
}

static bool same(const char *path, const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	if (strcmp(a, b) == 0)
		return true;
	if (ends_with(path, "/@cpuset") || ends_with(path, "/@nodeset"))
		return same_set(a, b);
	if (strstr(path, "/address[") || ends_with(path, "/@busNr"))
		return same_number(a, b);
	return false;
}

static void tell(const struct walk *w, const char *path, struct og_domdiff diff)
{
	diff.path = path;
	w->report(w->ctx, &diff);
}

static void compare_attr(const struct walk *w, const char *path,
			 const struct og_xml_node *a,
			 const struct og_xml_node *b, const char *name)
{
	og_autofree char *at = og_asprintf("%s/@%s", path, name);
	const char *x = og_xml_attr(a, name), *y = og_xml_attr(b, name);

	if (!same(at, x, y))
		tell(w, at, (struct og_domdiff){ NULL, a, b, x, y });
}

static void compare_attrs(const struct walk *w, const char *path,
			  const struct og_xml_node *a,
			  const struct og_xml_node *b)
{
	const char *name;

	for (size_t i = 0; (name = og_xml_attr_name(a, i)); i++)
		compare_attr(w, path, a, b, name);
	for (size_t i = 0; (name = og_xml_attr_name(b, i)); i++)
		if (!og_xml_attr(a, name))
			compare_attr(w, path, a, b, name);
}

static void compare(const struct walk *w, const char *path,
		    const struct og_xml_node *a, const struct og_xml_node *b);

static void compare_items(const struct walk *w, const char *path,
			  struct items *a, struct items *b)
{
	for (size_t i = 0; i < a->count; i++) {
		struct item *x = &a->all[i], *y = NULL;
		og_autofree char *at =
			og_asprintf("%s%s%s", path, *path ? "/" : "", x->label);

		for (size_t j = 0; j < b->count && !y; j++)
			if (!b->all[j].paired &&
			    strcmp(x->label, b->all[j].label) == 0)
				y = &b->all[j];
		if (y) {
			y->paired = true;
			compare(w, at, x->node, y->node);
		} else {
			tell(w, at, (struct og_domdiff){ .oned = x->node });
		}
	}
	for (size_t j = 0; j < b->count; j++) {
		og_autofree char *at = og_asprintf(
			"%s%s%s", path, *path ? "/" : "", b->all[j].label);

		if (!b->all[j].paired)
			tell(w, at,
			     (struct og_domdiff){ .ours = b->all[j].node });
	}
}

static void compare(const struct walk *w, const char *path,
		    const struct og_xml_node *a, const struct og_xml_node *b)
{
	og_cleanup(items_free) struct items x = { 0 }, y = { 0 };
	const char *s, *t;

	compare_attrs(w, path, a, b);
	collect(a, true, &x);
	collect(b, true, &y);
	s = x.count ? NULL : og_xml_text(a);
	t = y.count ? NULL : og_xml_text(b);
	if (!same(path, s, t))
		tell(w, path, (struct og_domdiff){ NULL, a, b, s, t });
	compare_items(w, path, &x, &y);
}

void og_domdiff(const struct og_xml_node *oned, const struct og_xml_node *ours,
		void (*report)(void *ctx, const struct og_domdiff *diff),
		void *ctx)
{
	const struct walk w = { report, ctx };
	og_cleanup(items_free) struct items a = { 0 }, b = { 0 };
	og_cleanup(items_free) struct items c = { 0 }, d = { 0 };

	compare_attrs(&w, "", oned, ours);
	collect(oned, false, &a);
	collect(ours, false, &b);
	compare_items(&w, "", &a, &b);
	og_xml_each (devices, oned, "devices")
		collect(devices, true, &c);
	og_xml_each (devices, ours, "devices")
		collect(devices, true, &d);
	compare_items(&w, "devices", &c, &d);
}
