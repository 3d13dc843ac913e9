// SPDX-License-Identifier: Apache-2.0
#include "site.h"

#include <strings.h>

#include "live.h"
#include "num.h"
#include "proc.h"

void og_site_free(struct og_site *site)
{
	free(site->allow);
	*site = (struct og_site){ 0 };
}

static const char *text_of(const struct og_driver_conf *conf, const char *name)
{
	const char *text = og_driver_conf_text(conf, NULL, name);

	return text ? text : "";
}

static void read_allowed(const char *text, struct og_site *site)
{
	for (const char *at = text; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		struct og_pciid id;

		if (og_pciid_parse(at, len, &id, NULL) == 0) {
			OG_RESERVE(site->allow, site->n_allow + 1,
				   site->cap_allow);
			site->allow[site->n_allow++] = id;
		}
		at += len;
	}
	site->allow_text = text;
}

static const char *or_else(const char *text, const char *otherwise)
{
	return *text ? text : otherwise;
}

void og_site_read(const struct og_driver_conf *conf, struct og_site *ret_site)
{
	const char *cpus = text_of(conf, "RESERVED_CPUS");
	const char *wait = text_of(conf, "LOCK_WAIT");
	const char *libvirt = text_of(conf, "LIBVIRT_WAIT");
	const char *kvm = text_of(conf, "KVM");
	struct og_site site = {
		.boot_display =
			strcasecmp(text_of(conf, "BOOT_DISPLAY"), "yes") == 0,
		.binds = strcasecmp(text_of(conf, "BIND"), "vfio") == 0,
		.uri = or_else(text_of(conf, "URI"), OG_LIVE_NONE),
		.lock = text_of(conf, "LOCK"),
		.bound = text_of(conf, "BOUND"),
		.datastores = text_of(conf, "DATASTORES"),
		.kvm = *kvm ? kvm : NULL,
	};

	read_allowed(text_of(conf, "ALLOWLIST"), &site);
	og_num_int(wait, strlen(wait), 0, INT32_MAX, &site.lock_wait);
	og_num_int(libvirt, strlen(libvirt), 0, INT32_MAX, &site.libvirt_wait);
	if (*cpus)
		og_cpuset_parse(cpus, strlen(cpus), &site.reserved);
	*ret_site = site;
}

const char *og_site_libvirt(const struct og_site *site)
{
	return og_live_is_uri(site->uri) ? site->uri : OG_LIVE_SYSTEM;
}

const char *og_site_running(const struct og_site *site)
{
	return strcmp(site->uri, OG_LIVE_NONE) == 0 ? OG_LIVE_SYSTEM
						    : site->uri;
}

int64_t og_site_deadline(const struct og_site *site)
{
	return og_proc_deadline(site->libvirt_wait > 0 ? site->libvirt_wait
						       : OG_LIVE_WAIT);
}

struct og_guard og_site_guard(const struct og_site *site)
{
	return (struct og_guard){
		.allow = site->allow,
		.n_allow = site->n_allow,
		.allow_text = site->allow_text,
		.boot_display = site->boot_display,
		.binds = site->binds,
	};
}
