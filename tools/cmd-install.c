// SPDX-License-Identifier: Apache-2.0
/*
 * `onegpu install` and `onegpu uninstall`: the script onegpu-install, found
 * where it was built or installed, in place of this process. Which of the two
 * is its first argument; the others are its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "layout.h"
#include "mem.h"

static int run(int argc, char **argv)
{
	og_autofree char *script = og_layout_program("tools", "onegpu-install");
	og_autofree char **args = og_calloc((size_t)argc + 2, sizeof(*args));

	args[0] = script;
	memcpy(args + 1, argv, (size_t)argc * sizeof(*args));
	execv(script, args);
	fprintf(stderr, "onegpu %s: %s: %s\n", argv[0], script,
		strerror(errno));
	return 1;
}

int og_cmd_install(int argc, char **argv)
{
	return run(argc, argv);
}

int og_cmd_uninstall(int argc, char **argv)
{
	return run(argc, argv);
}
