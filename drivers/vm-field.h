/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typed reads of the fields of one vector ("NIC 0") or of the template, with
 * errors that name the vector, the field and what stands there. Outputs are
 * left alone where the field is absent or empty.
 */
#ifndef OG_VM_FIELD_H
#define OG_VM_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"

struct og_field {
	const struct og_xml_node *node; /* the vector; NULL: there is none */
	const char *what;		/* "NIC 0", for errors */
	/* Where the VM is silent: this vector of the configuration, or none. */
	const struct og_driver_conf *conf;
	const char *vector;
	/* An empty text of the VM rules the configuration's out, as with oned;
	 * an empty number or an empty yes does not. */
	bool keeps_empty;
};

const char *og_field_text(struct og_field f, const char *name);
int og_field_int(struct og_field f, const char *name, int min, int max,
		 int *ret_value, struct og_err *err);
int og_field_i64(struct og_field f, const char *name, int64_t min, int64_t max,
		 int64_t *ret_value, struct og_err *err);
int og_field_u32(struct og_field f, const char *name, uint32_t max,
		 uint32_t *ret_value, struct og_err *err);
/*
 * A number as oned reads one: what is none is passed over for the
 * configuration's, and `*ret_ignored` is the field's name then.
 */
void og_field_lax(struct og_field f, const char *name, int64_t max,
		  int64_t *ret_value, const char **ret_ignored);
/* YES and NO, as oned reads them: only yes, in any case, is yes. */
void og_field_bool(struct og_field f, const char *name, bool *ret_value);
bool og_field_is(struct og_field f, const char *name, const char *value);
/* "1" is 1000000; what lies behind the sixth decimal is cut off. */
int og_field_millionths(struct og_field f, const char *name,
			uint64_t *ret_value, struct og_err *err);
/* Refuse what is none of `words`, which have blanks between, in any case. */
int og_field_words(struct og_field f, const char *name, const char *words,
		   struct og_err *err);
/* Refuse what is no well-formed piece of XML. */
int og_field_xml(struct og_field f, const char *name, struct og_err *err);
/* Where the field must be there. */
int og_field_need(struct og_field f, const char *name, struct og_err *err);

#endif
