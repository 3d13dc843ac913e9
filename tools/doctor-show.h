/* SPDX-License-Identifier: Apache-2.0 */
/* A report for people and for programs. Both are appended whole. */
#ifndef OG_DOCTOR_SHOW_H
#define OG_DOCTOR_SHOW_H

#include "doctor-vm.h"
#include "doctor.h"
#include "jsonout.h"
#include "style.h"

/* `vm` NULL: no VM was asked about. */
void og_doctor_text(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, const struct og_style *style,
		    struct og_buf *out);
void og_doctor_json(const struct og_doctor_report *report,
		    const struct og_vm_report *vm, struct og_buf *out);

/* The worst of all checks, the VM's too. */
enum og_doctor_status og_doctor_worst(const struct og_doctor_report *report,
				      const struct og_vm_report *vm);

#endif
