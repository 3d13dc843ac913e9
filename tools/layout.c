// SPDX-License-Identifier: Apache-2.0
#include "layout.h"

#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "mem.h"

/*
 * The folder so many levels above the program. By the path it was executed
 * with: /proc is not there in every chroot.
 */
static char *above(int levels)
{
	const char *executed;
	og_autofree char *self = NULL;
	unsigned long at = getauxval(AT_EXECFN);

	memcpy(&executed, &at, sizeof(executed));
	self = executed ? realpath(executed, NULL) : NULL;
	for (int up = 0; self && up < levels; up++) {
		char *slash = strrchr(self, '/');

		if (!slash)
			return NULL;
		*slash = '\0';
	}
	return og_steal(self);
}

/* The top of the build tree, or NULL for an installed program. */
static char *build_tree(void)
{
	og_autofree char *self = above(2), *mark = NULL;

	if (!self)
		return NULL;
	mark = og_asprintf("%s/config.status", self);
	return access(mark, F_OK) == 0 ? og_steal(self) : NULL;
}

char *og_layout_program(const char *room, const char *name)
{
	og_autofree char *top = build_tree();
	og_autofree char *folder = above(1), *beside = NULL;

	if (top)
		return og_asprintf("%s/%s/%s", top, room, name);
	/* On a node all of them are in one folder. */
	beside = og_asprintf("%s/%s", folder ? folder : "", name);
	if (folder && access(beside, X_OK) == 0)
		return og_steal(beside);
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
