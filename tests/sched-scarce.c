// SPDX-License-Identifier: Apache-2.0
/*
 * test-scarce: which host is the smaller loss.
 */
#include "harness.h"
#include "scarce.h"

enum { NIC = 0x0200, VGA = 0x0300, GPU = 0x0302, ACCELERATOR = 0x1200 };

struct stock {
	uint16_t class_id;
	unsigned free, taken;
};

static const struct {
	const char *name;
	struct stock a[2], b[2];
	int sign;
} pairs[] = {
	{ "nothing is like nothing", { { 0 } }, { { 0 } }, 0 },
	{ "none before one", { { 0 } }, { { GPU, 1 } }, -1 },
	{ "one before eight", { { GPU, 1 } }, { { GPU, 8 } }, -1 },
	{ "eight after two", { { GPU, 8 } }, { { GPU, 2 } }, 1 },
	{ "as many", { { GPU, 2 } }, { { GPU, 2 } }, 0 },
	{ "what is taken is not lost", { { GPU, 1, 7 } }, { { GPU, 2 } }, -1 },
	{ "all taken is none", { { GPU, 0, 8 } }, { { GPU, 1 } }, -1 },
	{ "NICs are no GPUs", { { NIC, 64 } }, { { GPU, 1 } }, -1 },
	{ "NICs do not tell hosts apart", { { NIC, 64 } }, { { NIC, 1 } }, 0 },
	{ "NICs beside GPUs",
	  { { NIC, 64 }, { GPU, 1 } },
	  { { NIC, 1 }, { GPU, 2 } },
	  -1 },
	{ "a VGA function is a GPU", { { VGA, 2 } }, { { GPU, 1 } }, 1 },
	{ "so is an accelerator", { { ACCELERATOR, 2 } }, { { GPU, 1 } }, 1 },
};

static void fill(struct og_host *host, const struct stock stocks[2])
{
	og_host_init(host);
	for (unsigned s = 0; s < 2; s++)
		for (unsigned i = 0; i < stocks[s].free + stocks[s].taken;
		     i++) {
			struct og_device *dev = og_host_add_device(host);

			dev->bdf.bus = (uint8_t)(s << 7 | i);
			dev->class_id = stocks[s].class_id;
			dev->vm = i < stocks[s].free ? OG_VM_NONE : 1;
		}
}

START_TEST(smaller_loss)
{
	og_cleanup(og_host_free) struct og_host a;
	og_cleanup(og_host_free) struct og_host b;
	int there, back;

	fill(&a, pairs[_i].a);
	fill(&b, pairs[_i].b);
	there = og_scarce_cmp(&a, &b);
	back = og_scarce_cmp(&b, &a);
	ck_assert_msg(there == pairs[_i].sign && back == -there, "%s: %d, %d",
		      pairs[_i].name, there, back);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("scarce");
	TCase *tc = tcase_create("scarce");

	tcase_add_loop_test(tc, smaller_loss, 0, OG_COUNT(pairs));
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite() };

	return og_test_run(suites, OG_COUNT(suites));
}
