// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <errno.h>
#include <unistd.h>

#include "b64.h"

enum { PIECE = 256 * 1024 };
static const uint64_t INPUT_MAX = UINT64_C(4) << 30;

enum form { FORM_UNKNOWN, FORM_XML, FORM_BASE64 };

struct input {
	enum form form;
	struct og_b64 *b64;
	struct og_message_reader *reader;
	uint8_t *decoded; /* room for one piece */
};

static void input_free(struct input *in)
{
	og_b64_free(in->b64);
	og_message_reader_free(in->reader);
	free(in->decoded);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The first character that is no white space tells: base64 has no '<'. */
static void guess_form(struct input *in, const char *data, size_t len)
{
	for (size_t i = 0; i < len && in->form == FORM_UNKNOWN; i++)
		if (!is_space(data[i]))
			in->form = data[i] == '<' ? FORM_XML : FORM_BASE64;
}

static int feed(struct input *in, const char *data, size_t len,
		struct og_err *err)
{
	size_t n;
	int r;

	if (in->form == FORM_UNKNOWN) {
		guess_form(in, data, len);
		while (len && is_space(*data))
			data++, len--;
	}
	if (in->form == FORM_XML)
		return og_message_reader_feed(in->reader, data, len, err);
	r = og_b64_feed(in->b64, data, len, in->decoded, &n, err);
	if (r < 0)
		return r;
	return og_message_reader_feed(in->reader, (const char *)in->decoded, n,
				      err);
}

static int feed_all(struct input *in, int fd, struct og_err *err)
{
	og_autofree char *piece = og_malloc(PIECE);
	uint64_t total = 0;

	for (;;) {
		ssize_t n = read(fd, piece, PIECE);
		int r;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return og_err_set(err, -errno, "%s", strerror(errno));
		if (n == 0)
			return 0;
		total += (uint64_t)n;
		if (total > INPUT_MAX)
			return og_err_set(err, -EFBIG, "larger than 4 GiB");
		r = feed(in, piece, (size_t)n, err);
		if (r < 0)
			return r;
	}
}

static int read_message(int fd, struct og_message *ret_msg, struct og_err *err)
{
	og_cleanup(input_free) struct input in = {
		.b64 = og_b64_new(),
		.reader = og_message_reader_new(),
		.decoded = og_malloc(og_b64_room(PIECE)),
	};
	int r = feed_all(&in, fd, err);

	if (r < 0)
		return r;
	if (in.form == FORM_UNKNOWN)
		return og_err_set(err, -ENODATA,
				  "empty; a SCHEDULER_DRIVER_ACTION document, "
				  "plain or in base64, was expected");
	/* Base64 that was cut tells more than the XML cut with it. */
	if (in.form == FORM_BASE64) {
		r = og_b64_finish(in.b64, err);
		if (r < 0)
			return r;
	}
	return og_message_reader_finish(in.reader, ret_msg, err);
}

int og_input_read(int fd, const char *what, struct og_message *ret_msg,
		  struct og_err *err)
{
	int r = read_message(fd, ret_msg, err);

	if (r < 0)
		og_err_prefix(err, "%s", what);
	return r;
}
