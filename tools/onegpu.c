// SPDX-License-Identifier: Apache-2.0
/* The command for people: picks the subcommand and steps aside. */
#include <stdio.h>
#include <string.h>

#include "config.h"

#include "cmd.h"
#include "mem.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "demo", og_cmd_demo,
	  "a VM with a GPU, from devices to domain, on a recorded host" },
};

static void usage(FILE *to)
{
	fputs("Usage: onegpu COMMAND [ARGUMENT]...\n"
	      "       onegpu --help | --version\n"
	      "\n"
	      "Commands:\n",
	      to);
	for (size_t i = 0; i < OG_COUNT(commands); i++)
		fprintf(to, "  %-8s %s\n", commands[i].name,
			commands[i].summary);
	fputs("\n`onegpu COMMAND --help` says more.\n", to);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts(PACKAGE_STRING);
		return 0;
	}
	for (size_t i = 0; i < OG_COUNT(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr,
		"onegpu: no command \"%s\"; `onegpu --help` lists them\n",
		argv[1]);
	return 2;
}
