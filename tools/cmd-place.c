// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu place`: onegpu-place, found where it was built or installed, in
 * place of this process. Its arguments are its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "layout.h"
#include "mem.h"

int og_cmd_place(int argc, char **argv)
{
	og_autofree char *program = og_layout_program("sched", "onegpu-place");

	(void)argc;
	argv[0] = program;
	execv(program, argv);
	fprintf(stderr, "onegpu place: %s: %s\n", program, strerror(errno));
	return 1;
}
