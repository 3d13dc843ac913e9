/* SPDX-License-Identifier: Apache-2.0 */
/* A report for people and for programs. Both are appended whole. */
#ifndef OG_DOCTOR_SHOW_H
#define OG_DOCTOR_SHOW_H

#include "doctor-vm.h"
#include "doctor.h"
#include "frontend.h"
#include "jsonout.h"
#include "style.h"

/* `vm` NULL: no VM was asked about. */
void og_doctor_text(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, const struct og_style *style,
		    struct og_buf *out);
void og_doctor_json(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, struct og_buf *out);

/*
 * A check with all its remarks; `number` 0: it has none. `all` is how many
 * devices there are, for remarks that hold for each of them.
 */
void og_doctor_text_finding(const struct og_style *style, struct og_buf *out,
			    unsigned number, const char *name,
			    const struct og_finding *finding, size_t all);
void og_doctor_json_finding(struct og_json *json, unsigned number,
			    const char *name, const struct og_finding *finding);

/* Those of a front-end. */
void og_front_text(const struct og_front_report *report,
		   const struct og_style *style, struct og_buf *out);
void og_front_json(const struct og_front_report *report, struct og_buf *out);

/* The worst of all checks, the VM's too. */
enum og_doctor_status og_doctor_worst(const struct og_doctor_report *report,
				      const struct og_vm_report *vm);

#endif
