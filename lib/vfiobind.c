// SPDX-License-Identifier: Apache-2.0
#include "vfiobind.h"

#include <errno.h>

#include "rootwrite.h"

#define DRIVER "vfio-pci"
#define BUS    "sys/bus/pci"

void og_vfiobind_state_free(struct og_vfiobind_state *state)
{
	free(state->driver);
	free(state->only);
	*state = (struct og_vfiobind_state){ 0 };
}

void og_vfiobind_plan_free(struct og_vfiobind_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		free(plan->writes[i].path);
		free(plan->writes[i].text);
	}
	free(plan->writes);
	*plan = (struct og_vfiobind_plan){ 0 };
}

bool og_vfiobind_is_vfio(const char *driver)
{
	return driver &&
	       (strcmp(driver, DRIVER) == 0 || strstr(driver, "vfio_pci") ||
		strstr(driver, "vfio-pci"));
}

/* --- how it stands --- */

int og_vfiobind_read(const struct og_files *files, const struct og_bdf *bdf,
		     struct og_vfiobind_state *ret_state, struct og_err *err)
{
	og_cleanup(og_vfiobind_state_free) struct og_vfiobind_state state = {
		.bdf = *bdf,
	};
	og_autofree char *dir = NULL, *driver = NULL, *only = NULL;
	char name[OG_BDF_TEXT];

	og_bdf_name(bdf, name);
	dir = og_asprintf(BUS "/devices/%s", name);
	if (!files->ops->exists(files, dir))
		return og_err_set(err, -ENODEV, "%s: no such PCI device", name);
	driver = og_asprintf("%s/driver", dir);
	only = og_asprintf("%s/driver_override", dir);
	if (files->ops->link(files, driver, &state.driver) < 0)
		state.driver = NULL;
	if (files->ops->line(files, only, &state.only) < 0)
		state.only = NULL;
	/* How the kernel writes that there is none. */
	if (state.only && (!*state.only || strcmp(state.only, "(null)") == 0)) {
		free(state.only);
		state.only = NULL;
	}
	*ret_state = state;
	state = (struct og_vfiobind_state){ 0 };
	return 0;
}

/* --- what to write --- */

static void add(struct og_vfiobind_plan *plan, const struct og_bdf *bdf,
		char *path, const char *text)
{
	OG_RESERVE(plan->writes, plan->n + 1, plan->cap);
	plan->writes[plan->n++] = (struct og_vfiobind_write){
		.bdf = *bdf,
		.path = path,
		.text = og_strdup(text),
	};
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void add_only(const struct og_vfiobind_state *now, const char *only,
		     struct og_vfiobind_plan *plan)
{
	char name[OG_BDF_TEXT];

	if (same(now->only, only))
		return;
	og_bdf_name(&now->bdf, name);
	/* An empty line takes the override away. */
	add(plan, &now->bdf,
	    og_asprintf(BUS "/devices/%s/driver_override", name),
	    only ? only : "\n");
}

/*
 * By the driver's own file and not the device's link to it: that one could
 * lead to another driver by the time of the write.
 */
static void add_unbind(const struct og_vfiobind_state *now,
		       struct og_vfiobind_plan *plan)
{
	char name[OG_BDF_TEXT];

	if (!now->driver)
		return;
	og_bdf_name(&now->bdf, name);
	add(plan, &now->bdf, og_asprintf(BUS "/drivers/%s/unbind", now->driver),
	    name);
}

static void add_probe(const struct og_vfiobind_state *now,
		      struct og_vfiobind_plan *plan)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&now->bdf, name);
	add(plan, &now->bdf, og_strdup(BUS "/drivers_probe"), name);
}

static void add_give(const struct og_vfiobind_state *now, const char *only,
		     bool probe, struct og_vfiobind_plan *plan)
{
	bool held = og_vfiobind_is_vfio(now->driver);

	add_only(now, only, plan);
	if (held)
		add_unbind(now, plan);
	if (probe && (held || !now->driver))
		add_probe(now, plan);
}

void og_vfiobind_add(const struct og_vfiobind_state *now,
		     enum og_vfiobind_goal goal, struct og_vfiobind_plan *plan)
{
	/* An override for something else is its owner's, not ours to clear. */
	bool others = now->only && strcmp(now->only, DRIVER) != 0;

	if (goal == OG_VFIOBIND_GIVE) {
		add_give(now, others ? now->only : NULL, true, plan);
		return;
	}
	if (og_vfiobind_is_vfio(now->driver))
		return;
	add_only(now, DRIVER, plan);
	add_unbind(now, plan);
	add_probe(now, plan);
}

/* --- doing it --- */

static int write_real(const struct og_vfiobind_kernel *kernel, const char *path,
		      const char *text)
{
	return og_root_write(kernel->files->root, path, text);
}

const struct og_vfiobind_ops og_vfiobind_real = { .write = write_real };

static const char *mend(int code)
{
	if (code == -EACCES || code == -EPERM || code == -EROFS)
		return "; only root may, where /sys can be written";
	if (code == -EBUSY)
		return "; something on the host uses it";
	return "";
}

static int do_writes(const struct og_vfiobind_kernel *kernel,
		     const struct og_vfiobind_plan *plan, struct og_err *err)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct og_vfiobind_write *w = &plan->writes[i];
		char name[OG_BDF_TEXT];
		int r = kernel->ops->write(kernel, w->path, w->text);

		if (r >= 0)
			continue;
		og_bdf_name(&w->bdf, name);
		return og_err_set(err, r, "%s: /%s: %s%s", name, w->path,
				  strerror(-r), mend(r));
	}
	return 0;
}

/* Whether it came about: the kernel says yes to a probe that found no taker. */
static int look(const struct og_vfiobind_kernel *kernel,
		const struct og_bdf *bdf, enum og_vfiobind_goal goal,
		struct og_err *err)
{
	og_cleanup(og_vfiobind_state_free) struct og_vfiobind_state now = { 0 };
	char name[OG_BDF_TEXT];
	bool held;
	int r = og_vfiobind_read(kernel->files, bdf, &now, err);

	if (r < 0)
		return r;
	held = og_vfiobind_is_vfio(now.driver);
	og_bdf_name(bdf, name);
	if (goal == OG_VFIOBIND_TAKE && !held)
		return og_err_set(err, -EBUSY,
				  "%s: " DRIVER " did not take it (driver %s); "
				  "the kernel log says why",
				  name, now.driver ? now.driver : "none");
	if (goal == OG_VFIOBIND_GIVE && held)
		return og_err_set(err, -EBUSY,
				  "%s: %s took it again; take its ids out of "
				  "`options vfio-pci ids=` in /etc/modprobe.d",
				  name, now.driver);
	return 0;
}

static int move_one(const struct og_vfiobind_kernel *kernel,
		    const struct og_vfiobind_state *now,
		    enum og_vfiobind_goal goal, struct og_err *err)
{
	og_cleanup(og_vfiobind_plan_free) struct og_vfiobind_plan plan = { 0 };
	int r;

	og_vfiobind_add(now, goal, &plan);
	if (plan.n == 0)
		return 0;
	r = do_writes(kernel, &plan, err);
	return r < 0 ? r : look(kernel, &now->bdf, goal, err);
}

/* As it stood before: whoever had it gets it, who had none is left alone. */
static int put_back(const struct og_vfiobind_kernel *kernel,
		    const struct og_vfiobind_state *before, struct og_err *err)
{
	og_cleanup(og_vfiobind_plan_free) struct og_vfiobind_plan plan = { 0 };
	og_cleanup(og_vfiobind_state_free) struct og_vfiobind_state now = { 0 };
	int r = og_vfiobind_read(kernel->files, &before->bdf, &now, err);

	if (r < 0)
		return r;
	if (!og_vfiobind_is_vfio(before->driver))
		add_give(&now, before->only, before->driver != NULL, &plan);
	return do_writes(kernel, &plan, err);
}

/* The last moved first; each is tried, whatever became of the others. */
static int undo(const struct og_vfiobind_kernel *kernel,
		const struct og_vfiobind_state *before, size_t n,
		const struct og_err *why, struct og_err *err)
{
	struct og_err first = { 0 };

	while (n-- > 0) {
		struct og_err one = { 0 };

		if (put_back(kernel, &before[n], &one) < 0 && !first.code)
			first = one;
	}
	if (!first.code)
		return og_err_set(err, why->code, "%s; put back as it was",
				  why->msg);
	return og_err_set(err, why->code,
			  "%s; not put back (%s): bind it again, or unbind",
			  why->msg, first.msg);
}

static int read_all(const struct og_vfiobind_kernel *kernel,
		    const struct og_bdf *bdfs, size_t n,
		    struct og_vfiobind_state *states, struct og_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int r = og_vfiobind_read(kernel->files, &bdfs[i], &states[i],
					 err);

		if (r < 0)
			return r;
	}
	return 0;
}

static bool needs_driver(const struct og_vfiobind_state *states, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!og_vfiobind_is_vfio(states[i].driver))
			return true;
	return false;
}

static int move_all(const struct og_vfiobind_kernel *kernel,
		    const struct og_vfiobind_state *states, size_t n,
		    enum og_vfiobind_goal goal, struct og_err *err)
{
	const struct og_files *files = kernel->files;

	if (goal == OG_VFIOBIND_TAKE && needs_driver(states, n) &&
	    !files->ops->exists(files, BUS "/drivers/" DRIVER))
		return og_err_set(err, -ENOENT,
				  DRIVER " is not loaded: modprobe " DRIVER);
	for (size_t i = 0; i < n; i++) {
		struct og_err why = { 0 };
		int r = move_one(kernel, &states[i], goal, &why);

		if (r < 0 && goal == OG_VFIOBIND_TAKE)
			return undo(kernel, states, i + 1, &why, err);
		if (r < 0)
			return og_err_set(err, r, "%s", why.msg);
	}
	return 0;
}

int og_vfiobind_move(const struct og_vfiobind_kernel *kernel,
		     const struct og_bdf *bdfs, size_t n,
		     enum og_vfiobind_goal goal, struct og_err *err)
{
	struct og_vfiobind_state *states = og_calloc(n, sizeof(*states));
	int r = read_all(kernel, bdfs, n, states, err);

	if (r == 0)
		r = move_all(kernel, states, n, goal, err);
	for (size_t i = 0; i < n; i++)
		og_vfiobind_state_free(&states[i]);
	free(states);
	return r;
}
