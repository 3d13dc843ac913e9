// SPDX-License-Identifier: Apache-2.0
/*
 * Stands in for libFuzzer where it is not linked: runs a target once over
 * every file of its corpus, tests/fuzz/corpus/<name of the program without
 * "fuzz-">, and speaks TAP.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

#include "root.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	const char *srcdir = getenv("OG_SRCDIR");
	const char *name = strrchr(argv[0], '/');
	og_autofree char *dir = NULL;
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	struct og_err err = { 0 };
	char **names = NULL;
	size_t count = 0;

	(void)argc;
	name = name ? name + 1 : argv[0];
	if (strncmp(name, "fuzz-", 5) == 0)
		name += 5;
	dir = og_asprintf("%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".",
			  name);
	if (og_root_open(dir, &root, &err) < 0 ||
	    og_root_list(root, ".", &names, &count) < 0 || count == 0) {
		printf("Bail out! no corpus in %s\n", dir);
		return 1;
	}
	printf("1..%zu\n", count);
	for (size_t i = 0; i < count; i++) {
		og_autobuf buf = OG_BUF_INIT;
		int r = og_root_read(root, names[i], SIZE_MAX, &buf);

		if (r == 0)
			LLVMFuzzerTestOneInput(
				(const uint8_t *)og_buf_text(&buf), buf.len);
		printf("%s %zu - %s\n", r == 0 ? "ok" : "not ok", i + 1,
		       names[i]);
		fflush(stdout);
	}
	og_root_names_free(names, count);
	return 0;
}
