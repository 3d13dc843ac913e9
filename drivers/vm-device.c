// SPDX-License-Identifier: Apache-2.0
#include "vm-device.h"

#include <errno.h>
#include <strings.h>

#include "num.h"

int og_device_word(struct og_field f, const char *name,
		   const char *const *words, const char **ret_word,
		   struct og_err *err)
{
	const char *text = og_field_text(f, name);
	og_autobuf list = OG_BUF_INIT;

	if (!text)
		return 0;
	for (size_t i = 0; words[i]; i++) {
		if (strcasecmp(words[i], text) == 0) {
			*ret_word = words[i];
			return 0;
		}
		og_buf_fmt(&list, "%s%s", i ? ", " : "", words[i]);
	}
	return og_err_set(err, -EINVAL, "%s has %s=\"%.64s\": it is one of %s",
			  f.what, name, text, og_buf_text(&list));
}

void og_device_queues(const char *text, const char *name, uint32_t vcpus,
		      uint32_t *ret_queues, const char **ret_ignored)
{
	int64_t n;

	if (!text)
		return;
	if (strcasecmp(text, "auto") == 0)
		*ret_queues = vcpus;
	else if (og_num_i64(text, strlen(text), 0, UINT16_MAX, &n) == 0)
		*ret_queues = (uint32_t)n;
	else
		*ret_ignored = name;
}
