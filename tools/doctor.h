/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has to hold on a host before a GPU can be passed through: eighteen
 * checks over the facts, each with what was seen and what mends it. Pure:
 * nothing is read or printed here.
 */
#ifndef OG_DOCTOR_H
#define OG_DOCTOR_H

#include "doctor-facts.h"

/* From the best to the worst. */
enum og_doctor_status {
	OG_DOCTOR_NA, /* not applicable, or could not be seen */
	OG_DOCTOR_OK,
	OG_DOCTOR_WARN,
	OG_DOCTOR_FAIL,
};

/* Lower case, "n/a" for the first; as the JSON has them. */
const char *og_doctor_status_name(enum og_doctor_status status);

/* One thing that was seen. */
struct og_remark {
	enum og_doctor_status status;
	bool unseen; /* not applicable because it could not be seen */
	const struct og_pcidev *dev; /* which it is about; NULL: the host */
	char *text;
	/*
	 * Lines for whoever mends it, "# " before commands for root; "{}"
	 * stands for the device's address. Empty: nothing to do.
	 */
	struct og_buf mend;
};

struct og_finding {
	struct og_remark *remarks;
	size_t n, cap;
};

void og_finding_free(struct og_finding *finding);

/* The worst of its remarks; not applicable where it has none. */
enum og_doctor_status og_finding_status(const struct og_finding *finding);
bool og_finding_is_unseen(const struct og_finding *finding);

/* Lent until the next one is added. */
struct og_remark *og_finding_add(struct og_finding *finding,
				 enum og_doctor_status status,
				 const struct og_pcidev *dev, const char *fmt,
				 ...) og_printf(4, 5);
struct og_remark *og_finding_unseen(struct og_finding *finding,
				    const struct og_pcidev *dev,
				    const char *fmt, ...) og_printf(3, 4);

/* Says so, and true, where the host has nothing to pass through. */
bool og_finding_no_candidate(struct og_finding *finding,
			     const struct og_doctor_facts *facts);

struct og_doctor_check {
	unsigned number;
	const char *name;
	void (*fn)(const struct og_doctor_facts *facts,
		   struct og_finding *finding);
};

enum { OG_DOCTOR_CHECKS = 18 };

extern const struct og_doctor_check og_doctor_checks[OG_DOCTOR_CHECKS];

/* The checks of single files, for the table. */
typedef void og_doctor_fn(const struct og_doctor_facts *facts,
			  struct og_finding *finding);
og_doctor_fn og_doctor_virtualisation, og_doctor_iommu, og_doctor_remapping,
	og_doctor_modules, og_doctor_driver, og_doctor_group, og_doctor_card,
	og_doctor_access, og_doctor_reset, og_doctor_boot_display,
	og_doctor_link, og_doctor_bars, og_doctor_node, og_doctor_pages,
	og_doctor_sriov, og_doctor_firmware, og_doctor_memlock,
	og_doctor_filter;

/* Whether one GPU can be passed through now. */
struct og_verdict {
	const struct og_pcidev *dev;
	const struct og_doctor_device *more;
	unsigned check; /* number of the first that fails; 0: ready */
	const struct og_remark *why; /* NULL: ready */
	unsigned warnings;
	bool unseen; /* a check of it or of the host could not see */
};

struct og_doctor_report {
	const struct og_doctor_facts *facts; /* borrowed */
	struct og_finding findings[OG_DOCTOR_CHECKS];
	struct og_verdict *verdicts; /* of every candidate */
	size_t n_verdicts;
};

void og_doctor_run(const struct og_doctor_facts *facts,
		   struct og_doctor_report *ret_report);
void og_doctor_report_free(struct og_doctor_report *report);

/* The mend's lines with the remark's address in the place of "{}". */
char *og_remark_mend(const struct og_remark *remark);
/* The first of these lines: what to do first. "" where there is none. */
char *og_remark_first(const struct og_remark *remark);

#endif
