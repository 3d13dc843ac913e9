// SPDX-License-Identifier: Apache-2.0
#include "netif.h"

#include "devfile.h"

/* "p0", "p1" ...: the port itself, where representors have names of others. */
static bool is_port(const struct og_files *files, const struct og_pcidev *dev,
		    const char *ifname)
{
	og_autofree char *file = og_asprintf("net/%s/phys_port_name", ifname);
	og_autofree char *name = og_devfile_line(files, dev, file);

	return name && name[0] == 'p' && name[1] &&
	       name[1 + strspn(name + 1, "0123456789")] == '\0';
}

char *og_netif_name(const struct og_files *files, const struct og_pcidev *dev)
{
	char **names = NULL, *ifname = NULL;
	size_t count = 0, pick = 0;

	if (og_devfile_list(files, dev, "net", &names, &count) < 0)
		return NULL;
	for (size_t i = 0; count > 1 && i < count; i++)
		if (is_port(files, dev, names[i])) {
			pick = i;
			break;
		}
	if (count)
		ifname = og_strdup(names[pick]);
	og_root_names_free(names, count);
	return ifname;
}
