/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan: what oned shall do, and what people shall know about it. Plain data
 * and its two texts, the PLAN document and the log lines.
 */
#ifndef OG_PLAN_H
#define OG_PLAN_H

#include <stdio.h>

#include "buf.h"
#include "log.h"

enum og_operation { OG_DEPLOY, OG_MIGRATE };

struct og_action {
	int32_t vm, host, store;
	enum og_operation operation;
	size_t first_nic, n_nics; /* in the plan's; og_plan_add_nic() counts */
};

struct og_action_nic {
	int32_t nic, net;
};

struct og_note {
	enum og_level level;
	int32_t vm; /* -1: about none */
	char *text;
};

struct og_plan {
	struct og_action *actions;
	size_t n_actions, cap_actions;
	struct og_action_nic *nics;
	size_t n_nics, cap_nics;
	struct og_note *notes;
	size_t n_notes, cap_notes;
};

void og_plan_free(struct og_plan *plan);
void og_plan_add(struct og_plan *plan, const struct og_action *action);
/* A network for a NIC of the action that was added last. */
void og_plan_add_nic(struct og_plan *plan, int32_t nic, int32_t net);
void og_plan_note(struct og_plan *plan, enum og_level level, int32_t vm,
		  const char *fmt, ...) og_printf(4, 5);

/* Append the PLAN document, in the order of OpenNebula's schema. */
void og_plan_write(const struct og_plan *plan, struct og_buf *out);
/* Print the notes as oned reads them. */
void og_plan_log(const struct og_plan *plan, FILE *out);

#endif
