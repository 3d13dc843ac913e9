// SPDX-License-Identifier: Apache-2.0
#include "live.h"

#include <errno.h>

#include "live-source.h"
#include "proc.h"

static bool takes_none(const char *from)
{
	return strcmp(from, OG_LIVE_NONE) == 0;
}

static int read_none(const char *from, struct og_live *live, int64_t deadline,
		     struct og_err *err)
{
	(void)from, (void)live, (void)deadline, (void)err;
	return 0;
}

const struct og_live_source og_live_source_none = {
	.name = "none",
	.takes = takes_none,
	.read = read_none,
};

/* In the order in which they are asked. */
static const struct og_live_source *const sources[] = {
	&og_live_source_none,
	&og_live_source_libvirt,
	&og_live_source_virsh,
	&og_live_source_files,
};

bool og_live_is_uri(const char *from)
{
	return strstr(from, "://") != NULL;
}

static void free_domain(struct og_live_domain *domain)
{
	og_rundom_free(&domain->held);
	og_xml_doc_free(domain->doc);
	free(domain->origin);
	*domain = (struct og_live_domain){ 0 };
}

static void cut(struct og_live *live, size_t n)
{
	while (live->n > n)
		free_domain(&live->domains[--live->n]);
}

void og_live_free(struct og_live *live)
{
	cut(live, 0);
	free(live->domains);
	*live = (struct og_live){ 0 };
}

static const char *value(const struct og_xml_doc *doc, const char *name)
{
	const char *text = og_xml_value(og_xml_root(doc), name);

	return text ? text : "";
}

int og_live_add(struct og_live *live, const char *origin, const char *text,
		size_t len, struct og_err *err)
{
	og_cleanup(free_domain) struct og_live_domain domain = { 0 };
	int r;

	if (live->n == OG_LIVE_DOMAINS_MAX)
		return og_err_set(err, -E2BIG, "%s: more than %d domains",
				  origin, OG_LIVE_DOMAINS_MAX);
	r = og_xml_doc_parse(text, len, &domain.doc, err);
	if (r == 0)
		r = og_rundom_read(og_xml_root(domain.doc), &domain.held, err);
	if (r < 0)
		return og_err_prefix(err, "%s", origin);
	domain.origin = og_strdup(origin);
	domain.name = value(domain.doc, "name");
	domain.uuid = value(domain.doc, "uuid");
	OG_RESERVE(live->domains, live->n + 1, live->cap);
	live->domains[live->n++] = domain;
	domain = (struct og_live_domain){ 0 };
	return 0;
}

static int seconds(const struct og_live *live)
{
	return live->wait > 0 ? live->wait : OG_LIVE_WAIT;
}

int og_live_silent(const char *uri, const struct og_live *live,
		   struct og_err *err)
{
	return og_err_set(
		err, -ETIMEDOUT,
		"%s: libvirt has not answered for %d s: a VM with many "
		"devices may just be ending; if it stays so, restart "
		"its daemon, libvirtd or virtqemud; VMs go on",
		uri, seconds(live));
}

int og_live_read(struct og_live *live, const char *from, struct og_err *err)
{
	int64_t deadline = og_proc_deadline(seconds(live));
	size_t n = live->n;
	int r = -ENOPKG;

	for (size_t i = 0; i < OG_COUNT(sources) && r == -ENOPKG; i++)
		if (sources[i]->takes(from))
			r = sources[i]->read(from, live, deadline, err);
	if (r == -ENOPKG)
		return og_err_set(err, r,
				  "%s: neither libvirt's library nor virsh is "
				  "on this machine",
				  from);
	if (r < 0)
		cut(live, n);
	return r;
}

const struct og_live_domain *og_live_find(const struct og_live *live,
					  const char *name)
{
	for (size_t i = 0; i < live->n; i++)
		if (strcmp(live->domains[i].name, name) == 0 ||
		    strcmp(live->domains[i].uuid, name) == 0)
			return &live->domains[i];
	return NULL;
}

const struct og_live_domain *og_live_vm(const struct og_live *live, int32_t vm)
{
	for (size_t i = 0; i < live->n; i++)
		if (live->domains[i].held.vm == vm)
			return &live->domains[i];
	return NULL;
}

const struct og_live_domain *og_live_holder(const struct og_live *live,
					    const struct og_bdf *bdf,
					    int32_t self)
{
	for (size_t i = 0; i < live->n; i++) {
		const struct og_rundom *held = &live->domains[i].held;

		for (size_t k = 0; k < held->n_devices; k++)
			if (held->vm != self &&
			    og_bdf_cmp(&held->devices[k], bdf) == 0)
				return &live->domains[i];
	}
	return NULL;
}

void og_live_mark(const struct og_live *live, int32_t self,
		  struct og_host *host)
{
	for (size_t i = 0; i < live->n; i++)
		if (live->domains[i].held.vm != self)
			og_rundom_mark(&live->domains[i].held, host);
}
