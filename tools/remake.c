// SPDX-License-Identifier: Apache-2.0
#include "remake.h"

#include <ctype.h>

static bool is_plain(const char *word)
{
	for (const char *p = word; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("-_.:,/+@", *p))
			return false;
	return *word && *word != '-';
}

void og_remake_word(const char *word, struct og_buf *out)
{
	if (is_plain(word)) {
		og_buf_str(out, word);
		return;
	}
	og_buf_char(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			og_buf_str(out, "'\\''");
		else
			og_buf_char(out, iscntrl((unsigned char)*word) ? '?'
								       : *word);
	}
	og_buf_char(out, '\'');
}

/*
 * oned refuses to delete a host that has VMs. With a device none of them can
 * move while it runs, so they are stopped, and their disks go to a datastore.
 */
static void put_away(const struct og_fronthost *host, struct og_buf *out)
{
	if (!host->n_vms)
		return;
	og_buf_str(out, "Its VMs stop; tell their owners first, note which of "
			"them run, resume those that are suspended, and wait "
			"until the host has none.\n$ onevm list -f HOST=");
	og_remake_word(host->name, out);
	og_buf_str(out, "\n$ onevm undeploy ");
	for (size_t i = 0; i < host->n_vms; i++)
		og_buf_fmt(out, "%s%d", i ? "," : "", host->vms[i]);
	og_buf_char(out, '\n');
}

/* A file of template text, through a shell, without what could break out. */
static void put_attrs(const struct og_fronthost *host, struct og_buf *out)
{
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < host->n_attrs; i++) {
		const struct og_frontattr *attr = &host->attrs[i];

		if (strpbrk(attr->value, "\"\\\n'"))
			og_buf_fmt(out, "%s was set too: see the saved file.\n",
				   attr->name);
		else
			og_buf_fmt(&text, "%s'%s = \"%s\"'",
				   text.len ? " " : "", attr->name,
				   attr->value);
	}
	if (!text.len)
		return;
	og_buf_fmt(out, "$ printf '%%s\\n' %s >host-%d.set\n", text.data,
		   host->id);
	og_buf_str(out, "$ onehost update ");
	og_remake_word(host->name, out);
	og_buf_fmt(out, " host-%d.set --append\n", host->id);
}

void og_remake_host(const struct og_fronthost *host, struct og_buf *out)
{
	og_buf_str(out, "Delete the host and make it again; its id changes, so "
			"look for it in groups and requirements.\n");
	og_buf_fmt(out, "$ onehost show --xml %d >host-%d.xml\n", host->id,
		   host->id);
	og_buf_fmt(out, "$ onehost disable %d\n", host->id);
	put_away(host, out);
	og_buf_fmt(out, "$ onehost delete %d\n", host->id);
	og_buf_str(out, "$ onehost create ");
	og_remake_word(host->name, out);
	og_buf_str(out, " --im ");
	og_remake_word(host->im ? host->im : "kvm", out);
	og_buf_str(out, " --vm ");
	og_remake_word(host->vm_mad ? host->vm_mad : "kvm", out);
	if (host->cluster >= 0)
		og_buf_fmt(out, " --cluster %d", host->cluster);
	og_buf_char(out, '\n');
	put_attrs(host, out);
	og_buf_fmt(out, "What else people have set on it is in host-%d.xml.\n",
		   host->id);
	if (host->n_vms) {
		og_buf_str(out, "Of its VMs those that ran, and only those:\n"
				"$ onevm resume ");
		for (size_t i = 0; i < host->n_vms; i++)
			og_buf_fmt(out, "%s%d", i ? "," : "", host->vms[i]);
		og_buf_char(out, '\n');
	}
}
