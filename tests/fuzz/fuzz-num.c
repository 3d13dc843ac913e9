// SPDX-License-Identifier: Apache-2.0
/* A number that was read is the number that it is written as. */
#include <inttypes.h>

#include "buf.h"
#include "num.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_integer(const char *s, size_t len)
{
	og_autobuf text = OG_BUF_INIT;
	int64_t value, again;

	if (og_num_i64(s, len, INT64_MIN, INT64_MAX, &value) < 0)
		return;
	og_buf_fmt(&text, "%" PRId64, value);
	if (og_num_i64(og_buf_text(&text), text.len, value, value, &again) < 0)
		abort();
	/* The longest is "-9223372036854775808"; more are leading zeros. */
	if (text.len > len)
		abort();
}

static void check_hex(const char *s, size_t len)
{
	og_autobuf text = OG_BUF_INIT;
	uint32_t value, again;

	if (og_num_hex(s, len, 8, &value) < 0)
		return;
	og_buf_fmt(&text, "%" PRIx32, value);
	if (og_num_hex(og_buf_text(&text), text.len, 8, &again) < 0 ||
	    again != value)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_integer((const char *)data, size);
	check_hex((const char *)data, size);
	return 0;
}
