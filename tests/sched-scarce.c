// SPDX-License-Identifier: Apache-2.0
/*
 * test-scarce: which host is the smaller loss, by itself and as what decides
 * between hosts that are level otherwise.
 */
#include "choose.h"
#include "harness.h"
#include "scarce.h"
#include "sched-text.h"

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

#define GPUS_1                    \
	{                         \
		{                 \
			"21:00.0" \
		}                 \
	}
#define GPUS_2                    \
	{                         \
		{ "21:00.0" },    \
		{                 \
			"41:00.0" \
		}                 \
	}

#define PCI_1          \
	{              \
		"10de" \
	}

static const struct {
	const char *name;
	enum og_policy policy;
	struct og_text_host hosts[3];
	struct og_text_vm vm;
	int want;
} choices[] = {
	{ .name = "without GPUs: the host that has none",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .want = 3 },
	{ .name = "without GPUs, none without: the host with fewer",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .gpus = GPUS_2 } },
	  .want = 2 },
	{ .name = "one GPU: the pair stays whole",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 2 },
	{ .name = "two GPUs: where there are two",
	  .hosts = { { .id = 1, .gpus = GPUS_1 },
		     { .id = 2, .gpus = GPUS_2 },
		     { .id = 3 } },
	  .vm = { .pcis = { "10de", "10de" } },
	  .want = 2 },
	{ .name = "as many GPUs: the higher id, as rank has it",
	  .hosts = { { .id = 1, .gpus = GPUS_1 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .gpus = GPUS_1 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 3 },
	{ .name = "rank comes first",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1, .running = 1 },
		     { .id = 3, .running = 1 } },
	  .want = 1 },
	{ .name = "the smaller loss has no room: the next",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .cpu_used = 6400 } },
	  .want = 2 },
	{ .name = "locality comes first",
	  .hosts = { { .id = 1, .nodes = 2, .gpus = GPUS_2 },
		     { .id = 2, .nodes = 2, .busy = { 4, 0 }, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .vm = { .pin = "THREAD", .vnodes = { 2 }, .cpu = 2, .pcis = PCI_1 },
	  .want = 1 },
	{ .name = "policy none: OpenNebula's own order",
	  .policy = OG_POLICY_NONE,
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .want = 3 },
};

START_TEST(decides_between_level_hosts)
{
	struct og_text text = { .hosts = choices[_i].hosts,
				.n_hosts = OG_COUNT(choices[_i].hosts),
				.vms = &choices[_i].vm,
				.n_vms = 1 };
	struct og_choose_conf conf = { choices[_i].policy
					       ? choices[_i].policy
					       : OG_POLICY_PREFERRED };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_cleanup(og_plan_free) struct og_plan plan = { 0 };

	og_text_message(&text, &msg);
	og_choose(&msg, &conf, &plan);
	ck_assert_msg(plan.n_actions == 1, "%s: placed %zu: %s",
		      choices[_i].name, plan.n_actions,
		      plan.n_notes ? plan.notes[0].text : "");
	ck_assert_msg(plan.actions[0].host == choices[_i].want,
		      "%s: host %d, not %d", choices[_i].name,
		      plan.actions[0].host, choices[_i].want);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("scarce");
	TCase *tc = tcase_create("scarce");

	tcase_add_loop_test(tc, smaller_loss, 0, OG_COUNT(pairs));
	tcase_add_loop_test(tc, decides_between_level_hosts, 0,
			    OG_COUNT(choices));
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	Suite *const suites[] = { suite() };

	return og_test_run(suites, OG_COUNT(suites));
}
