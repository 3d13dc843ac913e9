// SPDX-License-Identifier: Apache-2.0
/*
 * libvirt by its library, opened at run time: onegpu is built where libvirt
 * is not, and runs on nodes where it may be of any version since 4.5. This is
 * the only file that knows libvirt's functions; the few prototypes are
 * declared here, as its API reference has them.
 */
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

#include "live-source.h"
#include "proc.h"

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

/* Only in a child, which ends soon: it is never closed. */
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

/* One domain on its way from the child that asked: two texts behind it. */
struct record {
	size_t origin, xml; /* their lengths */
};

static int tell(int fd, const char *origin, const char *xml, struct og_err *err)
{
	const struct record record = { strlen(origin), strlen(xml) };
	og_autobuf text = OG_BUF_INIT;

	og_buf_add(&text, &record, sizeof(record));
	og_buf_add(&text, origin, record.origin);
	og_buf_add(&text, xml, record.xml);
	return og_buf_write(&text, fd, origin, err);
}

/* One that has ended since it was listed is no error. */
static int read_one(const struct libvirt *v, const char *uri,
		    struct vir_domain *domain, int fd, struct og_err *err)
{
	const char *name = v->name(domain);
	og_autofree char *origin =
		og_asprintf("%s: domain '%s'", uri, name ? name : "");
	og_autofree char *xml = v->xml(domain, 0);

	if (xml)
		return tell(fd, origin, xml, err);
	if (v->error_code() == ERR_NO_DOMAIN)
		return 0;
	return failed(v, origin, err);
}

static int read_domains(const struct libvirt *v, struct vir_connect *conn,
			const char *uri, int fd, struct og_err *err)
{
	struct vir_domain **domains = NULL;
	int n = v->list(conn, &domains, ONLY_ACTIVE);
	int r = 0;

	if (n < 0)
		return failed(v, uri, err);
	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = read_one(v, uri, domains[i], fd, err);
		v->free(domains[i]);
	}
	free(domains);
	return r;
}

static int ask(const char *uri, int fd, struct og_err *err)
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
	r = read_domains(&v, conn, uri, fd, err);
	v.close(conn);
	return r;
}

/* None that a library would exit with. */
enum status { ALL_TOLD = 64, ABSENT, FAILED };

/* In the child, of which the domains are told, or only what went wrong. */
static int work(void *arg, int fd)
{
	const char *uri = arg;
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r = ask(uri, fd, &err);

	if (r == -ENOPKG)
		return ABSENT;
	if (r == 0)
		return ALL_TOLD;
	og_buf_str(&text, err.msg);
	if (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		og_buf_write(&text, fd, "memfd", NULL);
	return FAILED;
}

static int add_all(const struct og_buf *said, struct og_live *live,
		   struct og_err *err)
{
	struct record record;
	int r = 0;

	for (size_t at = 0; at < said->len && r == 0;) {
		og_autofree char *origin = NULL;

		memcpy(&record, said->data + at, sizeof(record));
		at += sizeof(record);
		origin = og_strndup(said->data + at, record.origin);
		at += record.origin;
		r = og_live_add(live, origin, said->data + at, record.xml, err);
		at += record.xml;
	}
	return r;
}

/*
 * By a child: the library waits for ever for a daemon that accepts and does
 * not answer, and its threads would stay with us.
 */
static int read_all(const char *uri, struct og_live *live, int64_t deadline,
		    struct og_err *err)
{
	og_autofree char *copy = og_strdup(uri);
	og_autobuf said = OG_BUF_INIT;
	struct og_err own = { 0 };
	int status = FAILED;
	int r = og_proc_call(work, copy, deadline, &said, &status, &own);

	if (r == -ETIMEDOUT)
		return og_live_silent(uri, live, err);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", uri, own.msg);
	if (status == ALL_TOLD)
		return add_all(&said, live, err);
	if (status == ABSENT)
		return -ENOPKG;
	if (status == FAILED)
		return og_err_set(err, -EIO, "%s", og_buf_text(&said));
	return og_err_set(err, -EIO,
			  "%s: libvirt's library ended us (status %d)", uri,
			  status);
}

const struct og_live_source og_live_source_libvirt = {
	.name = "libvirt",
	.takes = og_live_is_uri,
	.read = read_all,
};
