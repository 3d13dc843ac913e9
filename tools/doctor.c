// SPDX-License-Identifier: Apache-2.0
#include "doctor.h"

#include <stdarg.h>

const char *og_doctor_status_name(enum og_doctor_status status)
{
	static const char *const names[] = {
		[OG_DOCTOR_NA] = "n/a",
		[OG_DOCTOR_OK] = "ok",
		[OG_DOCTOR_WARN] = "warn",
		[OG_DOCTOR_FAIL] = "fail",
	};

	return names[status];
}

const struct og_doctor_check og_doctor_checks[OG_DOCTOR_CHECKS] = {
	{ 1, "virtualisation", og_doctor_virtualisation },
	{ 2, "IOMMU", og_doctor_iommu },
	{ 3, "interrupt remapping", og_doctor_remapping },
	{ 4, "vfio modules", og_doctor_modules },
	{ 5, "driver", og_doctor_driver },
	{ 6, "IOMMU group", og_doctor_group },
	{ 7, "whole card", og_doctor_card },
	{ 8, "/dev/vfio access", og_doctor_access },
	{ 9, "reset", og_doctor_reset },
	{ 10, "boot display", og_doctor_boot_display },
	{ 11, "PCIe link", og_doctor_link },
	{ 12, "memory windows", og_doctor_bars },
	{ 13, "NUMA node", og_doctor_node },
	{ 14, "huge pages", og_doctor_pages },
	{ 15, "SR-IOV", og_doctor_sriov },
	{ 16, "firmware", og_doctor_firmware },
	{ 17, "locked memory", og_doctor_memlock },
	{ 18, "probe's filter", og_doctor_filter },
};

/* --- findings --- */

void og_finding_free(struct og_finding *finding)
{
	for (size_t i = 0; i < finding->n; i++) {
		free(finding->remarks[i].text);
		og_buf_free(&finding->remarks[i].mend);
	}
	free(finding->remarks);
	*finding = (struct og_finding){ 0 };
}

enum og_doctor_status og_finding_status(const struct og_finding *finding)
{
	enum og_doctor_status worst = OG_DOCTOR_NA;

	for (size_t i = 0; i < finding->n; i++)
		if (finding->remarks[i].status > worst)
			worst = finding->remarks[i].status;
	return worst;
}

bool og_finding_is_unseen(const struct og_finding *finding)
{
	for (size_t i = 0; i < finding->n; i++)
		if (finding->remarks[i].unseen)
			return og_finding_status(finding) == OG_DOCTOR_NA;
	return false;
}

static struct og_remark *add(struct og_finding *finding,
			     const struct og_remark *remark)
{
	OG_RESERVE(finding->remarks, finding->n + 1, finding->cap);
	finding->remarks[finding->n] = *remark;
	return &finding->remarks[finding->n++];
}

struct og_remark *og_finding_add(struct og_finding *finding,
				 enum og_doctor_status status,
				 const struct og_pcidev *dev, const char *fmt,
				 ...)
{
	struct og_remark remark = { .status = status, .dev = dev };
	va_list ap;

	va_start(ap, fmt);
	remark.text = og_vasprintf(fmt, ap);
	va_end(ap);
	return add(finding, &remark);
}

struct og_remark *og_finding_unseen(struct og_finding *finding,
				    const struct og_pcidev *dev,
				    const char *fmt, ...)
{
	struct og_remark remark = {
		.status = OG_DOCTOR_NA,
		.unseen = true,
		.dev = dev,
	};
	og_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = og_vasprintf(fmt, ap);
	va_end(ap);
	remark.text = og_asprintf("could not see: %s", text);
	return add(finding, &remark);
}

bool og_finding_no_candidate(struct og_finding *finding,
			     const struct og_doctor_facts *facts)
{
	if (og_doctor_next(facts, 0) < facts->pci.n)
		return false;
	og_finding_add(finding, OG_DOCTOR_NA, NULL,
		       "no GPU or accelerator here");
	return true;
}

char *og_remark_mend(const struct og_remark *remark)
{
	const char *at = og_buf_text(&remark->mend), *mark;
	char name[OG_BDF_TEXT] = "";
	og_autobuf out = OG_BUF_INIT;

	if (remark->dev)
		og_bdf_name(&remark->dev->bdf, name);
	og_buf_str(&out, "");
	while ((mark = strstr(at, "{}"))) {
		og_buf_add(&out, at, (size_t)(mark - at));
		og_buf_str(&out, name);
		at = mark + 2;
	}
	og_buf_str(&out, at);
	return og_steal(out.data);
}

char *og_remark_first(const struct og_remark *remark)
{
	static const char then[] = ", then:";
	char *mend = og_remark_mend(remark);
	size_t len = strcspn(mend, "\n"), n = sizeof(then) - 1;

	if (len > n && strncmp(mend + len - n, then, n) == 0)
		len -= n;
	mend[len] = '\0';
	return mend;
}

/* --- the report --- */

/*
 * The first failure that is this device's or the whole host's. Huge pages and
 * the like only warn, so what fails is in the way of every VM.
 */
static void judge(const struct og_doctor_report *report,
		  struct og_verdict *verdict)
{
	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++) {
		const struct og_finding *finding = &report->findings[i];

		for (size_t k = 0; k < finding->n; k++) {
			const struct og_remark *remark = &finding->remarks[k];

			if (remark->dev && remark->dev != verdict->dev)
				continue;
			verdict->unseen = verdict->unseen || remark->unseen;
			verdict->warnings += remark->status == OG_DOCTOR_WARN;
			if (remark->status != OG_DOCTOR_FAIL || verdict->why)
				continue;
			verdict->why = remark;
			verdict->check = og_doctor_checks[i].number;
		}
	}
}

void og_doctor_run(const struct og_doctor_facts *facts,
		   struct og_doctor_report *ret_report)
{
	struct og_doctor_report report = { .facts = facts };

	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++)
		og_doctor_checks[i].fn(facts, &report.findings[i]);
	report.verdicts = og_calloc(facts->pci.n, sizeof(*report.verdicts));
	for (size_t i = 0; i < facts->pci.n; i++) {
		struct og_verdict *verdict =
			&report.verdicts[report.n_verdicts];

		if (!facts->devices[i].candidate)
			continue;
		verdict->dev = &facts->pci.devs[i];
		verdict->more = &facts->devices[i];
		judge(&report, verdict);
		report.n_verdicts++;
	}
	*ret_report = report;
}

void og_doctor_report_free(struct og_doctor_report *report)
{
	for (size_t i = 0; i < OG_DOCTOR_CHECKS; i++)
		og_finding_free(&report->findings[i]);
	free(report->verdicts);
	*report = (struct og_doctor_report){ 0 };
}
