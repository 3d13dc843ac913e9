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

static struct og_loss loss_of(const struct og_host *host)
{
	const struct og_oned_alloc nothing = { 0 };

	return og_scarce_loss(host, &nothing);
}

START_TEST(smaller_loss)
{
	og_cleanup(og_host_free) struct og_host a;
	og_cleanup(og_host_free) struct og_host b;
	struct og_loss x, y;
	int there, back;

	fill(&a, pairs[_i].a);
	fill(&b, pairs[_i].b);
	x = loss_of(&a);
	y = loss_of(&b);
	there = og_scarce_cmp(&x, &y);
	back = og_scarce_cmp(&y, &x);
	ck_assert_msg(there == pairs[_i].sign && back == -there, "%s: %d, %d",
		      pairs[_i].name, there, back);
}
END_TEST

/*
 * What breaks: GPUs in the order of their addresses, one letter each for the
 * switch ('-': none is told), one digit for the node, and who is taken.
 */
static const struct {
	const char *name, *nodes, *switches,
		*taken; /* taken: "x", "." or "h" */
	uint32_t broken, free_gpus;
} sets[] = {
	{ "the last one", "0", "-", "x", 0, 1 },
	{ "one of a pair, on node and host", "00", "--", "x.", 4, 2 },
	{ "a whole pair", "00", "--", "xx", 4, 2 },
	{ "a pair of two nodes is a pair of the host", "01", "--", "x.", 2, 2 },
	{ "one of three", "000", "--", "x..", 0, 3 },
	{ "one of a quad", "0000", "----", "x...", 12, 4 },
	{ "one of five", "00000", "-----", "x....", 0, 5 },
	{ "one of an eight of two nodes", "00001111", "--------", "x.......",
	  8 + 4 + 2 + 4 + 2, 8 },
	{ "four of it, one node", "00001111", "--------", "xxxx....",
	  8 + 4 + 4 + 4 + 4, 8 },
	{ "four of it, both nodes", "00001111", "--------", "xx..xx..",
	  8 + 4 + 4 + 8 + 4, 8 },
	{ "two of a switch", "0000", "aabb", "xx..", 4 + 2 + 4 + 2 + 2, 4 },
	{ "one each of two switches", "0000", "aabb", "x.x.",
	  4 + 2 + 4 + 2 + 2 + 2, 4 },
	{ "what others hold breaks no more", "0000", "aabb", "hx..", 0, 3 },
	{ "a node that is not told", "--", "--", "x.", 2, 2 },
	{ "none taken", "00001111", "aabbccdd", "........", 0, 8 },
};

static void fill_sets(size_t at, struct og_host *host,
		      struct og_oned_alloc *alloc)
{
	size_t n = strlen(sets[at].nodes);

	og_host_init(host);
	alloc->pcis = og_calloc(n, sizeof(*alloc->pcis));
	for (size_t i = 0; i < n; i++) {
		struct og_device *dev = og_host_add_device(host);
		char on = sets[at].switches[i];

		dev->bdf.bus = (uint8_t)i;
		dev->class_id = GPU;
		dev->node =
			sets[at].nodes[i] == '-' ? -1 : sets[at].nodes[i] - '0';
		dev->pcie_switch = on == '-' ? 0 : (uint64_t)on;
		dev->vm = sets[at].taken[i] == 'h' ? 7 : OG_VM_NONE;
		if (sets[at].taken[i] == 'x')
			alloc->pcis[alloc->n_pcis++].device = (int32_t)i;
	}
}

START_TEST(sets_break)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	struct og_loss loss;

	fill_sets((size_t)_i, &host, &alloc);
	loss = og_scarce_loss(&host, &alloc);
	ck_assert_msg(loss.broken == sets[_i].broken, "%s: %u broken",
		      sets[_i].name, loss.broken);
	ck_assert_msg(loss.free_gpus == sets[_i].free_gpus, "%s: %u free",
		      sets[_i].name, loss.free_gpus);
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
	bool gpus_first;
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
	{ .name = "a VM's own rank comes first too",
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .cpu = 3200 } },
	  .vm = { .user = "<SCHED_RANK>MAX_CPU + ID</SCHED_RANK>" },
	  .want = 2 },
	{ .name = "gpus_first: before rank",
	  .gpus_first = true,
	  .hosts = { { .id = 1, .gpus = GPUS_2 },
		     { .id = 2, .gpus = GPUS_1, .running = 1 },
		     { .id = 3, .running = 2 } },
	  .want = 3 },
	{ .name = "gpus_first: of equals rank decides",
	  .gpus_first = true,
	  .hosts = { { .id = 1, .gpus = GPUS_1, .running = 1 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .gpus = GPUS_1, .running = 2 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 2 },
	{ .name = "gpus_first: then the highest id",
	  .gpus_first = true,
	  .hosts = { { .id = 1, .gpus = GPUS_1 },
		     { .id = 2, .gpus = GPUS_1 },
		     { .id = 3, .gpus = GPUS_2 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 2 },
	{ .name = "gpus_first: locality is before it",
	  .gpus_first = true,
	  .hosts = { { .id = 1, .nodes = 2, .gpus = GPUS_2 },
		     { .id = 2, .nodes = 2, .busy = { 4, 0 }, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .vm = { .pin = "THREAD", .vnodes = { 2 }, .cpu = 2, .pcis = PCI_1 },
	  .want = 1 },
	{ .name = "gpus_first: under policy none too, where locality is not",
	  .gpus_first = true,
	  .policy = OG_POLICY_NONE,
	  .hosts = { { .id = 1, .nodes = 2, .gpus = GPUS_2 },
		     { .id = 2, .nodes = 2, .busy = { 4, 0 }, .gpus = GPUS_1 },
		     { .id = 3 } },
	  .vm = { .pin = "THREAD", .vnodes = { 2 }, .cpu = 2, .pcis = PCI_1 },
	  .want = 2 },
	{ .name = "three and two: the pair stays whole",
	  .hosts = { { .id = 1,
		       .gpus = { { "21:00.0" },
				 { "41:00.0" },
				 { "61:00.0" } } },
		     { .id = 2, .gpus = GPUS_2 },
		     { .id = 3 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 1 },
	{ .name = "the switch whose pair is begun",
	  .hosts = { { .id = 1,
		       .gpus = { { "21:00.0", .vm = 9, .pcie_switch = "a" },
				 { "22:00.0", .pcie_switch = "a" },
				 { "41:00.0", .pcie_switch = "b" },
				 { "42:00.0", .pcie_switch = "b" } } },
		     { .id = 2,
		       .gpus = { { "21:00.0", .pcie_switch = "a" },
				 { "22:00.0", .pcie_switch = "a" },
				 { "41:00.0", .pcie_switch = "b" },
				 { "42:00.0", .vm = 9, .pcie_switch = "b" } } },
		     { .id = 3 } },
	  .vm = { .pcis = PCI_1 },
	  .want = 1 },
	{ .name = "two by root complex, where no switch is told",
	  .hosts = { { .id = 1,
		       .gpus = { { "21:00.0", .root = "a" },
				 { "22:00.0", .root = "b" },
				 { "41:00.0", .root = "b" } } },
		     { .id = 2,
		       .gpus = { { "21:00.0", .root = "a" },
				 { "22:00.0", .root = "a" },
				 { "41:00.0", .root = "b" } } },
		     { .id = 3 } },
	  .vm = { .pcis = PCI_1 },
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
	struct og_choose_conf conf = {
		.policy = choices[_i].policy ? choices[_i].policy
					     : OG_POLICY_PREFERRED,
		.gpus_first = choices[_i].gpus_first,
	};
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
	tcase_add_loop_test(tc, sets_break, 0, OG_COUNT(sets));
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
