/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of `onegpu demo`: each runs a real program over the recorded host
 * and says what came of it. What a step learns is kept for the later ones.
 */
#ifndef OG_DEMO_H
#define OG_DEMO_H

#include "probed.h"
#include "proc.h"
#include "style.h"

struct og_demo {
	struct og_style style;
	const char *recording;	 /* folder of the recorded host */
	struct og_probed probed; /* its devices, from the second step */
	struct og_buf domain;	 /* the libvirt domain, from the fourth */
};

void og_demo_free(struct og_demo *demo);

/*
 * A step: what is worth seeing is appended to `out`, on failure too. 0, or a
 * negative errno with what did not hold.
 */
typedef int og_demo_step_fn(struct og_demo *demo, struct og_buf *out,
			    struct og_err *err);

og_demo_step_fn og_demo_this_machine;
og_demo_step_fn og_demo_recorded_host;
og_demo_step_fn og_demo_plan;
og_demo_step_fn og_demo_domain;
og_demo_step_fn og_demo_validate;
og_demo_step_fn og_demo_locality;

/* A file of the recording, such as "pci.conf". The caller frees. */
char *og_demo_path(const struct og_demo *demo, const char *name);

/*
 * Show the command, run it, show what it said on stderr. -ECHILD where it
 * ended with anything but 0; -ENOENT names the package that has it.
 */
int og_demo_run(const struct og_demo *demo, const char *const *argv,
		const char *input, struct og_proc *ret_proc, struct og_buf *out,
		struct og_err *err);

/* The same where only the status counts: `yes` is shown if it is 0. */
int og_demo_ask(const struct og_demo *demo, const char *const *argv,
		const char *yes, struct og_buf *out, struct og_err *err);

#endif
