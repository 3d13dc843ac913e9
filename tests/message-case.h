/* SPDX-License-Identifier: Apache-2.0 */
/* Whole messages against what onegpu-place says of them. */
#ifndef OG_TEST_MESSAGE_CASE_H
#define OG_TEST_MESSAGE_CASE_H

/*
 * Read the message at `in`; compare the plan with the golden at `out` and the
 * log lines with the one at `log`.
 */
void og_message_check(const char *in, const char *out, const char *log);

#endif
