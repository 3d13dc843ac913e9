/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subcommands of `onegpu`: each parses its own arguments (argv[0] is its
 * name) and returns the exit status.
 */
#ifndef OG_CMD_H
#define OG_CMD_H

int og_cmd_audit(int argc, char **argv);
int og_cmd_bind(int argc, char **argv);
int og_cmd_demo(int argc, char **argv);
int og_cmd_devices(int argc, char **argv);
int og_cmd_doctor(int argc, char **argv);
int og_cmd_domain(int argc, char **argv);
int og_cmd_install(int argc, char **argv);
int og_cmd_place(int argc, char **argv);
int og_cmd_topo(int argc, char **argv);
int og_cmd_unbind(int argc, char **argv);
int og_cmd_uninstall(int argc, char **argv);

#endif
