/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of what a VM's template says and what comes of it, which
 * docs/kvm-attributes.md names. Every failure fails the test.
 */
#ifndef OG_TEST_VM_ROWS_H
#define OG_TEST_VM_ROWS_H

#include "drivers.h"

#define CAP "<CPU>1</CPU><MEMORY>512</MEMORY>"

struct og_row {
	const char *name, *text;
	const char *has[3]; /* pieces of what comes of it, NULL ends */
	const char *lacks;
	const char *conf; /* of onegpu-driver.yaml */
};

/* `text` is the template; a piece is looked for in the whole domain. */
void og_row_domain(const struct og_row *row);

/*
 * These are of the devices alone: `text` is what the template says besides
 * CPU and MEMORY, a piece is looked for in what disks, NICs and passthrough
 * devices become.
 */
void og_row_devices(const struct og_row *row);
void og_row_refused(const char *text, const char *error);
/* One note, or none if NULL. */
void og_row_noted(const char *text, const char *note);

/* Steps of these. Written is what a domain or its devices are, in one line. */
char *og_row_vm(const char *name, const char *tmpl);
void og_row_read(const char *text, struct og_xml_doc **ret_doc,
		 struct og_vm *ret_vm);
void og_row_write(struct og_vm *vm, struct og_buf *ret_text);
void og_row_write_devices(const struct og_vm *vm, struct og_buf *ret_text);

#endif
