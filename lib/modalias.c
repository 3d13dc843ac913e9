// SPDX-License-Identifier: Apache-2.0
#include "modalias.h"

#include <errno.h>
#include <string.h>

#include "mem.h"
#include "num.h"

enum { VENDOR, DEVICE, SUB_VENDOR, SUB_DEVICE, BASE, CLASS, INTERFACE };

/* Each field's letters and how many digits follow. */
static const struct {
	const char *letters;
	unsigned digits;
} fields[] = {
	[VENDOR] = { "pci:v", 8 },  [DEVICE] = { "d", 8 },
	[SUB_VENDOR] = { "sv", 8 }, [SUB_DEVICE] = { "sd", 8 },
	[BASE] = { "bc", 2 },	    [CLASS] = { "sc", 2 },
	[INTERFACE] = { "i", 2 },
};

int og_modalias_parse(const char *text, struct og_modalias *ret_ids)
{
	uint32_t values[OG_COUNT(fields)];
	const char *p = text;

	for (size_t i = 0; i < OG_COUNT(fields); i++) {
		size_t len = strlen(fields[i].letters);

		if (strncmp(p, fields[i].letters, len) != 0)
			return -EINVAL;
		p += len;
		/* Ids of 16 bits are written with 32. */
		if (strlen(p) < fields[i].digits ||
		    og_num_hex(p, fields[i].digits, fields[i].digits,
			       &values[i]) < 0 ||
		    values[i] > UINT16_MAX)
			return -EINVAL;
		p += fields[i].digits;
	}
	if (*p)
		return -EINVAL;
	*ret_ids = (struct og_modalias){
		.vendor = (uint16_t)values[VENDOR],
		.device = (uint16_t)values[DEVICE],
		.class_id = values[BASE] << 16 | values[CLASS] << 8 |
			    values[INTERFACE],
	};
	return 0;
}
