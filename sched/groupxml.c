// SPDX-License-Identifier: Apache-2.0
/* The VM_GROUP half of schedxml.h. */
#include <errno.h>
#include <strings.h>

#include "schedxml.h"

static struct og_group *group_of(void *ctx)
{
	return ((struct og_schedxml *)ctx)->group;
}

static struct og_role *role_of(void *ctx)
{
	return &group_of(ctx)->roles[group_of(ctx)->n_roles - 1];
}

CLOSE(group_id)
{
	return og_schedxml_id(text, len, &group_of(ctx)->id, err);
}

static int role_open(void *ctx, struct og_err *err)
{
	(void)err;
	og_group_add_role(group_of(ctx));
	return 0;
}

CLOSE(role_id)
{
	(void)err;
	role_of(ctx)->id =
		(int32_t)og_schedxml_optional(text, len, 0, INT32_MAX, -1);
	return 0;
}

CLOSE(role_name)
{
	(void)err;
	free(role_of(ctx)->name);
	role_of(ctx)->name = og_strndup(text, len);
	return 0;
}

CLOSE(role_policy)
{
	(void)len, (void)err;
	if (strcasecmp(text, "AFFINED") == 0)
		role_of(ctx)->policy = OG_AFFINED;
	else if (strcasecmp(text, "ANTI_AFFINED") == 0)
		role_of(ctx)->policy = OG_ANTI_AFFINED;
	return 0;
}

CLOSE(role_vms)
{
	(void)len, (void)err;
	og_ids_parse(&role_of(ctx)->vms, text);
	return 0;
}

CLOSE(role_hosts)
{
	(void)len, (void)err;
	og_ids_parse(&role_of(ctx)->hosts, text);
	return 0;
}

CLOSE(role_not_hosts)
{
	(void)len, (void)err;
	og_ids_parse(&role_of(ctx)->not_hosts, text);
	return 0;
}

CLOSE(rule_affined)
{
	(void)len, (void)err;
	og_group_add_rule(group_of(ctx), OG_AFFINED, text);
	return 0;
}

CLOSE(rule_anti_affined)
{
	(void)len, (void)err;
	og_group_add_rule(group_of(ctx), OG_ANTI_AFFINED, text);
	return 0;
}

static const struct og_xml_elem role_elems[] = {
	{ .name = "ID", .close = role_id },
	{ .name = "NAME", .close = role_name },
	{ .name = "POLICY", .close = role_policy },
	{ .name = "VMS", .close = role_vms },
	{ .name = "HOST_AFFINED", .close = role_hosts },
	{ .name = "HOST_ANTI_AFFINED", .close = role_not_hosts },
	{ 0 },
};

static const struct og_xml_elem roles_elems[] = {
	{ .name = "ROLE", .children = role_elems, .open = role_open },
	{ 0 },
};

static const struct og_xml_elem template_elems[] = {
	{ .name = "AFFINED", .close = rule_affined },
	{ .name = "ANTI_AFFINED", .close = rule_anti_affined },
	{ 0 },
};

const struct og_xml_elem og_schedxml_group[] = {
	{ .name = "ID", .close = group_id },
	{ .name = "ROLES", .children = roles_elems },
	{ .name = "TEMPLATE", .children = template_elems },
	{ 0 },
};

void og_schedxml_group_begin(struct og_schedxml *x, struct og_group *group)
{
	og_group_init(group);
	x->group = group;
}

int og_schedxml_group_end(struct og_schedxml *x, struct og_err *err)
{
	if (x->group->id < 0)
		return og_err_set(err, -EINVAL, "a VM_GROUP without ID");
	og_group_finish(x->group);
	return 0;
}
