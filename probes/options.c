// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "mem.h"

/* Values of getopt_long(); the caller's options follow by their places. */
enum { OPT_HELP = 256, OPT_VERSION, OPT_FIRST };

enum { OPTIONS_MAX = 8 };

static void translate(const struct og_option *known,
		      struct option options[OPTIONS_MAX + 3])
{
	size_t n = 0;

	while (n < OPTIONS_MAX && known[n].name) {
		options[n] = (struct option){
			.name = known[n].name,
			.has_arg = known[n].value ? required_argument
						  : no_argument,
			.val = OPT_FIRST + (int)n,
		};
		n++;
	}
	options[n++] = (struct option){ "help", no_argument, NULL, OPT_HELP };
	options[n++] =
		(struct option){ "version", no_argument, NULL, OPT_VERSION };
	options[n] = (struct option){ 0 };
}

/* getopt_long() tells of a short option by its letter alone. */
static int refuse(const char *arg, struct og_err *err)
{
	if (strncmp(arg, "--", 2) != 0)
		return og_err_set(err, -EINVAL,
				  "unknown option -%c, see --help", optopt);
	if (optopt)
		return og_err_set(err, -EINVAL,
				  "option %.*s takes no value, see --help",
				  (int)strcspn(arg, "="), arg);
	return og_err_set(err, -EINVAL, "unknown option %s, see --help", arg);
}

int og_options_parse(int argc, char **argv, const struct og_option *known,
		     const char *help, const char *version,
		     const char **ret_text, struct og_err *err)
{
	struct option options[OPTIONS_MAX + 3];
	int c;

	translate(known, options);
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == OPT_HELP || c == OPT_VERSION) {
			*ret_text = c == OPT_HELP ? help : version;
			return 0;
		}
		if (c == ':')
			return og_err_set(err, -EINVAL,
					  "option %s needs a value, see --help",
					  argv[optind - 1]);
		if (c < OPT_FIRST)
			return refuse(argv[optind - 1], err);
		if (known[c - OPT_FIRST].value)
			*known[c - OPT_FIRST].value = optarg;
		else
			*known[c - OPT_FIRST].flag = true;
	}
	return 0;
}
