// SPDX-License-Identifier: Apache-2.0
#include "layout.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "mem.h"

/* The top of the build tree, or NULL for an installed program. */
static char *build_tree(void)
{
	char self[PATH_MAX];
	og_autofree char *mark = NULL;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	for (int up = 0; up < 2; up++) {
		slash = strrchr(self, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
	mark = og_asprintf("%s/config.status", self);
	if (access(mark, F_OK) < 0)
		return NULL;
	return og_strdup(self);
}

char *og_layout_program(const char *room, const char *name)
{
	og_autofree char *top = build_tree();

	if (top)
		return og_asprintf("%s/%s/%s", top, room, name);
	return og_asprintf("%s/%s", PKGLIBEXECDIR, name);
}

char *og_layout_recording(void)
{
	og_autofree char *top = build_tree();
	const char *path =
		top ? SRCDIR "/tests/hosts/gpu-2node" : PKGDATADIR "/demo";
	char *real = realpath(path, NULL);

	return real ? real : og_strdup(path);
}
