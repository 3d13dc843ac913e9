/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rank expressions: + - * / ( ), unary minus, integers, decimals and names of
 * attributes, bare or in double quotes. Parsed once, evaluated for many
 * objects.
 *
 * Computed in single precision and cut to an integer, as OpenNebula's rank
 * does: attributes beyond 2^24 lose digits, and what is no 32-bit integer
 * (too large, divided by zero) becomes the lowest one, as on x86-64. An
 * expression of nothing but white space is 0.
 *
 * Hostile input: at most 1024 operations and names, 64 levels of parentheses
 * and signs. Errors name the column.
 */
#ifndef OG_EXPR_H
#define OG_EXPR_H

#include "attrs.h"
#include "err.h"

struct og_expr_op;

struct og_expr {
	struct og_expr_op *ops; /* reverse Polish */
	size_t n, cap;
};

void og_expr_free(struct og_expr *expr);

/* Names are added to `names`: objects read later use the same numbers. */
int og_expr_parse(const char *text, struct og_names *names,
		  struct og_expr *ret_expr, struct og_err *err);

/* The rank: an integer, in single precision. */
float og_expr_rank(const struct og_expr *expr, const struct og_attrs *attrs);

#endif
