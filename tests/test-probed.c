// SPDX-License-Identifier: Apache-2.0
#include "harness.h"
#include "probed.h"
#include "tmpl.h"
#include "tools-suites.h"

#define GPU                                                            \
	"PCI = [\n TYPE = \"10de:2331:0302\" ,\n CLASS = \"0302\" ,\n" \
	" VENDOR_NAME = \"NVIDIA Corporation\" ,\n"                    \
	" ADDRESS = \"0000:e1:00:0\" ,\n NUMA_NODE = \"1\" ,\n"        \
	" DEVICE_NAME = \"NVIDIA Corporation GH100 [H100 PCIe]\" \n]\n"

static const struct {
	const char *name, *text;
	size_t n;
	const char *first_name;
	int node;
	bool display;
} good[] = {
	{ "nothing", "", 0, NULL, 0, false },
	{ "blank lines", "\n\n", 0, NULL, 0, false },
	{ "a GPU, its vendor cut off", GPU, 1, "GH100 [H100 PCIe]", 1, true },
	{ "two", GPU GPU, 2, "GH100 [H100 PCIe]", 1, true },
	{ "no node, quotes",
	  "PCI = [\n NUMA_NODE = \"-\" ,\n CLASS = \"0108\" ,\n"
	  " ADDRESS = \"0000:01:00:0\" ,\n"
	  " DEVICE_NAME = \"a \\\"b\\\" \\\\ c\" \n]\n",
	  1, "a \"b\" \\ c", -1, false },
	{ "the vendor is only the beginning of a word",
	  "PCI = [\n VENDOR_NAME = \"AB\" ,\n ADDRESS = \"0000:01:00:0\" ,\n"
	  " DEVICE_NAME = \"ABC\" \n]\n",
	  1, "ABC", -1, false },
};

static const struct {
	const char *name, *text, *says;
} bad[] = {
	{ "no vector", "ADDRESS = \"0000:01:00:0\"\n", "line 1" },
	{ "no end", "PCI = [\n ADDRESS = \"0000:01:00:0\" \n", "no end" },
	{ "end without beginning", "]\n", "line 1" },
	{ "no address", "PCI = [\n DEVICE_NAME = \"x\" \n]\n", "ADDRESS" },
	{ "no name", "PCI = [\n ADDRESS = \"0000:01:00:0\" \n]\n",
	  "DEVICE_NAME" },
	{ "address is none", "PCI = [\n ADDRESS = \"zz\" \n]\n", "line 2" },
	{ "node is none", "PCI = [\n NUMA_NODE = \"one\" \n]\n", "line 2" },
	{ "no quotes", "PCI = [\n ADDRESS = 1 \n]\n", "line 2" },
	{ "open quote", "PCI = [\n ADDRESS = \"1\n]\n", "line 2" },
	{ "quote inside", "PCI = [\n ADDRESS = \"a\"b\" \n]\n", "line 2" },
	{ "backslash at the end", "PCI = [\n ADDRESS = \"a\\\" \n]\n",
	  "line 2" },
	{ "a bracket twice", "PCI = [\nPCI = [\n", "line 2" },
};

START_TEST(reads)
{
	og_cleanup(og_probed_free) struct og_probed probed = { 0 };
	struct og_err err = { 0 };
	int r = og_probed_parse(good[_i].text, strlen(good[_i].text), &probed,
				&err);

	ck_assert_msg(r == 0, "%s: %s", good[_i].name, err.msg);
	ck_assert_uint_eq(probed.n_devices, good[_i].n);
	if (good[_i].n == 0)
		return;
	ck_assert_str_eq(probed.devices[0].name, good[_i].first_name);
	ck_assert_int_eq(probed.devices[0].node, good[_i].node);
	ck_assert(probed.devices[0].display == good[_i].display);
}
END_TEST

START_TEST(refuses)
{
	struct og_probed probed = { 0 };
	struct og_err err = { 0 };
	int r = og_probed_parse(bad[_i].text, strlen(bad[_i].text), &probed,
				&err);

	ck_assert_msg(r < 0, "%s: accepted", bad[_i].name);
	ck_assert_msg(strstr(err.msg, bad[_i].says), "%s: %s", bad[_i].name,
		      err.msg);
	ck_assert_ptr_null(probed.devices);
}
END_TEST

/* What the probe's own writer makes of an odd name is read back. */
START_TEST(reads_what_tmpl_writes)
{
	static const char name[] = "a \"quoted\" = [ name ], ] and more,";
	og_cleanup(og_probed_free) struct og_probed probed = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_bdf bdf = { .bus = 0xe1 };
	struct og_err err = { 0 };
	struct og_tmpl t;

	og_tmpl_begin(&t, &text, "PCI");
	og_tmpl_pair(&t, "ADDRESS", "0000:e1:00:0");
	og_tmpl_pair(&t, "DEVICE_NAME", name);
	og_tmpl_end(&t);
	ck_assert_msg(og_probed_parse(text.data, text.len, &probed, &err) == 0,
		      "%s", err.msg);
	ck_assert_ptr_nonnull(og_probed_find(&probed, &bdf));
	ck_assert_str_eq(probed.devices[0].name, name);
	bdf.bus = 0xe2;
	ck_assert_ptr_null(og_probed_find(&probed, &bdf));
}
END_TEST

Suite *suite_probed(void)
{
	Suite *suite = suite_create("probed");
	TCase *tc = tcase_create("probed");

	tcase_add_loop_test(tc, reads, 0, OG_COUNT(good));
	tcase_add_loop_test(tc, refuses, 0, OG_COUNT(bad));
	tcase_add_test(tc, reads_what_tmpl_writes);
	suite_add_tcase(suite, tc);
	return suite;
}
