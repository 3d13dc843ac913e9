// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

#include "seat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_autofree char *xml = og_strndup((const char *)data, size);
	og_autoseat vm = { 0 }, domain = { 0 };

	og_seat_of_vm(xml, strlen(xml), &vm, NULL);
	og_seat_of_domain(xml, strlen(xml), &domain, NULL);
	return 0;
}
