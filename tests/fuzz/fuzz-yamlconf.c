// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a configuration file; what is accepted keeps its bounds. */
#include <assert.h>
#include <stdint.h>

#include "yamlconf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = { "filter", "device_name", NULL };
	og_cleanup(og_conf_free) struct og_conf conf = { 0 };
	struct og_err err = { 0 };

	if (og_conf_parse((const char *)data, size, &conf, &err) < 0) {
		assert(err.code < 0 && strncmp(err.msg, "line ", 5) == 0);
		return 0;
	}
	assert(conf.n_entries <= 256);
	for (size_t i = 0; i < conf.n_entries; i++) {
		assert(conf.entries[i].key[0] && conf.entries[i].line);
		assert(conf.entries[i].n_values <= 4096);
	}
	og_conf_check_keys(&conf, known, &err);
	return 0;
}
