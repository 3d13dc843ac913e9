/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A front-end that all is well with, for the checks of `onegpu doctor
 * --frontend`: five texts, any of which a test makes another before they are
 * read. Every failure fails the test.
 */
#ifndef OG_FAKEFRONT_H
#define OG_FAKEFRONT_H

#include "frontend.h"

enum og_front_text { NOTHING, TREE, CONF, HOSTS, VERSION, TEXTS };

/* By their numbers. */
enum {
	CHECK_VERSION = 1,
	CHECK_PROBES,
	CHECK_REPLACED,
	CHECK_SCHED,
	CHECK_DRIVER,
	CHECK_MACHINES,
	CHECK_SCHED_MAD,
	CHECK_VM_MAD,
	CHECK_MONITORING,
	CHECK_SYNCED,
	CHECK_PINNED,
	CHECK_NODES,
	CHECK_DEVICES,
};

#define CDATA(s) "<![CDATA[" s "]]>"

struct og_fakefront {
	char *texts[TEXTS];
	struct og_front_facts facts; /* once read */
};

void og_fakefront_make(struct og_fakefront *ret_front);
void og_fakefront_free(struct og_fakefront *front);

/* `to` for the first `from`, which must be there. */
void og_fakefront_change(struct og_fakefront *front, enum og_front_text text,
			 const char *from, const char *to);
void og_fakefront_read(struct og_fakefront *front);

/*
 * The check ends with that status, one of its remarks says that, and each
 * that complains tells what mends it. `name` is of the case.
 */
void og_fakefront_expect(const struct og_fakefront *front, const char *name,
			 unsigned check, enum og_doctor_status status,
			 const char *says);

struct og_front_row {
	const char *name;
	enum og_front_text text;
	const char *from, *to;
	unsigned check;
	enum og_doctor_status status;
	const char *says;
	enum og_front_text text2; /* what takes two changes; else NOTHING */
	const char *from2, *to2;
};

/* All of that for one row. */
void og_fakefront_try(const struct og_front_row *row);

#define og_autofront og_cleanup(og_fakefront_free) struct og_fakefront

#endif
