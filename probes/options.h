/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line of a probe: long options, each once or its last one
 * counting. Arguments that are no options are passed over, since OpenNebula's
 * agent gives every probe some. --help and --version are known everywhere.
 */
#ifndef OG_OPTIONS_H
#define OG_OPTIONS_H

#include <stdbool.h>

#include "err.h"

/* One of `value` and `flag` is where it goes. */
struct og_option {
	const char *name;   /* without "--" */
	const char **value; /* it needs one; lent from argv */
	bool *flag;
};

/*
 * `known` ends with an entry without a name. *ret_text is set to what is to be
 * printed before leaving at once, `help` or `version`. -EINVAL for a wrong
 * option.
 */
int og_options_parse(int argc, char **argv, const struct og_option *known,
		     const char *help, const char *version,
		     const char **ret_text, struct og_err *err);

#endif
