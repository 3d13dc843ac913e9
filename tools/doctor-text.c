// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "doctor-show.h"

enum { INDENT = 28, MEND = 10, SHOWN = 6 };

static enum og_colour colour_of(enum og_doctor_status status)
{
	static const enum og_colour colours[] = {
		[OG_DOCTOR_NA] = OG_DIM,
		[OG_DOCTOR_OK] = OG_GOOD,
		[OG_DOCTOR_WARN] = OG_MARK,
		[OG_DOCTOR_FAIL] = OG_BAD,
	};

	return colours[status];
}

/* Text behind a head that is `indent` wide, in the first line. */
static void put_behind(const struct og_style *style, struct og_buf *out,
		       const char *text, unsigned indent)
{
	og_autobuf lines = OG_BUF_INIT;

	og_style_wrap(style, &lines, indent, text);
	if (lines.len > indent)
		og_buf_str(out, lines.data + indent);
	else
		og_buf_char(out, '\n');
}

/* --- remarks that say the same of several devices --- */

static bool is_same(const struct og_remark *a, const struct og_remark *b)
{
	return a->status == b->status && !a->dev == !b->dev &&
	       strcmp(a->text, b->text) == 0 &&
	       strcmp(og_buf_text(&a->mend), og_buf_text(&b->mend)) == 0;
}

/* Whether the remark repeats one before it. */
static bool is_repeated(const struct og_finding *finding, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_same(&finding->remarks[k], &finding->remarks[i]))
			return true;
	return false;
}

/* Whose remark it is: addresses, or "all 8" where it is the same of all. */
static void add_addresses(const struct og_finding *finding, size_t first,
			  size_t all, struct og_buf *out)
{
	const struct og_remark *remark = &finding->remarks[first];
	size_t n = 0;

	for (size_t i = first; i < finding->n; i++)
		n += is_same(&finding->remarks[i], remark);
	if (remark->dev && n == all && all > 1) {
		og_buf_fmt(out, "all %zu: ", all);
		return;
	}
	n = 0;

	for (size_t i = first; remark->dev && i < finding->n; i++) {
		char name[OG_BDF_TEXT];

		if (!is_same(&finding->remarks[i], remark) || n++ >= SHOWN)
			continue;
		og_bdf_short(&finding->remarks[i].dev->bdf, name);
		og_buf_fmt(out, "%s%s", n > 1 ? ", " : "", name);
	}
	if (n > SHOWN)
		og_buf_fmt(out, " and %zu more", n - SHOWN);
	if (n)
		og_buf_str(out, ": ");
}

/* --- what mends it --- */

static bool is_command(const char *line)
{
	return (line[0] == '#' || line[0] == '$' || line[0] == ' ') &&
	       line[1] == ' ';
}

/* Commands are left whole: they are to be copied. */
static void put_line(const struct og_style *style, struct og_buf *out,
		     const char *line)
{
	if (!is_command(line)) {
		og_style_wrap(style, out, MEND, line);
		return;
	}
	og_buf_fmt(out, "%*s", MEND + 2, "");
	if (style->colour)
		og_buf_str(out, "\033[1m");
	og_style_clip(style, out, line, UINT32_MAX);
	if (style->colour)
		og_buf_str(out, "\033[0m");
	og_buf_char(out, '\n');
}

static char *with_address(const char *line, const struct og_pcidev *dev)
{
	struct og_remark remark = { .dev = dev };
	char *text;

	og_buf_str(&remark.mend, line);
	text = og_remark_mend(&remark);
	og_buf_free(&remark.mend);
	return text;
}

/* A line that names the device, once for each that it holds for. */
static void put_for_each(const struct og_style *style, struct og_buf *out,
			 const struct og_finding *finding, size_t first,
			 const char *line)
{
	size_t n = 0;

	for (size_t i = first; i < finding->n; i++) {
		og_autofree char *text = NULL;

		if (!is_same(&finding->remarks[i], &finding->remarks[first]) ||
		    n++ >= SHOWN)
			continue;
		text = with_address(line, finding->remarks[i].dev);
		put_line(style, out, text);
	}
	if (n > SHOWN)
		og_buf_fmt(out, "%*sand so for the other %zu\n", MEND, "",
			   n - SHOWN);
}

static void put_mend(const struct og_style *style, struct og_buf *out,
		     const struct og_finding *finding, size_t first)
{
	const struct og_remark *remark = &finding->remarks[first];
	const char *at = og_buf_text(&remark->mend);

	while (*at) {
		size_t len = strcspn(at, "\n");
		og_autofree char *line = og_strndup(at, len);

		if (is_command(line) && strstr(line, "{}")) {
			put_for_each(style, out, finding, first, line);
		} else {
			og_autofree char *text =
				with_address(line, remark->dev);

			put_line(style, out, text);
		}
		at += len + (at[len] ? 1 : 0);
	}
}

/* --- checks --- */

static void put_head(const struct og_style *style, struct og_buf *out,
		     enum og_doctor_status status, unsigned number,
		     const char *name)
{
	og_autofree char *word =
		og_asprintf("%4s", og_doctor_status_name(status));
	og_autofree char *rest =
		number ? og_asprintf(" %2u %-19s ", number, name)
		       : og_asprintf("    %-19s ", name);

	og_style_put(style, out, colour_of(status), word);
	og_buf_str(out, rest);
}

void og_doctor_text_finding(const struct og_style *style, struct og_buf *out,
			    unsigned number, const char *name,
			    const struct og_finding *finding, size_t all)
{
	bool first = true;

	for (size_t i = 0; i < finding->n; i++) {
		const struct og_remark *remark = &finding->remarks[i];
		og_autobuf text = OG_BUF_INIT;

		if (is_repeated(finding, i))
			continue;
		add_addresses(finding, i, all, &text);
		og_buf_str(&text, remark->text);
		put_head(style, out, remark->status, first ? number : 0,
			 first ? name : "");
		put_behind(style, out, og_buf_text(&text), INDENT);
		put_mend(style, out, finding, i);
		first = false;
	}
}

/* --- verdicts --- */

static bool is_same_verdict(const struct og_verdict *a,
			    const struct og_verdict *b)
{
	return a->dev->sriov == OG_SRIOV_VF && b->dev->sriov == OG_SRIOV_VF &&
	       a->dev->bdf.domain == b->dev->bdf.domain &&
	       a->dev->bdf.bus == b->dev->bdf.bus && a->check == b->check &&
	       a->dev->node == b->dev->node &&
	       (!a->why || strcmp(a->why->text, b->why->text) == 0);
}

static char *verdict_text(const struct og_verdict *verdict, size_t more)
{
	const struct og_pcidev *dev = verdict->dev;
	char address[OG_BDF_TEXT];
	og_autobuf text = OG_BUF_INIT;

	og_bdf_short(&dev->bdf, address);
	og_buf_str(&text, address);
	if (more)
		og_buf_fmt(&text, " and %zu more of its functions", more);
	if (verdict->more->name)
		og_buf_fmt(&text, "  %s", verdict->more->name);
	else
		og_buf_fmt(&text, "  %04x:%04x", dev->vendor, dev->device);
	if (verdict->more->near_node >= 0)
		og_buf_fmt(&text, ", node %d", verdict->more->near_node);
	if (verdict->why)
		og_buf_fmt(&text, ": %s: %s",
			   og_doctor_checks[verdict->check - 1].name,
			   verdict->why->text);
	return og_steal(text.data);
}

static void put_first(const struct og_style *style, struct og_buf *out,
		      const struct og_verdict *verdict)
{
	og_autofree char *first = og_remark_first(verdict->why);
	og_autofree char *text = og_asprintf("first: %s", first);

	if (is_command(first))
		og_buf_fmt(out, "%*s%s\n", 7, "", text);
	else if (*first)
		og_style_wrap(style, out, 7, text);
}

static const char *verdicts_title(const struct og_doctor_report *report)
{
	for (size_t i = 0; i < report->n_verdicts; i++)
		if (report->verdicts[i].unseen && !report->verdicts[i].why)
			return "Devices for VMs: can they be passed through "
			       "now, as far as was seen?";
	return "Devices for VMs: can they be passed through now?";
}

static void put_verdicts(const struct og_style *style, struct og_buf *out,
			 const struct og_doctor_report *report)
{
	size_t more;

	if (!report->n_verdicts)
		return;
	og_buf_char(out, '\n');
	og_style_put(style, out, OG_BOLD, verdicts_title(report));
	og_buf_char(out, '\n');
	for (size_t i = 0; i < report->n_verdicts; i += more + 1) {
		const struct og_verdict *verdict = &report->verdicts[i];
		og_autofree char *text = NULL;

		for (more = 0; i + more + 1 < report->n_verdicts; more++)
			if (!is_same_verdict(verdict,
					     &report->verdicts[i + more + 1]))
				break;
		text = verdict_text(verdict, more);
		og_style_put(style, out, verdict->why ? OG_BAD : OG_GOOD,
			     verdict->why ? "  no " : "  yes");
		og_buf_str(out, "  ");
		put_behind(style, out, text, 7);
		if (verdict->why)
			put_first(style, out, verdict);
	}
}

/* --- all of it --- */

static void put_system(const struct og_style *style, struct og_buf *out,
		       const struct og_doctor_facts *facts)
{
	og_autofree char *text = og_asprintf(
		"%s, Linux %s, %s",
		facts->distro.name ? facts->distro.name : "Unknown system",
		facts->release ? facts->release : "(version not seen)",
		og_distro_loader_name(&facts->distro));

	og_style_wrap(style, out, 0, text);
	og_buf_char(out, '\n');
}

static void count(const struct og_doctor_report *report, unsigned counts[4],
		  unsigned *ret_unseen)
{
	*ret_unseen = 0;
	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++) {
		counts[og_finding_status(&report->findings[i])]++;
		*ret_unseen += og_finding_is_unseen(&report->findings[i]);
	}
}

static void put_sum(const struct og_style *style, struct og_buf *out,
		    const struct og_doctor_report *report)
{
	unsigned counts[4] = { 0 }, unseen;
	size_t ready = 0;
	og_autobuf text = OG_BUF_INIT;

	count(report, counts, &unseen);
	for (size_t i = 0; i < report->n_verdicts; i++)
		ready += !report->verdicts[i].why;
	og_buf_fmt(&text,
		   "%u ok, %u warn, %u fail, %u not applicable, %u not seen.",
		   counts[OG_DOCTOR_OK], counts[OG_DOCTOR_WARN],
		   counts[OG_DOCTOR_FAIL], counts[OG_DOCTOR_NA] - unseen,
		   unseen);
	if (report->n_verdicts)
		og_buf_fmt(&text,
			   " %zu of %zu devices can be passed through now.",
			   ready, report->n_verdicts);
	if (!report->facts->is_root)
		og_buf_str(&text, " Not run as root: files that only root may "
				  "read were not seen.");
	og_buf_char(out, '\n');
	og_style_wrap(style, out, 0, og_buf_text(&text));
}

void og_doctor_text(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, const struct og_style *style,
		    struct og_buf *out)
{
	put_system(style, out, report->facts);
	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++)
		og_doctor_text_finding(style, out, og_doctor_checks[i].number,
				       og_doctor_checks[i].name,
				       &report->findings[i],
				       report->n_verdicts);
	put_verdicts(style, out, report);
	if (vm) {
		og_buf_char(out, '\n');
		og_style_put(style, out, OG_BOLD, vm->title);
		og_buf_char(out, '\n');
		for (size_t i = 0; i < OG_VM_CHECKS; i++)
			og_doctor_text_finding(style, out, 0,
					       og_vm_check_names[i],
					       &vm->findings[i], 0);
	}
	put_sum(style, out, report);
}

enum og_doctor_status og_doctor_worst(const struct og_doctor_report *report,
				      const struct og_vm_report *vm)
{
	enum og_doctor_status worst = OG_DOCTOR_NA;

	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++)
		if (og_finding_status(&report->findings[i]) > worst)
			worst = og_finding_status(&report->findings[i]);
	for (size_t i = 0; vm && i < OG_VM_CHECKS; i++)
		if (og_finding_status(&vm->findings[i]) > worst)
			worst = og_finding_status(&vm->findings[i]);
	return worst;
}
