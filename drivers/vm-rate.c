// SPDX-License-Identifier: Apache-2.0
#include "vm-rate.h"

#include <errno.h>

#include "num.h"

/* oned's names; oned cuts operations at 32 bits. */
static const struct {
	const char *sec, *max, *length, *name;
	int64_t most;
} rows[OG_RATES] = {
	[OG_RATE_READ_BYTES] = { "READ_BYTES_SEC", "READ_BYTES_SEC_MAX",
				 "READ_BYTES_SEC_MAX_LENGTH", "read_bytes_sec",
				 INT64_MAX },
	[OG_RATE_WRITE_BYTES] = { "WRITE_BYTES_SEC", "WRITE_BYTES_SEC_MAX",
				  "WRITE_BYTES_SEC_MAX_LENGTH",
				  "write_bytes_sec", INT64_MAX },
	[OG_RATE_TOTAL_BYTES] = { "TOTAL_BYTES_SEC", "TOTAL_BYTES_SEC_MAX",
				  "TOTAL_BYTES_SEC_MAX_LENGTH",
				  "total_bytes_sec", INT64_MAX },
	[OG_RATE_READ_IOPS] = { "READ_IOPS_SEC", "READ_IOPS_SEC_MAX",
				"READ_IOPS_SEC_MAX_LENGTH", "read_iops_sec",
				UINT32_MAX },
	[OG_RATE_WRITE_IOPS] = { "WRITE_IOPS_SEC", "WRITE_IOPS_SEC_MAX",
				 "WRITE_IOPS_SEC_MAX_LENGTH", "write_iops_sec",
				 UINT32_MAX },
	[OG_RATE_TOTAL_IOPS] = { "TOTAL_IOPS_SEC", "TOTAL_IOPS_SEC_MAX",
				 "TOTAL_IOPS_SEC_MAX_LENGTH", "total_iops_sec",
				 UINT32_MAX },
};

static void read_one(struct og_field f, const char *name, int64_t most,
		     bool *ret_given, uint64_t *ret_value,
		     const char **ret_ignored)
{
	const char *text = og_field_text(f, name);
	int64_t value = 0;
	int r;

	if (!text)
		return;
	r = og_num_i64(text, strlen(text), 0, most, &value);
	if (r == -ERANGE && text[0] != '-')
		value = most;
	else if (r < 0)
		*ret_ignored = name;
	*ret_given = true;
	*ret_value = (uint64_t)value;
}

void og_vm_rates_read(struct og_field f, struct og_vm_rates *ret_rates,
		      const char **ret_ignored)
{
	struct og_vm_rates rates = { 0 };

	for (int i = 0; i < OG_RATES; i++) {
		struct og_vm_rate *rate = &rates.of[i];

		read_one(f, rows[i].sec, rows[i].most, &rate->sec_given,
			 &rate->sec, ret_ignored);
		read_one(f, rows[i].max, rows[i].most, &rate->max_given,
			 &rate->max, ret_ignored);
		read_one(f, rows[i].length, rows[i].most, &rate->length_given,
			 &rate->length, ret_ignored);
	}
	read_one(f, "SIZE_IOPS_SEC", UINT32_MAX, &rates.size_given, &rates.size,
		 ret_ignored);
	*ret_rates = rates;
}

const char *og_vm_rate_name(enum og_rate rate)
{
	return rows[rate].name;
}

static bool is_set(const struct og_vm_rate *rate)
{
	return rate->sec_given || rate->max_given;
}

bool og_vm_rate_counts(const struct og_vm_rates *rates, enum og_rate rate)
{
	enum og_rate total = rate < OG_RATE_READ_IOPS ? OG_RATE_TOTAL_BYTES
						      : OG_RATE_TOTAL_IOPS;

	return is_set(&rates->of[rate]) &&
	       (rate == total || !is_set(&rates->of[total]));
}
