// SPDX-License-Identifier: Apache-2.0
#include "expr.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>

enum { DEPTH_MAX = 64, OPS_MAX = 1024, NAME_MAX_BYTES = 64 };

enum kind { NUMBER, ATTRIBUTE, ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE };

struct og_expr_op {
	enum kind kind;
	union {
		float number;
		uint32_t name;
	};
};

struct parser {
	const char *text, *at;
	struct og_names *names;
	struct og_expr expr;
	unsigned depth;
	struct og_err *err;
};

void og_expr_free(struct og_expr *expr)
{
	free(expr->ops);
	*expr = (struct og_expr){ 0 };
}

static int fail(struct parser *p, const char *what)
{
	return og_err_set(p->err, -EINVAL, "column %zu: %s",
			  (size_t)(p->at - p->text) + 1, what);
}

static int emit(struct parser *p, struct og_expr_op op)
{
	if (p->expr.n == OPS_MAX)
		return fail(p, "too long an expression");
	OG_RESERVE(p->expr.ops, p->expr.n + 1, p->expr.cap);
	p->expr.ops[p->expr.n++] = op;
	return 0;
}

static char next(struct parser *p)
{
	while (isspace((unsigned char)*p->at))
		p->at++;
	return *p->at;
}

static int parse_number(struct parser *p)
{
	struct og_expr_op op = { .kind = NUMBER };
	const char *end = p->at + strspn(p->at, "0123456789");

	if (*end == '.') {
		size_t n = strspn(end + 1, "0123456789");

		if (n == 0)
			return fail(p, "a digit is missing after the point");
		end += 1 + n;
	}
	if (isalpha((unsigned char)*end) || *end == '_')
		return fail(p, "a name cannot begin with a digit");
	if (!og_attr_number(p->at, &op.number))
		return fail(p, "too long a number");
	p->at = end;
	return emit(p, op);
}

static int parse_name(struct parser *p)
{
	struct og_expr_op op = { .kind = ATTRIBUTE };
	char name[NAME_MAX_BYTES + 1];
	bool quoted = *p->at == '"';
	const char *start = p->at + quoted, *end = start;

	while (isalnum((unsigned char)*end) || *end == '_')
		end++;
	if (end == start)
		return fail(p, "a name was expected in the quotes");
	if (quoted && *end != '"')
		return fail(p, "a name is letters, digits and _");
	if (end - start > NAME_MAX_BYTES)
		return fail(p, "too long a name");
	memcpy(name, start, (size_t)(end - start));
	name[end - start] = '\0';
	op.name = og_names_add(p->names, name);
	p->at = end + quoted;
	return emit(p, op);
}

static int parse_sum(struct parser *p);

/* A number, a name, or something in parentheses. */
static int parse_atom(struct parser *p)
{
	char c = next(p);
	int r;

	if (isdigit((unsigned char)c))
		return parse_number(p);
	if (isalpha((unsigned char)c) || c == '"')
		return parse_name(p);
	if (c != '(')
		return fail(p, c ? "a number, a name or ( was expected"
				 : "the expression ends too early");
	p->at++;
	r = parse_sum(p);
	if (r < 0)
		return r;
	if (next(p) != ')')
		return fail(p, ") was expected");
	p->at++;
	return 0;
}

/* Each level of parentheses passes here, so this is where depth counts. */
static int parse_factor(struct parser *p)
{
	int r;

	if (p->depth == DEPTH_MAX)
		return fail(p, "too deep an expression");
	p->depth++;
	if (next(p) == '-') {
		p->at++;
		r = parse_factor(p);
		if (r == 0)
			r = emit(p, (struct og_expr_op){ .kind = NEGATE });
	} else {
		r = parse_atom(p);
	}
	p->depth--;
	return r;
}

static int parse_product(struct parser *p)
{
	int r = parse_factor(p);

	while (r == 0) {
		char c = next(p);

		if (c != '*' && c != '/')
			return 0;
		p->at++;
		r = parse_factor(p);
		if (r == 0)
			r = emit(p, (struct og_expr_op){
					    .kind = c == '*' ? MULTIPLY
							     : DIVIDE });
	}
	return r;
}

static int parse_sum(struct parser *p)
{
	int r = parse_product(p);

	while (r == 0) {
		char c = next(p);

		if (c != '+' && c != '-')
			return 0;
		p->at++;
		r = parse_product(p);
		if (r == 0)
			r = emit(p,
				 (struct og_expr_op){
					 .kind = c == '+' ? ADD : SUBTRACT });
	}
	return r;
}

int og_expr_parse(const char *text, struct og_names *names,
		  struct og_expr *ret_expr, struct og_err *err)
{
	struct parser p = {
		.text = text,
		.at = text,
		.names = names,
		.err = err,
	};
	int r = next(&p) ? parse_sum(&p)
			 : emit(&p, (struct og_expr_op){ .kind = NUMBER });

	if (r == 0 && next(&p))
		r = fail(&p, "an operator was expected");
	if (r < 0) {
		og_expr_free(&p.expr);
		return r;
	}
	*ret_expr = p.expr;
	return 0;
}

static float apply(enum kind kind, float a, float b)
{
	switch (kind) {
	case ADD:
		return a + b;
	case SUBTRACT:
		return a - b;
	case MULTIPLY:
		return a * b;
	default:
		return a / b; /* infinite is meant: it is cut to the lowest */
	}
}

static float cut(float value)
{
	/* Written so that what is no number fails it too. */
	if (!(value >= (float)INT_MIN && value < -(float)INT_MIN))
		return (float)INT_MIN;
	return (float)(int)value;
}

float og_expr_rank(const struct og_expr *expr, const struct og_attrs *attrs)
{
	/* A level of parentheses leaves at most two values waiting. */
	float stack[3 * DEPTH_MAX] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < expr->n; i++) {
		const struct og_expr_op *op = &expr->ops[i];

		if (op->kind == NUMBER) {
			stack[n++] = op->number;
		} else if (op->kind == ATTRIBUTE) {
			stack[n++] = og_attrs_get(attrs, op->name);
		} else if (op->kind == NEGATE) {
			stack[n - 1] = -stack[n - 1];
		} else {
			n--;
			stack[n - 1] = apply(op->kind, stack[n - 1], stack[n]);
		}
	}
	return n ? cut(stack[0]) : 0;
}
