/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scheduler message as it comes in: one base64 string from oned, wrapped
 * or not, or plain XML from a person. Streamed, never held whole.
 */
#ifndef OG_INPUT_H
#define OG_INPUT_H

#include "message.h"

/* Read `fd` to its end; `what` names it in errors. */
int og_input_read(int fd, const char *what, struct og_message *ret_msg,
		  struct og_err *err);

#endif
