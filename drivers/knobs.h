/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of onegpu-driver.yaml: one row each. Those of OpenNebula's
 * vmm_exec_kvm.conf keep their name, "VECTOR/ATTRIBUTE" or "ATTRIBUTE", and
 * what that file ships with is the default here. The first are ours, about the
 * node (site.h).
 */
#ifndef OG_KNOBS_H
#define OG_KNOBS_H

#include <stddef.h>
#include <stdint.h>

enum og_knob_kind {
	OG_KNOB_TEXT,
	OG_KNOB_BOOL,	/* yes or no */
	OG_KNOB_NUMBER, /* 0 to `most` */
	OG_KNOB_QUEUES, /* a number of queues, or auto */
	OG_KNOB_PATH,	/* absolute */
	OG_KNOB_PATHS,	/* some of them: a list, or one text with blanks */
	OG_KNOB_WORD,	/* one of `words` */
	OG_KNOB_CPUS,	/* "0-3,8" */
	OG_KNOB_XML,	/* pieces of a domain */
	OG_KNOB_IDS,	/* patterns of PCI ids: as paths are */
};

struct og_knob {
	const char *name;
	enum og_knob_kind kind;
	const char *preset; /* NULL: not set */
	int64_t most;	    /* of a number */
	const char *words;  /* with blanks between */
};

extern const struct og_knob og_knobs[];
extern const size_t og_knobs_count;

/* Room for any table of knobs: checked where the table is. */
enum { OG_KNOBS_MAX = 128 };

#endif
