// SPDX-License-Identifier: Apache-2.0
/*
 * Guest addresses of all devices of a domain, not the VM's alone: RAW may have
 * put one where it likes.
 */
#include "domain-check.h"
#include "part.h"

struct place {
	struct og_bdf at;
	const struct og_xml_node *node, *address;
	size_t order; /* in the document */
};

struct places {
	struct place *all;
	size_t count, cap;
};

static void places_free(struct places *places)
{
	free(places->all);
}

static void gather(const struct og_xml_node *devices, struct places *places)
{
	og_part_each(node, devices, NULL)
	{
		const struct og_xml_node *address = og_part(node, "address");
		struct place place = { .node = node, .address = address };

		if (!address || !og_part_is(address, "type", "pci") ||
		    !og_part_address(address, &place.at))
			continue;
		place.order = places->count;
		OG_RESERVE(places->all, places->count + 1, places->cap);
		places->all[places->count++] = place;
	}
}

static int cmp_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int r = og_bdf_cmp(&x->at, &y->at);

	return r ? r : (x->order > y->order) - (x->order < y->order);
}

/* libvirt finds a second function only where the first says there are more. */
static bool has_first(const struct places *places, size_t at)
{
	struct og_bdf first = places->all[at].at;

	first.func = 0;
	while (at > 0 && og_bdf_cmp(&places->all[at - 1].at, &first) >= 0)
		at--;
	return og_bdf_cmp(&places->all[at].at, &first) == 0 &&
	       og_part_is(places->all[at].address, "multifunction", "on");
}

int og_domain_check_places(const struct og_xml_node *devices,
			   struct og_err *err)
{
	og_cleanup(places_free) struct places places = { 0 };

	gather(devices, &places);
	if (places.count)
		qsort(places.all, places.count, sizeof(*places.all), cmp_place);
	for (size_t i = 0; i < places.count; i++) {
		const struct place *place = &places.all[i];

		if (place->at.func && !has_first(&places, i))
			return og_part_refuse(place->node,
					      "its slot has no function 0 with "
					      "multifunction",
					      err);
		if (i && og_bdf_cmp(&place[-1].at, &place->at) == 0)
			return og_part_refuse(
				place->node,
				"another device has its guest address", err);
	}
	return 0;
}
