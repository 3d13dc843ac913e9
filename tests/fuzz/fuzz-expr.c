// SPDX-License-Identifier: Apache-2.0
/*
 * A rank expression from anybody: refused with words, or a rank that is an
 * integer of 32 bits, the same every time.
 */
#include <limits.h>
#include <stdint.h>

#include "expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *text = og_strndup((const char *)data, size);
	og_cleanup(og_names_free) struct og_names names = { 0 };
	og_cleanup(og_attrs_free) struct og_attrs attrs = { 0 };
	og_cleanup(og_expr_free) struct og_expr expr = { 0 };
	struct og_err err = { 0 };
	float rank;

	og_attrs_add(&attrs, &names, "A", text);
	og_attrs_add(&attrs, &names, "B", "3");
	if (og_expr_parse(text, &names, &expr, &err) < 0) {
		if (!err.msg[0])
			abort();
		return 0;
	}
	rank = og_expr_rank(&expr, &attrs);
	if (!(rank >= (float)INT_MIN && rank < -(float)INT_MIN) ||
	    rank != (float)(int)rank || rank != og_expr_rank(&expr, &attrs))
		abort();
	return 0;
}
