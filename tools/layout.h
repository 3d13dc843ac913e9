/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the other programs and the recorded host of the demo are: in the
 * build tree this program was started from, else beside it, else where
 * `make install` put them.
 */
#ifndef OG_LAYOUT_H
#define OG_LAYOUT_H

/* The program of a room, "probes" and "onegpu-pci". The caller frees. */
char *og_layout_program(const char *room, const char *name);

/* The folder of the recorded host. The caller frees. */
char *og_layout_recording(void);

#endif
