// SPDX-License-Identifier: Apache-2.0
/*
 * libvirt by its library, opened at run time: onegpu is built where libvirt
 * is not, and runs on nodes where it may be of any version since 4.5. This is
 * the only file that knows libvirt's functions; the few prototypes are
 * declared here, as its API reference has them.
 */
#include <dlfcn.h>
#include <errno.h>

#include "live-source.h"

#define SONAME "libvirt.so.0"

/* virConnectListAllDomains() and enum virErrorNumber */
enum { ONLY_ACTIVE = 1, ERR_NO_DOMAIN = 42 };

struct vir_connect;
struct vir_domain;

struct libvirt {
	struct vir_connect *(*open_read_only)(const char *uri);
	int (*close)(struct vir_connect *conn);
	int (*list)(struct vir_connect *conn, struct vir_domain ***domains,
		    unsigned int flags);
	const char *(*name)(struct vir_domain *domain);
	char *(*xml)(struct vir_domain *domain, unsigned int flags);
	int (*free)(struct vir_domain *domain);
	int (*error_code)(void);
	const char *(*error_text)(void);
	void (*on_error)(void *ctx, void (*func)(void *ctx, void *error));
};

/* libvirt prints its errors by itself unless told where they go. */
static void keep_silent(void *ctx, void *error)
{
	(void)ctx, (void)error;
}

/* C has no conversion from what dlsym() returns to a function. */
static bool find(void *handle, const char *name, void *ret_function,
		 size_t size)
{
	void *symbol = dlsym(handle, name);

	memcpy(ret_function, &symbol, size);
	return symbol != NULL;
}

#define FIND(handle, name, member) \
	find((handle), (name), &(member), sizeof(member))

/* It is never closed: its threads may outlive the connection. */
static bool load(struct libvirt *ret_lib)
{
	void *lib = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	struct libvirt v = { 0 };
	bool all;

	if (!lib)
		return false;
	all = FIND(lib, "virConnectOpenReadOnly", v.open_read_only) &&
	      FIND(lib, "virConnectClose", v.close) &&
	      FIND(lib, "virConnectListAllDomains", v.list) &&
	      FIND(lib, "virDomainGetName", v.name) &&
	      FIND(lib, "virDomainGetXMLDesc", v.xml) &&
	      FIND(lib, "virDomainFree", v.free) &&
	      FIND(lib, "virGetLastErrorCode", v.error_code) &&
	      FIND(lib, "virGetLastErrorMessage", v.error_text) &&
	      FIND(lib, "virSetErrorFunc", v.on_error);
	if (all)
		*ret_lib = v;
	return all;
}

static int failed(const struct libvirt *v, const char *what, struct og_err *err)
{
	const char *text = v->error_text();

	return og_err_set(err, -EIO, "%s: %s", what,
			  text ? text : "libvirt does not say why");
}

/* One that has ended since it was listed is no error. */
static int read_one(const struct libvirt *v, const char *uri,
		    struct vir_domain *domain, struct og_live *live,
		    struct og_err *err)
{
	const char *name = v->name(domain);
	og_autofree char *origin =
		og_asprintf("%s: domain '%s'", uri, name ? name : "");
	og_autofree char *xml = v->xml(domain, 0);

	if (xml)
		return og_live_add(live, origin, xml, strlen(xml), err);
	if (v->error_code() == ERR_NO_DOMAIN)
		return 0;
	return failed(v, origin, err);
}

static int read_domains(const struct libvirt *v, struct vir_connect *conn,
			const char *uri, struct og_live *live,
			struct og_err *err)
{
	struct vir_domain **domains = NULL;
	int n = v->list(conn, &domains, ONLY_ACTIVE);
	int r = 0;

	if (n < 0)
		return failed(v, uri, err);
	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = read_one(v, uri, domains[i], live, err);
		v->free(domains[i]);
	}
	free(domains);
	return r;
}

static int read_all(const char *uri, struct og_live *live, struct og_err *err)
{
	struct vir_connect *conn;
	struct libvirt v;
	int r;

	if (!load(&v))
		return -ENOPKG;
	v.on_error(NULL, keep_silent);
	conn = v.open_read_only(uri);
	if (!conn)
		return failed(&v, uri, err);
	r = read_domains(&v, conn, uri, live, err);
	v.close(conn);
	return r;
}

const struct og_live_source og_live_source_libvirt = {
	.name = "libvirt",
	.takes = og_live_is_uri,
	.read = read_all,
};
