/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who holds a lock of flock(2), for a person who waits for it: read from /proc,
 * where other users' processes are seen by root only.
 */
#ifndef OG_LOCKHOLDER_H
#define OG_LOCKHOLDER_H

/*
 * "process 4711 (onegpu-deploy deployment.0 host 3 host)", of the first that
 * has the lock on the file behind `fd`, inherited or taken. NULL: none is
 * seen. The caller frees.
 */
char *og_lockholder(int fd);

#endif
