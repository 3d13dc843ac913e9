// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu domain`: onegpu-domain, found where it was built or installed, in
 * place of this process. Its arguments are its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "layout.h"
#include "mem.h"

int og_cmd_domain(int argc, char **argv)
{
	og_autofree char *program =
		og_layout_program("drivers", "onegpu-domain");

	(void)argc;
	argv[0] = program;
	execv(program, argv);
	fprintf(stderr, "onegpu domain: %s: %s\n", program, strerror(errno));
	return 1;
}
