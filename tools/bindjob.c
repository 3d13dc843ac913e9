// SPDX-License-Identifier: Apache-2.0
#include "bindjob.h"

#include <errno.h>

#include "bindrule.h"
#include "inuse.h"
#include "jsonout.h"
#include "live.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "rootwrite.h"

/* What was read of the host, and what came of it. */
struct host {
	struct og_root *root;
	struct og_files files;
	struct og_pcidevs all;
	struct og_live live;
	struct og_openfiles open;
	struct og_bindcheck_device *devices; /* to decide about */
	struct og_lines *uses;		     /* of each */
	size_t n;
	struct og_bindrules rules;
	bool rules_change;
	struct og_bdf *moved; /* those that go */
	size_t n_moved;
	struct og_vfiobind_state *before; /* of each */
	struct og_vfiobind_plan plan;	  /* their writes */
};

static void free_host(struct host *host)
{
	for (size_t i = 0; i < host->n; i++)
		og_lines_free(&host->uses[i]);
	for (size_t i = 0; i < host->n_moved; i++)
		og_vfiobind_state_free(&host->before[i]);
	free(host->uses);
	free(host->devices);
	free(host->moved);
	free(host->before);
	og_vfiobind_plan_free(&host->plan);
	og_bindrules_free(&host->rules);
	og_openfiles_free(&host->open);
	og_live_free(&host->live);
	og_pcidevs_free(&host->all);
	og_root_free(host->root);
}

void og_bindjob_ask(struct og_bindjob *job, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < job->n_asked; i++)
		if (og_bdf_cmp(&job->asked[i], bdf) == 0)
			return;
	OG_RESERVE(job->asked, job->n_asked + 1, job->cap_asked);
	job->asked[job->n_asked++] = *bdf;
}

void og_bindjob_free(struct og_bindjob *job)
{
	free(job->asked);
	*job = (struct og_bindjob){ 0 };
}

/* --- looking --- */

static bool is_asked(const struct og_bindjob *job, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < job->n_asked; i++)
		if (og_bdf_cmp(&job->asked[i], bdf) == 0)
			return true;
	return false;
}

static const struct og_pcidev *find(const struct og_pcidevs *all,
				    const struct og_bdf *bdf)
{
	for (size_t i = 0; i < all->n; i++)
		if (og_bdf_cmp(&all->devs[i].bdf, bdf) == 0)
			return &all->devs[i];
	return NULL;
}

static bool shares_group(const struct og_bindjob *job,
			 const struct og_pcidevs *all,
			 const struct og_pcidev *dev)
{
	for (size_t i = 0; dev->iommu_group >= 0 && i < job->n_asked; i++) {
		const struct og_pcidev *asked = find(all, &job->asked[i]);

		if (asked && asked->iommu_group == dev->iommu_group)
			return true;
	}
	return false;
}

/* A bridge to another bus is vfio's least concern, unless it was asked for. */
static bool matters(const struct og_bindjob *job, const struct og_pcidevs *all,
		    const struct og_pcidev *dev)
{
	return is_asked(job, &dev->bdf) ||
	       (shares_group(job, all, dev) &&
		!og_pciready_is_bridge(dev->class_id));
}

static void choose(const struct og_bindjob *job, struct host *host)
{
	host->devices = og_calloc(host->all.n, sizeof(*host->devices));
	host->uses = og_calloc(host->all.n, sizeof(*host->uses));
	for (size_t i = 0; i < host->all.n; i++) {
		const struct og_pcidev *dev = &host->all.devs[i];
		const struct og_live_domain *domain;

		if (!matters(job, &host->all, dev))
			continue;
		domain = og_live_holder(&host->live, &dev->bdf, -1);
		og_inuse_find(&host->files, &host->open, dev,
			      &host->uses[host->n]);
		host->devices[host->n] = (struct og_bindcheck_device){
			.dev = dev,
			.asked = is_asked(job, &dev->bdf),
			.uses = &host->uses[host->n],
			.domain = domain ? domain->name : NULL,
		};
		host->n++;
	}
}

/* Without libvirt nothing of its runs here; a recording has none running. */
static int read_live(const struct og_bindjob *job, struct host *host,
		     struct og_err *err)
{
	bool here = og_root_is_live(host->root);
	struct og_err why = { 0 };
	int r;

	if (job->live)
		return og_live_read(&host->live, job->live, err);
	r = og_live_read(&host->live, here ? OG_LIVE_SYSTEM : OG_LIVE_NONE,
			 &why);
	if (r == 0 || r == -ENOPKG)
		return 0;
	return og_err_set(err, r, "%s; --live none if no VM runs", why.msg);
}

static int read_rules(struct host *host, struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r = og_root_read(host->root, OG_BINDRULE_FILE, OG_BINDRULE_MAX,
			     &text);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return og_err_set(err, r, "/" OG_BINDRULE_FILE ": %s",
				  strerror(-r));
	r = og_bindrules_parse(og_buf_text(&text), text.len, &host->rules, err);
	if (r < 0)
		og_err_prefix(err, "/" OG_BINDRULE_FILE ": move it away");
	return r;
}

static int look(const struct og_bindjob *job, struct host *host,
		struct og_err *err)
{
	int r = og_root_open(job->sysroot, &host->root, err);

	if (r < 0)
		return r;
	host->files =
		(struct og_files){ .ops = &og_files_real, .root = host->root };
	r = og_pciscan_ids(&host->files, &host->all, err);
	if (r < 0)
		return r;
	og_pciscan_details(&host->files, &host->all);
	og_pcitraits_fill(&host->files, &host->all);
	r = read_live(job, host, err);
	if (r < 0)
		return r;
	og_openfiles_find(host->root, &host->open);
	choose(job, host);
	return read_rules(host, err);
}

/* --- deciding --- */

static bool in_rules(const struct og_bindrules *rules, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < rules->n; i++)
		if (og_bdf_cmp(&rules->devices[i], bdf) == 0)
			return true;
	return false;
}

/* One that is gone can still be taken out of the rules. */
static int check_there(const struct og_bindjob *job, const struct host *host,
		       struct og_err *err)
{
	for (size_t i = 0; i < job->n_asked; i++) {
		char name[OG_BDF_TEXT];

		if (find(&host->all, &job->asked[i]) ||
		    (job->goal == OG_VFIOBIND_GIVE &&
		     in_rules(&host->rules, &job->asked[i])))
			continue;
		og_bdf_name(&job->asked[i], name);
		return og_err_set(err, -ENODEV,
				  "%s: no such PCI device; `lspci -D` lists "
				  "what there is",
				  name);
	}
	return 0;
}

static int plan_one(struct host *host, const struct og_bindjob *job,
		    const struct og_bdf *bdf, struct og_err *err)
{
	struct og_vfiobind_state *now = &host->before[host->n_moved];
	int r = og_vfiobind_read(&host->files, bdf, now, err);

	if (r < 0)
		return r;
	og_vfiobind_add(now, job->goal, &host->plan);
	host->moved[host->n_moved++] = *bdf;
	if (job->persist)
		host->rules_change |= og_bindrules_add(&host->rules, bdf);
	if (job->goal == OG_VFIOBIND_GIVE)
		host->rules_change |= og_bindrules_drop(&host->rules, bdf);
	return 0;
}

static int decide(const struct og_bindjob *job, struct host *host,
		  struct og_lines *reasons, struct og_err *err)
{
	const struct og_bindcheck check = {
		.goal = job->goal,
		.group = job->group,
		.devices = host->devices,
		.n = host->n,
	};
	int r = check_there(job, host, err);

	if (r < 0)
		return r;
	og_bindcheck_reasons(&check, reasons);
	if (reasons->n)
		return -EBUSY;
	host->moved = og_calloc(host->n, sizeof(*host->moved));
	host->before = og_calloc(host->n, sizeof(*host->before));
	for (size_t i = 0; i < host->n && r == 0; i++)
		if (og_bindcheck_goes(&check, &host->devices[i]))
			r = plan_one(host, job, &host->devices[i].dev->bdf,
				     err);
	/* What is not there any more is only in the rules. */
	for (size_t i = 0; job->goal == OG_VFIOBIND_GIVE && i < job->n_asked;
	     i++)
		host->rules_change |=
			og_bindrules_drop(&host->rules, &job->asked[i]);
	return r;
}

/* --- doing --- */

static int write_rules(const struct host *host, struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	int r;

	if (!host->rules_change)
		return 0;
	og_bindrules_format(&host->rules, &text);
	r = host->rules.n
		    ? og_root_replace(host->root, OG_BINDRULE_FILE, &text, 0644)
		    : og_root_remove(host->root, OG_BINDRULE_FILE);
	if (r < 0)
		return og_err_set(
			err, r, "/" OG_BINDRULE_FILE ": %s%s", strerror(-r),
			r == -ENOENT ? ": udev is not installed" : "");
	return 0;
}

/*
 * Giving back, the rule goes first: a run that is interrupted leaves nothing
 * behind that the next start would do. Taking, it comes last: only what
 * worked once is done at every start.
 */
static int carry_out(const struct og_bindjob *job, const struct host *host,
		     struct og_err *err)
{
	const struct og_vfiobind_kernel kernel = {
		.ops = &og_vfiobind_real,
		.files = &host->files,
	};
	bool give = job->goal == OG_VFIOBIND_GIVE;
	int r = give ? write_rules(host, err) : 0;

	if (r == 0)
		r = og_vfiobind_move(&kernel, host->moved, host->n_moved,
				     job->goal, err);
	if (r == 0 && !give)
		r = write_rules(host, err);
	return r;
}

/* --- telling --- */

static void show_writes(const struct host *host, struct og_buf *out)
{
	for (size_t i = 0; i < host->plan.n; i++) {
		const struct og_vfiobind_write *w = &host->plan.writes[i];
		bool clear = strcmp(w->text, "\n") == 0;

		og_buf_fmt(out, "echo%s%s > /%s\n", clear ? "" : " ",
			   clear ? "" : w->text, w->path);
	}
	if (!host->plan.n && !host->rules_change)
		og_buf_str(out, "# nothing to write\n");
	if (!host->rules_change)
		return;
	if (host->rules.n) {
		og_buf_str(out, "cat > /" OG_BINDRULE_FILE " <<'RULES'\n");
		og_bindrules_format(&host->rules, out);
		og_buf_str(out, "RULES\n");
	} else {
		og_buf_str(out, "rm /" OG_BINDRULE_FILE "\n");
	}
}

static void show_done(const struct host *host,
		      const struct og_vfiobind_state *after, struct og_buf *out)
{
	for (size_t i = 0; i < host->n_moved; i++) {
		const char *was = host->before[i].driver;
		const char *is = after[i].driver;
		char name[OG_BDF_TEXT];

		og_bdf_name(&host->moved[i], name);
		if (og_vfiobind_is_vfio(was) == og_vfiobind_is_vfio(is))
			og_buf_fmt(out, "%s: already %s%s\n", name,
				   is ? "with " : "without a driver",
				   is ? is : "");
		else
			og_buf_fmt(out, "%s: %s -> %s\n", name,
				   was ? was : "no driver",
				   is ? is : "no driver");
	}
	if (host->rules_change)
		og_buf_fmt(out, "/" OG_BINDRULE_FILE ": %s\n",
			   host->rules.n ? "written" : "removed");
}

static void text_or_null(struct og_json *json, const char *key,
			 const char *text)
{
	if (text)
		og_json_text(json, key, text);
	else
		og_json_raw(json, key, "null");
}

/* `after` NULL: nothing was done. */
static void show_json(const struct og_bindjob *job, const struct host *host,
		      const struct og_vfiobind_state *after, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_bool(&json, "dry_run", job->dry_run);
	og_json_open(&json, "devices", '[');
	for (size_t i = 0; i < host->n_moved; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_name(&host->moved[i], name);
		og_json_open(&json, NULL, '{');
		og_json_text(&json, "address", name);
		og_json_bool(&json, "persistent",
			     in_rules(&host->rules, &host->moved[i]));
		text_or_null(&json, "driver_before", host->before[i].driver);
		text_or_null(&json, "driver",
			     after ? after[i].driver : host->before[i].driver);
		og_json_close(&json, '}');
	}
	og_json_close(&json, ']');
	og_json_open(&json, "writes", '[');
	for (size_t i = 0; i < host->plan.n; i++) {
		og_autofree char *path =
			og_asprintf("/%s", host->plan.writes[i].path);

		og_json_open(&json, NULL, '{');
		og_json_text(&json, "path", path);
		og_json_text(&json, "text", host->plan.writes[i].text);
		og_json_close(&json, '}');
	}
	og_json_close(&json, ']');
	og_json_text(&json, "rules", "/" OG_BINDRULE_FILE);
	og_json_bool(&json, "rules_changed", host->rules_change);
	og_json_close(&json, '}');
}

static int tell(const struct og_bindjob *job, const struct host *host,
		struct og_buf *out, struct og_err *err)
{
	struct og_vfiobind_state *after =
		og_calloc(host->n_moved, sizeof(*after));
	int r = 0;

	for (size_t i = 0; i < host->n_moved && r == 0; i++)
		r = og_vfiobind_read(&host->files, &host->moved[i], &after[i],
				     err);
	if (r == 0 && job->json)
		show_json(job, host, after, out);
	else if (r == 0 && job->dry_run)
		show_writes(host, out);
	else if (r == 0)
		show_done(host, after, out);
	for (size_t i = 0; i < host->n_moved; i++)
		og_vfiobind_state_free(&after[i]);
	free(after);
	return r;
}

int og_bindjob_run(const struct og_bindjob *job, struct og_lines *reasons,
		   struct og_buf *out, struct og_err *err)
{
	og_cleanup(free_host) struct host host = { 0 };
	int r = look(job, &host, err);

	if (r == 0)
		r = decide(job, &host, reasons, err);
	if (r == 0 && !job->dry_run)
		r = carry_out(job, &host, err);
	return r < 0 ? r : tell(job, &host, out, err);
}
