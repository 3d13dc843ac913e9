// SPDX-License-Identifier: Apache-2.0
#include "fakekernel.h"

#include <check.h>
#include <errno.h>
#include <unistd.h>

#define BUS "sys/bus/pci"

static struct og_fakekernel *fake_of(const struct og_vfiobind_kernel *kernel)
{
	void *p;

	memcpy(&p, &kernel, sizeof(p));
	return p;
}

static void set_driver(struct og_fakekernel *fake, const char *name,
		       const char *driver)
{
	og_autofree char *link = og_asprintf(BUS "/devices/%s/driver", name);
	og_autofree char *full = og_asprintf("%s/%s", fake->tree.dir, link);
	og_autofree char *target = NULL;

	ck_assert(unlink(full) == 0 || errno == ENOENT);
	if (!driver)
		return;
	target = og_asprintf("../../drivers/%s", driver);
	og_tree_link(&fake->tree, link, target);
}

static void set_only(struct og_fakekernel *fake, const char *name,
		     const char *text)
{
	og_autofree char *path =
		og_asprintf(BUS "/devices/%s/driver_override", name);
	bool none = !text || !*text || strcmp(text, "\n") == 0;
	og_autofree char *line = og_asprintf("%s\n", none ? "(null)" : text);

	og_tree_put(&fake->tree, path, line);
}

static void now(const struct og_fakekernel *fake, const char *name,
		struct og_vfiobind_state *ret_state)
{
	struct og_bdf bdf;
	struct og_err err = { 0 };

	ck_assert_int_eq(og_bdf_parse(name, strlen(name), &bdf), 0);
	ck_assert_msg(og_vfiobind_read(&fake->files, &bdf, ret_state, &err) ==
			      0,
		      "%s", err.msg);
}

static int unbind(struct og_fakekernel *fake, const char *driver,
		  const char *name)
{
	og_cleanup(
		og_vfiobind_state_free) struct og_vfiobind_state state = { 0 };

	now(fake, name, &state);
	if (!state.driver || strcmp(state.driver, driver) != 0)
		return -ENODEV;
	set_driver(fake, name, NULL);
	return 0;
}

static int probe(struct og_fakekernel *fake, const char *name)
{
	og_cleanup(
		og_vfiobind_state_free) struct og_vfiobind_state state = { 0 };
	const char *taker;

	now(fake, name, &state);
	taker = state.only ? state.only : fake->native;
	if (!state.driver && taker && !fake->probe_fails)
		set_driver(fake, name, taker);
	return 0;
}

static int answer(struct og_fakekernel *fake, const char *path,
		  const char *text)
{
	static const char devices[] = BUS "/devices/",
			  drivers[] = BUS "/drivers/";
	const char *last = strrchr(path, '/');
	og_autofree char *mid = NULL;

	if (strcmp(path, BUS "/drivers_probe") == 0)
		return probe(fake, text);
	ck_assert_ptr_nonnull(last);
	if (strncmp(path, devices, strlen(devices)) == 0 &&
	    strcmp(last, "/driver_override") == 0) {
		mid = og_strndup(path + strlen(devices),
				 (size_t)(last - path) - strlen(devices));
		set_only(fake, mid, text);
		return 0;
	}
	if (strncmp(path, drivers, strlen(drivers)) == 0 &&
	    strcmp(last, "/unbind") == 0) {
		mid = og_strndup(path + strlen(drivers),
				 (size_t)(last - path) - strlen(drivers));
		return unbind(fake, mid, text);
	}
	ck_abort_msg("a write to %s", path);
	return -EINVAL;
}

static int fake_write(const struct og_vfiobind_kernel *kernel, const char *path,
		      const char *text)
{
	struct og_fakekernel *fake = fake_of(kernel);
	bool clear = strcmp(text, "\n") == 0;

	fake->writes++;
	if (fake->fail_at && (fake->writes == fake->fail_at ||
			      (fake->dead && fake->writes > fake->fail_at)))
		return -EIO;
	og_buf_fmt(&fake->log, "%s < %s\n", path, clear ? "" : text);
	return answer(fake, path, text);
}

static const struct og_vfiobind_ops fake_ops = { .write = fake_write };

void og_fakekernel_make(struct og_fakekernel *ret_fake)
{
	*ret_fake = (struct og_fakekernel){ .native = "nvidia" };
	og_tree_make(&ret_fake->tree);
	og_tree_dir(&ret_fake->tree, BUS "/drivers/vfio-pci");
	ret_fake->files = (struct og_files){ .ops = &og_files_real,
					     .root = ret_fake->tree.root };
	ret_fake->kernel = (struct og_vfiobind_kernel){
		.ops = &fake_ops,
		.files = &ret_fake->files,
	};
}

void og_fakekernel_free(struct og_fakekernel *fake)
{
	og_tree_free(&fake->tree);
	og_buf_free(&fake->log);
}

void og_fakekernel_device(struct og_fakekernel *fake, const char *name,
			  const char *driver, const char *only)
{
	og_tree_pci(&fake->tree, name, "0x10de\n", "0x26b9\n", "0x030200\n");
	set_only(fake, name, only);
	set_driver(fake, name, driver);
}

char *og_fakekernel_state(const struct og_fakekernel *fake, const char *name)
{
	og_cleanup(
		og_vfiobind_state_free) struct og_vfiobind_state state = { 0 };

	now(fake, name, &state);
	return og_asprintf("%s/%s", state.driver ? state.driver : "-",
			   state.only ? state.only : "-");
}
