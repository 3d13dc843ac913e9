/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where our own program lies: in remotes/vmm/onegpu, copied to the node whole,
 * so what it needs is found beside it and not at a place of the installation.
 */
#ifndef OG_HOME_H
#define OG_HOME_H

/*
 * The path of `relative` ("../kvm") from the folder of the running program,
 * links resolved first. The caller frees; NULL where the program cannot be
 * found.
 */
char *og_home_path(const char *relative);

#endif
