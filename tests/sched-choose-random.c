// SPDX-License-Identifier: Apache-2.0
/*
 * What must hold of every plan: random messages from a fixed seed. Each
 * action, done in turn to a fresh copy as oned would do it, succeeds and
 * stays inside of the host; and the same message gives the same bytes,
 * however its VMs are ordered.
 */
#include "choose.h"
#include "oned.h"
#include "random.h"
#include "sched-suites.h"
#include "sched-text.h"
#include "verdicts.h"

enum { ROUNDS = 600, HOSTS_MAX = 4, VMS_MAX = 10 };

static const char *const addresses[OG_TEXT_GPUS] = {
	"01:00.0", "02:00.0", "21:00.0", "22:00.0", "41:00.0", "42:00.0",
	"61:00.0", "81:00.0", "a1:00.0", "c1:00.0", "e1:00.0", "f1:00.0",
};

static const char *const topologies[] = {
	NULL,
	"<THREADS>1</THREADS>",
	"<THREADS>2</THREADS>",
	"<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE>",
	"<PCI_NUMA_POLICY>required</PCI_NUMA_POLICY>",
	"<PCI_NUMA_POLICY>none</PCI_NUMA_POLICY>",
	"<PCI_NUMA_POLICY>socket</PCI_NUMA_POLICY>",
	"<PCI_NUMA_POLICY>nearly</PCI_NUMA_POLICY>",
	"<NODE_AFFINITY>1</NODE_AFFINITY>",
};

static const char *const pins[] = { "CORE", "THREAD", "SHARED" };

static const char *const priorities[] = {
	NULL,
	"<USER_PRIORITY>2</USER_PRIORITY>",
	"<USER_PRIORITY>-1</USER_PRIORITY>",
};

static const char *const sockets[] = { NULL, "0,1", "2,3", "0,1,2,3" };
static const char *const switches[] = { NULL, "0000:20:00:0", "0000:40:00:0" };

struct world {
	struct og_text_host hosts[HOSTS_MAX];
	struct og_text_vm vms[VMS_MAX];
	struct og_text text;
};

static void make_host(struct og_random *rnd, int id, struct og_text_host *host)
{
	uint32_t nodes = og_random_below(rnd, 5);

	*host = (struct og_text_host){
		.id = id,
		.running = (int)og_random_below(rnd, 4),
		.cpu = 800 + (int)og_random_below(rnd, 1600),
		.cpu_used = (int)og_random_below(rnd, 600),
		.mem = 4096 + (int)og_random_below(rnd, 16384),
		.mem_used = (int)og_random_below(rnd, 2048),
		.nodes = nodes,
		.cores = 2 + og_random_below(rnd, 4),
		.node_mem = 1024 << og_random_below(rnd, 3),
		.hugepages = (int)og_random_below(rnd, 2) * 1024,
		.short_distance = og_random_below(rnd, 8) == 0,
	};
	for (uint32_t n = 0; n < nodes; n++)
		host->busy[n] = og_random_below(rnd, host->cores);
	for (uint32_t i = 0; i < og_random_below(rnd, OG_TEXT_GPUS); i++)
		host->gpus[i] = (struct og_text_gpu){
			.address = addresses[i],
			.node = (int)og_random_below(rnd, nodes + 1) - 1,
			.vm = og_random_below(rnd, 4) ? 0 : 900,
			.socket = sockets[og_random_below(rnd,
							  OG_COUNT(sockets))],
			.pcie_switch = switches[og_random_below(
				rnd, OG_COUNT(switches))],
		};
	if (og_random_below(rnd, 20) == 0)
		host->share = "<MAX_MEM>much</MAX_MEM>";
	else if (og_random_below(rnd, 4) == 0)
		host->share = "<VMS_THREAD>2</VMS_THREAD>";
}

static void make_pins(struct og_random *rnd, struct og_text_vm *vm)
{
	uint32_t count = 1 + og_random_below(rnd, 2);

	vm->pin = pins[og_random_below(rnd, OG_COUNT(pins))];
	vm->topology = topologies[og_random_below(rnd, OG_COUNT(topologies))];
	/* oned accepts an affinity only without a pin policy. */
	if (vm->topology && strstr(vm->topology, "AFFINITY"))
		vm->pin = NULL;
	vm->cpu = 0;
	for (uint32_t i = 0; i < count; i++) {
		vm->vnodes[i] = 1 + (int)og_random_below(rnd, 4);
		vm->cpu += vm->vnodes[i];
	}
}

static void make_vm(struct og_random *rnd, int id, struct og_text_vm *vm)
{
	uint32_t kind = og_random_below(rnd, 10);

	*vm = (struct og_text_vm){
		.id = id,
		.cpu = 1 + (int)og_random_below(rnd, 4),
		.mem = 256 << og_random_below(rnd, 4),
		.user = priorities[og_random_below(rnd, OG_COUNT(priorities))],
		.disk = (int)og_random_below(rnd, 20000),
	};
	if (kind < 7)
		make_pins(rnd, vm);
	for (uint32_t i = 0; i < og_random_below(rnd, 4); i++)
		vm->pcis[i] =
			og_random_below(rnd, 4)
				? "10de"
				: addresses[og_random_below(rnd, OG_TEXT_GPUS)];
	if (kind != 9)
		return;
	vm->state = 3;
	vm->resched = true;
	vm->history = "1 0";
}

static void make_world(struct og_random *rnd, struct world *w)
{
	w->text = (struct og_text){
		.hosts = w->hosts,
		.n_hosts = 1 + og_random_below(rnd, HOSTS_MAX),
		.vms = w->vms,
		.n_vms = 1 + og_random_below(rnd, VMS_MAX),
	};
	for (size_t i = 0; i < w->text.n_hosts; i++)
		make_host(rnd, (int)i, &w->hosts[i]);
	for (size_t i = 0; i < w->text.n_vms; i++)
		make_vm(rnd, 10 + (int)i, &w->vms[i]);
}

static void plan_for(const struct og_text *text, struct og_plan *ret_plan,
		     struct og_buf *out)
{
	const struct og_choose_conf conf = { .policy = OG_POLICY_PREFERRED };
	og_cleanup(og_message_free) struct og_message msg = { 0 };
	og_autofree char *log = NULL;
	size_t len;
	FILE *f = open_memstream(&log, &len);

	og_text_message(text, &msg);
	og_choose(&msg, &conf, ret_plan);
	og_plan_write(ret_plan, out);
	og_plan_log(ret_plan, f);
	fclose(f);
	og_buf_str(out, log);
}

static const struct og_vm *find_vm(const struct og_message *msg, int32_t id)
{
	for (size_t i = 0; i < msg->n_vms; i++)
		if (msg->vms[i].id == id)
			return &msg->vms[i];
	ck_abort_msg("VM %d is not in the message", id);
}

/* oned does one action. */
static void apply(struct og_message *msg, const struct og_action *action)
{
	og_cleanup(og_oned_alloc_free) struct og_oned_alloc alloc = { 0 };
	struct og_shost *host = og_message_host(msg, action->host);
	const struct og_vm *vm = find_vm(msg, action->vm);

	ck_assert_ptr_nonnull(host);
	ck_assert_ptr_nonnull(og_message_store(msg, action->store));
	ck_assert_ptr_null(host->fault);
	ck_assert_ptr_null(vm->fault);
	ck_assert_int_eq(action->operation,
			 vm->resched ? OG_MIGRATE : OG_DEPLOY);
	ck_assert(!vm->resched || vm->last_host != host->id);
	ck_assert_int_eq(og_oned_fit(&host->share, vm), OG_FIT_OK);
	og_oned_allocate(&host->share, vm, &alloc);
	ck_assert_msg(alloc.pci_ok && alloc.numa_ok, "VM %d on host %d", vm->id,
		      host->id);
	for (size_t i = 0; i < alloc.n_vnodes; i++)
		ck_assert_msg(vm->pin == OG_PIN_NONE ||
				      alloc.vnodes[i].n_cpus ==
					      vm->vnodes[i].cpus,
			      "VM %d on host %d has no CPUS", vm->id, host->id);
	host->cpu_used += vm->cpu;
	host->mem_used += vm->memory;
	ck_assert_int_le(host->cpu_used, host->cpu_max);
	ck_assert_int_le(host->mem_used, host->mem_max);
}

static void reverse(struct world *w)
{
	for (size_t i = 0, k = w->text.n_vms - 1; i < k; i++, k--) {
		struct og_text_vm vm = w->vms[i];

		w->vms[i] = w->vms[k];
		w->vms[k] = vm;
	}
}

START_TEST(every_plan_is_sound)
{
	struct og_random rnd = { .state = 7408 };
	size_t actions = 0, warnings = 0, vms = 0;

	for (unsigned n = 0; n < ROUNDS; n++) {
		og_cleanup(og_plan_free) struct og_plan plan = { 0 };
		og_cleanup(og_plan_free) struct og_plan again = { 0 };
		og_cleanup(og_message_free) struct og_message fresh = { 0 };
		og_autobuf first = OG_BUF_INIT, second = OG_BUF_INIT;
		struct world w;

		make_world(&rnd, &w);
		plan_for(&w.text, &plan, &first);
		og_text_message(&w.text, &fresh);
		for (size_t i = 0; i < plan.n_actions; i++)
			apply(&fresh, &plan.actions[i]);
		for (size_t i = 0; i < plan.n_notes; i++)
			warnings += plan.notes[i].level == OG_WARN;
		actions += plan.n_actions;
		vms += w.text.n_vms;
		reverse(&w);
		plan_for(&w.text, &again, &second);
		ck_assert_str_eq(og_buf_text(&first), og_buf_text(&second));
	}
	/* Nothing may be rare, or the test looks at nothing. */
	ck_assert_uint_gt(actions, vms / 5);
	ck_assert_uint_lt(actions, vms - vms / 5);
	ck_assert_uint_gt(warnings, ROUNDS / 5);
}
END_TEST

static bool is_same(const struct og_verdict *a, const struct og_verdict *b)
{
	if (a->fits != b->fits)
		return false;
	if (!a->fits)
		return a->why == b->why;
	return a->locality == b->locality && a->in_socket == b->in_socket &&
	       a->far == b->far && a->apart == b->apart &&
	       og_scarce_cmp(&a->loss, &b->loss) == 0;
}

/* Ask of each VM on each host; the first that fits is then put there. */
static size_t compare(struct og_verdicts *v, struct og_message *msg)
{
	size_t asked = 0;

	for (size_t i = 0; i < msg->n_vms; i++) {
		const struct og_vm *vm = &msg->vms[i];
		struct og_digest shape = og_verdicts_shape(vm);
		struct og_shost *taker = NULL;

		for (size_t k = 0; k < msg->n_hosts; k++) {
			struct og_shost *host = &msg->hosts[k];
			struct og_verdict known, fresh;

			if (host->fault)
				continue;
			known = og_verdicts_ask(v, &shape, host, vm);
			fresh = og_verdicts_ask(NULL, NULL, host, vm);
			ck_assert_msg(is_same(&known, &fresh),
				      "VM %d on host %d", vm->id, host->id);
			if (fresh.fits)
				taker = host;
			asked++;
		}
		if (taker) {
			og_cleanup(og_oned_alloc_free) struct og_oned_alloc
				alloc = { 0 };

			og_oned_allocate(&taker->share, vm, &alloc);
			og_shost_changed(taker);
		}
	}
	return asked;
}

START_TEST(what_is_remembered_is_what_the_model_says)
{
	struct og_random rnd = { .state = 1523 };
	struct og_verdicts *verdicts = og_verdicts_new();
	size_t asked = 0;

	for (unsigned n = 0; n < ROUNDS; n++) {
		og_cleanup(og_message_free) struct og_message msg = { 0 };
		struct world w;

		make_world(&rnd, &w);
		og_text_message(&w.text, &msg);
		asked += compare(verdicts, &msg);
	}
	og_verdicts_free(verdicts);
	ck_assert_uint_gt(asked, 5 * ROUNDS);
}
END_TEST

Suite *og_suite_choose_random(void)
{
	Suite *s = suite_create("choose-random");
	TCase *tc = tcase_create("choose-random");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, every_plan_is_sound);
	tcase_add_test(tc, what_is_remembered_is_what_the_model_says);
	suite_add_tcase(s, tc);
	return s;
}
