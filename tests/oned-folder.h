/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a running oned did with one VM, in a folder: host.before.xml,
 * host.after.xml, vm.after.xml, and place.in.xml, the message in which the VM
 * waits as its user asked for it. Our model, done to the host before, must
 * leave VM and host as oned left them.
 */
#ifndef OG_TEST_ONED_FOLDER_H
#define OG_TEST_ONED_FOLDER_H

#include "buf.h"
#include "err.h"

/* 0: as oned, 1: `story` tells what differs; both tell what was compared. */
int og_oned_folder(const char *path, struct og_buf *story, struct og_err *err);

#endif
