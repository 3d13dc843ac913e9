// SPDX-License-Identifier: Apache-2.0
#include "seek.h"

#include "mem.h"

/* "model=pcie-root" or "1", which counts down. */
static bool passes(const struct og_xml_node *node, const char *filter,
		   size_t len, unsigned long *skip)
{
	const char *equals = memchr(filter, '=', len);
	og_autofree char *name = NULL, *value = NULL;
	const char *is;

	if (!equals)
		return (*skip)-- == 0;
	name = og_strndup(filter, (size_t)(equals - filter));
	value = og_strndup(equals + 1, len - (size_t)(equals + 1 - filter));
	is = og_xml_attr(node, name);
	return is && strcmp(is, value) == 0;
}

/* The child that one step of a path names. */
static const struct og_xml_node *step(const struct og_xml_node *parent,
				      const char *text, size_t len)
{
	const char *filter = memchr(text, '[', len);
	og_autofree char *name =
		og_strndup(text, filter ? (size_t)(filter - text) : len);
	size_t rest = filter ? len - (size_t)(filter - text) - 2 : 0;
	unsigned long skip = filter ? strtoul(filter + 1, NULL, 10) : 0;

	og_xml_each (node, parent, name)
		if (!filter || passes(node, filter + 1, rest, &skip))
			return node;
	return NULL;
}

static const struct og_xml_node *walk(const struct og_xml_node *node,
				      const char *path, const char **ret_rest)
{
	while (node && *path && *path != '@' && *path != '=') {
		size_t len = strcspn(path, "/@=[");

		if (path[len] == '[')
			len += strcspn(path + len, "]") + 1;
		node = step(node, path, len);
		path += len + (path[len] == '/');
	}
	*ret_rest = path;
	return node;
}

bool og_test_holds(const struct og_xml_node *root, const char *line)
{
	bool wanted = *line != '!';
	const struct og_xml_node *node = walk(root, line + !wanted, &line);
	const char *is = node ? og_xml_text(node) : NULL;

	if (node && *line == '@') {
		size_t len = strcspn(line, "=");
		og_autofree char *name = og_strndup(line + 1, len - 1);

		is = og_xml_attr(node, name);
		line += len;
		if (!*line)
			return wanted == (is != NULL);
	}
	if (node && *line == '=')
		return wanted == (is && strcmp(is, line + 1) == 0);
	return wanted == (node != NULL);
}
