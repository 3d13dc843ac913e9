// SPDX-License-Identifier: Apache-2.0
#include "home.h"

#include <stdbool.h>
#include <sys/auxv.h>

#include "mem.h"

static bool cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* By the path it was executed with: /proc is not there in every chroot. */
char *og_home_path(const char *relative)
{
	unsigned long at = getauxval(AT_EXECFN);
	const char *executed;
	og_autofree char *self = NULL;

	memcpy(&executed, &at, sizeof(executed));
	self = executed ? realpath(executed, NULL) : NULL;
	if (!self || !cut_last(self))
		return NULL;
	while (strncmp(relative, "../", 3) == 0 && cut_last(self))
		relative += 3;
	return og_asprintf("%s/%s", self, relative);
}
