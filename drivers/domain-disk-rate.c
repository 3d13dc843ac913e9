// SPDX-License-Identifier: Apache-2.0
/*
 * <iotune>. A maximum must be above what it is the maximum of, and how long it
 * may last needs it: QEMU refuses the rest.
 */
#include "domain-disk.h"

static bool has_max(const struct og_vm_rate *rate)
{
	return rate->max_given && rate->max > rate->sec;
}

/* What stands in one part of the element: all that there are of a sort. */
enum part { SEC, MAX, LENGTH };

static void add_row(struct og_xml_node *tune, const struct og_vm_rates *rates,
		    enum og_rate row, enum part part)
{
	static const char *const ends[] = { "", "_max", "_max_length" };
	const struct og_vm_rate *rate = &rates->of[row];
	const uint64_t values[] = { rate->sec, rate->max, rate->length };
	const bool given[] = { rate->sec_given, has_max(rate),
			       has_max(rate) && rate->length_given };
	og_autofree char *name =
		og_asprintf("%s%s", og_vm_rate_name(row), ends[part]);

	if (given[part])
		og_xml_addf(tune, name, "%llu",
			    (unsigned long long)values[part]);
}

static void add_rows(struct og_xml_node *tune, const struct og_vm_rates *rates,
		     enum part part)
{
	for (int i = 0; i < OG_RATES; i++)
		if (og_vm_rate_counts(rates, i))
			add_row(tune, rates, i, part);
}

void og_domain_disk_rates(struct og_xml_node *node,
			  const struct og_vm_rates *rates)
{
	const struct og_vm_rate *of = rates->of;
	struct og_xml_node *tune;
	bool any = false;

	for (int i = 0; i < OG_RATES; i++)
		any |= og_vm_rate_counts(rates, i);
	if (!any)
		return;
	tune = og_xml_add(node, "iotune", NULL);
	/* In another order libxml2 does not find its way in the schema. */
	add_rows(tune, rates, SEC);
	add_rows(tune, rates, MAX);
	if (rates->size_given && (of[OG_RATE_TOTAL_IOPS].sec_given ||
				  of[OG_RATE_READ_IOPS].sec_given ||
				  of[OG_RATE_WRITE_IOPS].sec_given))
		og_xml_addf(tune, "size_iops_sec", "%llu",
			    (unsigned long long)rates->size);
	add_rows(tune, rates, LENGTH);
}
