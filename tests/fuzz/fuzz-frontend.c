// SPDX-License-Identifier: Apache-2.0
/*
 * What `onegpu doctor --frontend` reads, and its checks over it: oned.conf,
 * what onegpu-install check says and the hosts, with a line "--" after each.
 */
#include <stdint.h>

#include "doctor-show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct og_buf part(const char **at, size_t *len)
{
	static const char mark[] = "\n--\n";
	const char *end = memmem(*at, *len, mark, sizeof(mark) - 1);
	size_t n = end ? (size_t)(end - *at) + 1 : *len;
	struct og_buf text = OG_BUF_INIT;

	og_buf_add(&text, *at, n);
	n += end ? sizeof(mark) - 2 : 0;
	*at += n;
	*len -= n;
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	og_cleanup(og_front_facts_free) struct og_front_facts facts = {
		.remotes = "remotes",
		.oned_conf = "oned.conf",
		.own_version = "1.2.3",
	};
	og_cleanup(og_front_report_free) struct og_front_report report = { 0 };
	const struct og_style style = { .columns = 80 };
	const char *at = (const char *)data;
	og_autobuf conf = part(&at, &size), tree = part(&at, &size);
	og_autobuf out = OG_BUF_INIT;

	facts.version = og_strdup("7.4.0");
	og_onedconf_parse(og_buf_text(&conf), conf.len, &facts.oned, NULL);
	og_front_tree_parse(og_buf_text(&tree), tree.len, &facts.tree, NULL);
	og_fronthosts_parse(at, size, &facts.hosts, NULL);
	og_front_run(&facts, &report);
	og_front_text(&report, &style, &out);
	og_front_json(&report, &out);
	return 0;
}
