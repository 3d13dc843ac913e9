// SPDX-License-Identifier: Apache-2.0
/* The command for people: picks the subcommand and steps aside. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#include "buf.h"
#include "cmd.h"
#include "proc.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "audit", og_cmd_audit,
	  "whether running VMs are where they were planned" },
	{ "bind", og_cmd_bind, "give PCI devices to vfio-pci, for VMs" },
	{ "demo", og_cmd_demo,
	  "a VM with a GPU, from devices to domain, on a recorded host" },
	{ "devices", og_cmd_devices,
	  "the devices that VMs can be given, and who holds them" },
	{ "doctor", og_cmd_doctor,
	  "is this host ready to pass GPUs through, and what mends it" },
	{ "domain", og_cmd_domain,
	  "a VM's libvirt domain, and why: onegpu-domain, same arguments" },
	{ "install", og_cmd_install, "put onegpu into OpenNebula's remotes/" },
	{ "place", og_cmd_place,
	  "why VMs wait: onegpu-place with the same arguments" },
	{ "topo", og_cmd_topo,
	  "a picture of the host: nodes, devices, VMs; and of oned's belief" },
	{ "unbind", og_cmd_unbind,
	  "give PCI devices back to the host's drivers" },
	{ "uninstall", og_cmd_uninstall,
	  "take onegpu out of OpenNebula's remotes/" },
};

static void usage(struct og_buf *out)
{
	og_buf_str(out, "Usage: onegpu COMMAND [ARGUMENT]...\n"
			"       onegpu --help | --version\n"
			"\n"
			"Commands:\n");
	for (size_t i = 0; i < OG_COUNT(commands); i++)
		og_buf_fmt(out, "  %-9s %s\n", commands[i].name,
			   commands[i].summary);
	og_buf_str(out, "\n`onegpu COMMAND --help` says more.\n");
}

static int show(const struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_buf_write(out, STDOUT_FILENO, "stdout", &err) == 0)
		return 0;
	fprintf(stderr, "onegpu: %s\n", err.msg);
	return 1;
}

int main(int argc, char **argv)
{
	og_autobuf out = OG_BUF_INIT;

	og_proc_fill_standard();
	if (argc < 2) {
		usage(&out);
		fputs(og_buf_text(&out), stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0) {
		usage(&out);
		return show(&out);
	}
	if (strcmp(argv[1], "--version") == 0) {
		og_buf_str(&out, PACKAGE_STRING "\n");
		return show(&out);
	}
	for (size_t i = 0; i < OG_COUNT(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr,
		"onegpu: no command \"%s\"; `onegpu --help` lists them\n",
		argv[1]);
	return 2;
}
