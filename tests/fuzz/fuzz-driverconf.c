// SPDX-License-Identifier: Apache-2.0
/*
 * An onegpu-driver.yaml from anybody: refused with words, or a configuration
 * whose pieces of XML are well-formed.
 */
#include <stdint.h>

#include "conf.h"
#include "vm-text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	struct og_err err = { 0 };
	const char *raw;

	if (og_driver_conf_parse((const char *)data, size, &conf, &err) < 0) {
		if (!err.msg[0])
			abort();
		return 0;
	}
	raw = og_driver_conf_text(&conf, NULL, "RAW");
	if (raw && og_text_check_xml(raw, NULL) < 0)
		abort();
	return 0;
}
