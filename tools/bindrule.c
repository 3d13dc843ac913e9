// SPDX-License-Identifier: Apache-2.0
#include "bindrule.h"

#include <errno.h>

static const char head[] =
	"# Written by `onegpu bind --persist`, taken back by `onegpu unbind`.\n"
	"# Devices that vfio-pci gets at every start; do not edit.\n";

#define BEFORE "ACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\""

/*
 * Where vfio-pci is loaded already it has to be asked; where it is not, it
 * asks by itself once it is.
 */
static const char after[] = "\", ATTR{driver_override}=\"vfio-pci\", "
			    "ATTR{[subsystem/pci]drivers_probe}=\"$kernel\", "
			    "RUN{builtin}+=\"kmod load vfio-pci\"";

void og_bindrules_free(struct og_bindrules *rules)
{
	free(rules->devices);
	*rules = (struct og_bindrules){ 0 };
}

/* Where it stands, or where it would. */
static size_t place_of(const struct og_bindrules *rules,
		       const struct og_bdf *bdf, bool *ret_there)
{
	size_t i = 0;

	while (i < rules->n && og_bdf_cmp(&rules->devices[i], bdf) < 0)
		i++;
	*ret_there = i < rules->n && og_bdf_cmp(&rules->devices[i], bdf) == 0;
	return i;
}

bool og_bindrules_add(struct og_bindrules *rules, const struct og_bdf *bdf)
{
	bool there;
	size_t at = place_of(rules, bdf, &there);

	if (there)
		return false;
	OG_RESERVE(rules->devices, rules->n + 1, rules->cap);
	memmove(rules->devices + at + 1, rules->devices + at,
		(rules->n - at) * sizeof(*rules->devices));
	rules->devices[at] = *bdf;
	rules->n++;
	return true;
}

bool og_bindrules_drop(struct og_bindrules *rules, const struct og_bdf *bdf)
{
	bool there;
	size_t at = place_of(rules, bdf, &there);

	if (!there)
		return false;
	rules->n--;
	memmove(rules->devices + at, rules->devices + at + 1,
		(rules->n - at) * sizeof(*rules->devices));
	return true;
}

static int parse_line(const char *line, size_t len, struct og_bdf *ret_bdf)
{
	size_t front = strlen(BEFORE), back = strlen(after);
	char again[OG_BDF_TEXT];
	const char *name = line + front;

	if (len <= front + back || strncmp(line, BEFORE, front) != 0 ||
	    strncmp(line + len - back, after, back) != 0)
		return -EINVAL;
	len -= front + back;
	if (og_bdf_parse(name, len, ret_bdf) < 0)
		return -EINVAL;
	/* As the kernel spells it, or udev never meets it. */
	og_bdf_name(ret_bdf, again);
	return strlen(again) == len && strncmp(name, again, len) == 0 ? 0
								      : -EINVAL;
}

int og_bindrules_parse(const char *text, size_t len,
		       struct og_bindrules *ret_rules, struct og_err *err)
{
	og_cleanup(og_bindrules_free) struct og_bindrules rules = { 0 };
	const char *end = text + len;
	unsigned line = 0;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((stop ? stop : end) - text);
		struct og_bdf bdf;

		line++;
		if (n && *text != '#') {
			if (parse_line(text, n, &bdf) < 0)
				return og_err_set(err, -EINVAL,
						  "line %u is not ours", line);
			og_bindrules_add(&rules, &bdf);
		}
		text += n + 1;
	}
	*ret_rules = rules;
	rules = (struct og_bindrules){ 0 };
	return 0;
}

void og_bindrules_format(const struct og_bindrules *rules, struct og_buf *out)
{
	og_buf_str(out, head);
	for (size_t i = 0; i < rules->n; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_name(&rules->devices[i], name);
		og_buf_fmt(out, "%s%s%s\n", BEFORE, name, after);
	}
}
