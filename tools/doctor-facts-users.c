// SPDX-License-Identifier: Apache-2.0
/*
 * What uses the GPUs that a driver of the host holds. Without root only one's
 * own processes can be seen.
 */
#include "doctor-facts.h"
#include "inuse.h"

enum { SHOWN = 4 };

static bool is_held(const struct og_doctor_facts *facts, size_t i)
{
	return facts->devices[i].candidate && !facts->devices[i].is_vgpu &&
	       !og_pciready_lets_go(facts->pci.devs[i].driver);
}

static char *joined(const struct og_lines *uses)
{
	og_autobuf text = OG_BUF_INIT;

	for (size_t i = 0; i < uses->n && i < SHOWN; i++)
		og_buf_fmt(&text, "%s%s", i ? "; " : "", uses->all[i]);
	if (uses->n > SHOWN)
		og_buf_fmt(&text, "; and %zu more", uses->n - SHOWN);
	return og_steal(text.data);
}

void og_doctor_read_users(const struct og_root *root,
			  struct og_doctor_facts *facts)
{
	const struct og_files files = { &og_files_real, root };
	og_cleanup(og_openfiles_free) struct og_openfiles open = { 0 };
	bool looked = false;

	for (size_t i = 0; i < facts->pci.n; i++) {
		og_cleanup(og_lines_free) struct og_lines uses = { 0 };

		if (!is_held(facts, i))
			continue;
		if (!looked)
			og_openfiles_find(root, &open);
		looked = true;
		og_inuse_find(&files, &open, &facts->pci.devs[i], &uses);
		facts->devices[i].users = joined(&uses);
	}
}
