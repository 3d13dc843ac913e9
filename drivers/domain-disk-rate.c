// SPDX-License-Identifier: Apache-2.0
/*
 * <iotune>. A total rules out its parts, a maximum must be above what it is
 * the maximum of, and how long it may last needs it: QEMU refuses the rest.
 */
#include "domain-disk.h"

static bool is_set(const struct og_vm_rate *rate)
{
	return rate->sec_given || rate->max_given;
}

static void add_row(struct og_xml_node *tune, const struct og_vm_rates *rates,
		    enum og_rate row)
{
	const struct og_vm_rate *rate = &rates->of[row];
	const char *name = og_vm_rate_name(row);
	og_autofree char *max = og_asprintf("%s_max", name);
	og_autofree char *length = og_asprintf("%s_max_length", name);

	if (rate->sec_given)
		og_xml_addf(tune, name, "%llu", (unsigned long long)rate->sec);
	if (!rate->max_given || rate->max <= rate->sec)
		return;
	og_xml_addf(tune, max, "%llu", (unsigned long long)rate->max);
	if (rate->length_given)
		og_xml_addf(tune, length, "%llu",
			    (unsigned long long)rate->length);
}

void og_domain_disk_rates(struct og_xml_node *node,
			  const struct og_vm_rates *rates)
{
	const struct og_vm_rate *of = rates->of;
	struct og_xml_node *tune;
	bool any = false;

	for (int i = 0; i < OG_RATES; i++)
		any |= is_set(&of[i]);
	if (!any)
		return;
	tune = og_xml_add(node, "iotune", NULL);
	if (is_set(&of[OG_RATE_TOTAL_BYTES])) {
		add_row(tune, rates, OG_RATE_TOTAL_BYTES);
	} else {
		add_row(tune, rates, OG_RATE_READ_BYTES);
		add_row(tune, rates, OG_RATE_WRITE_BYTES);
	}
	if (is_set(&of[OG_RATE_TOTAL_IOPS])) {
		add_row(tune, rates, OG_RATE_TOTAL_IOPS);
	} else {
		add_row(tune, rates, OG_RATE_READ_IOPS);
		add_row(tune, rates, OG_RATE_WRITE_IOPS);
	}
	if (rates->size_given && (of[OG_RATE_TOTAL_IOPS].sec_given ||
				  of[OG_RATE_READ_IOPS].sec_given ||
				  of[OG_RATE_WRITE_IOPS].sec_given))
		og_xml_addf(tune, "size_iops_sec", "%llu",
			    (unsigned long long)rates->size);
}
