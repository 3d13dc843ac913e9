// SPDX-License-Identifier: Apache-2.0
#include "variant.h"

void og_variant_free(struct og_variant *v)
{
	free(v->vnodes);
	v->vnodes = NULL;
}

void og_variant_make(struct og_variant *v, const struct og_seeker *s)
{
	*v = (struct og_variant){
		.from = s->vm,
		.seeker = *s,
		.vm = *s->vm,
		.bond = *s->bond,
		.vnodes = og_calloc(s->vm->n_vnodes, sizeof(*v->vnodes)),
	};
	for (size_t i = 0; i < v->vm.n_vnodes; i++)
		v->vnodes[i] = v->vm.vnodes[i];
	v->vm.vnodes = v->vnodes;
	v->seeker.verdicts = NULL;
	v->seeker.vm = &v->vm;
	v->seeker.bond = &v->bond;
}

bool og_variant_fits(const struct og_variant *v, const struct og_shost *host,
		     enum og_reason *ret_why)
{
	struct og_seeker s = v->seeker;
	struct og_shost copy = *host;
	struct og_candidate cand;

	return og_candidate_judge(&s, &copy, &cand, ret_why);
}

bool og_variant_helps(const struct og_variant *v, const struct og_shost *host,
		      int64_t amount, char *text,
		      struct og_explain_change *ret_change)
{
	enum og_reason why;

	if (!og_variant_fits(v, host, &why)) {
		free(text);
		return false;
	}
	ret_change->amount = amount;
	ret_change->text = text;
	return true;
}
