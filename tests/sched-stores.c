// SPDX-License-Identifier: Apache-2.0
/* Which system datastore, and VMs that have one already. */
#include "cycle-case.h"
#include "sched-suites.h"

#define NO_STORE \
	"no host fits: no system datastore with room: 1 host (host 0)\n"
#define MAY_NOT \
	"no host fits: no system datastore it may use: 1 host (host 0)\n"
#define LOCAL "<SHARED>NO</SHARED>"

static const struct og_cycle_case stores[] = {
	{ .name = "the one with most room",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 50 },
			   { .id = 101, .free_mb = 70 },
			   { .id = 102, .free_mb = 60 }),
		    VMS({ .id = 5, .disk = 10 }) },
	  .plan = "5>0/101" },
	{ .name = "the highest of equals",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 104 }, { .id = 100 }),
		    VMS({ .id = 5, .disk = 10 }) },
	  .plan = "5>0/104" },
	{ .name = "just as much as needed is not enough",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = 10 }),
		    VMS({ .id = 5, .disk = 10 }, { .id = 6, .disk = 9 }) },
	  .plan = "6>0/100",
	  .log = "ERROR: 5 " NO_STORE },
	{ .name = "a VM that needs nothing always fits",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = -5 }),
		    VMS({ .id = 5 }) },
	  .plan = "5>0/100" },
	{ .name = "each VM takes its part until none is left",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 100 },
			   { .id = 101, .free_mb = 90 }),
		    VMS({ .id = 5, .disk = 60 }, { .id = 6, .disk = 60 },
			{ .id = 7, .disk = 60 }, { .id = 8, .disk = 35 }) },
	  .plan = "5>0/100 6>0/101 8>0/100",
	  .log = "ERROR: 7 " NO_STORE },
	{ .name = "LIMIT_MB",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100,
			     .used_mb = 50,
			     .tmpl = "<LIMIT_MB>61</LIMIT_MB>" }),
		    VMS({ .id = 5, .disk = 10 }, { .id = 6, .disk = 1 }) },
	  .plan = "5>0/100",
	  .log = "ERROR: 6 " NO_STORE },
	{ .name = "a LIMIT_MB above what is free",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100,
			     .free_mb = 10,
			     .tmpl = "<LIMIT_MB>9999</LIMIT_MB>" }),
		    VMS({ .id = 5, .disk = 10 }) },
	  .plan = "",
	  .log = "ERROR: 5 " NO_STORE },
	{ .name = "nobody measured it",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100,
			     .free_mb = 1,
			     .tmpl = "</TEMPLATE><FREE_MB>0</FREE_MB>"
				     "<TOTAL_MB>0</TOTAL_MB><TEMPLATE>" }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: system datastore not monitored: "
		 "1 host (host 0)\n" },
	{ .name = "an image datastore is none",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 1, .type = 2 }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 " MAY_NOT },
	{ .name = "of the host's cluster",
	  .text = { HOSTS({ .id = 0, .cluster = 7 }),
		    STORES({ .id = 100, .clusters = "0 8" },
			   { .id = 101, .free_mb = 5, .clusters = "0 7" }),
		    VMS({ .id = 5 }) },
	  .plan = "5>0/101" },
	{ .name = "only what its requirements allow",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100 }, { .id = 101, .free_mb = 5 }),
		    VMS({ .id = 5, .stores = "101" },
			{ .id = 6, .stores = "" }) },
	  .plan = "5>0/101",
	  .log = "ERROR: 6 " MAY_NOT },
	{ .name = "the host's own disks",
	  .text = { HOSTS({ .id = 0, .free_disk = 50 },
			  { .id = 1, .free_disk = 500, .running = 1 }),
		    STORES({ .id = 100, .tmpl = LOCAL }),
		    VMS({ .id = 5, .disk = 60 }, { .id = 6, .disk = 40 },
			{ .id = 7, .disk = 40, .hosts = "0" }) },
	  .plan = "5>1/100 6>0/100",
	  .log = "ERROR: 7 " NO_STORE },
	{ .name = "the host's own word on one datastore",
	  .text = { HOSTS({ .id = 0,
			    .share = "<DATASTORES><DS><ID>100</ID><FREE_MB>20"
				     "</FREE_MB></DS></DATASTORES>" }),
		    STORES({ .id = 100, .tmpl = LOCAL }),
		    VMS({ .id = 5, .disk = 15 }, { .id = 6, .disk = 15 }) },
	  .plan = "5>0/100",
	  .log = "ERROR: 6 " NO_STORE },
};

static const struct og_cycle_case moves[] = {
	{ .name = "migrate, never to where it is, to its own datastore",
	  .text = { HOSTS({ .id = 0 }, { .id = 1, .running = 9 }),
		    STORES({ .id = 100 }, { .id = 101, .free_mb = 5 }),
		    VMS({ .id = 5,
			  .state = 3,
			  .resched = true,
			  .history = "0 101" }) },
	  .plan = "5>>1/101" },
	{ .name = "nowhere else to go",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5,
					      .state = 3,
					      .resched = true,
					      .history = "0 0" }) },
	  .plan = "",
	  .log = "ERROR: 5 no host fits: it runs there now: 1 host (host 0)"
		 "\n" },
	{ .name = "its datastore is not in the message",
	  .text = { HOSTS({ .id = 0 }), VMS({ .id = 5,
					      .state = 3,
					      .resched = true,
					      .history = "3 77" }) },
	  .plan = "",
	  .log = "ERROR: 5 " MAY_NOT },
	{ .name = "a VM that waits is deployed, RESCHED or not",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    VMS({ .id = 5, .resched = true },
			{ .id = 6, .resched = true, .history = "0 0" }) },
	  .plan = "5>1/0 6>0/0" },
	{ .name = "RESCHED of a VM that is stopped is not ours",
	  .text = { HOSTS({ .id = 0 }),
		    VMS({ .id = 5, .state = 4, .resched = true }) },
	  .plan = "" },
	{ .name = "a resumed VM does not count again on a shared datastore",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = 50 }),
		    VMS({ .id = 5, .disk = 40, .history = "0 100 9" },
			{ .id = 6, .disk = 40 },
			{ .id = 7, .disk = 40, .history = "0 100 9" }) },
	  .plan = "5>0/100 6>0/100 7>0/100" },
	{ .name = "so is one that was undeployed",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = 50 }),
		    VMS({ .id = 5, .disk = 60, .history = "0 100 5" },
			{ .id = 6, .disk = 60, .history = "0 100 6" }) },
	  .plan = "5>0/100 6>0/100" },
	{ .name = "a VM whose last place was lost counts anew",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = 50 }),
		    VMS({ .id = 5, .disk = 60, .history = "0 100 14" },
			{ .id = 6, .disk = 60, .history = "0 100" }) },
	  .plan = "",
	  .log = "ERROR: 5 " NO_STORE "ERROR: 6 " NO_STORE },
	{ .name = "a resumed VM counts on the host's own disks",
	  .text = { HOSTS({ .id = 0, .free_disk = 50 }),
		    STORES({ .id = 100, .tmpl = LOCAL }),
		    VMS({ .id = 5, .disk = 40, .history = "0 100 9" },
			{ .id = 6, .disk = 40, .history = "0 100 9" }) },
	  .plan = "5>0/100",
	  .log = "ERROR: 6 " NO_STORE },
};

#define IMAGES(mb)                                            \
	{                                                     \
		.id = 1, .free_mb = mb,                       \
		.tmpl = "</TEMPLATE><TYPE>0</TYPE><TEMPLATE>" \
	}
#define COPY(mb)                                                               \
	.tmpl = "<DISK><TYPE>FILE</TYPE><SIZE>" mb "</SIZE><CLONE>YES</CLONE>" \
		"<CLONE_TARGET>SELF</CLONE_TARGET><DATASTORE_ID>1"             \
		"</DATASTORE_ID></DISK>"
#define MOST	 "1125899906842624"
#define FULL(mb) "image datastore 1 has no room for " mb " MB more\n"

static const struct og_cycle_case images[] = {
	{ .name = "copies beside their images, until there is no room",
	  .text = { HOSTS({ .id = 0 }), STORES(IMAGES(100), { .id = 100 }),
		    VMS({ .id = 5, COPY("60") }, { .id = 6, COPY("40") },
			{ .id = 7, COPY("39") }, { .id = 8 }) },
	  .plan = "5>0/100 7>0/100 8>0/100",
	  .log = "ERROR: 6 " FULL("40") },
	{ .name = "two disks in one datastore count together",
	  .text = { HOSTS({ .id = 0 }), STORES(IMAGES(100), { .id = 100 }),
		    VMS({ .id = 5,
			  COPY("60") "<DISK><TYPE>FILE</TYPE><SIZE>30"
				     "</SIZE><CLONE>NO</CLONE>"
				     "<LN_TARGET>self</LN_TARGET>"
				     "<DISK_SNAPSHOT_TOTAL_SIZE>10"
				     "</DISK_SNAPSHOT_TOTAL_SIZE>"
				     "<DATASTORE_ID>1</DATASTORE_ID>"
				     "</DISK>" }) },
	  .plan = "",
	  .log = "ERROR: 5 " FULL("100") },
	{ .name = "the datastore is not there, or is none for images",
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 1 }),
		    VMS({ .id = 5, COPY("60") },
			{ .id = 6,
			  .tmpl = "<DISK><SIZE>9</SIZE><CLONE>YES</CLONE>"
				  "<CLONE_TARGET>SELF</CLONE_TARGET>"
				  "<DATASTORE_ID>7</DATASTORE_ID></DISK>" }) },
	  .plan = "",
	  .log = "ERROR: 5 " FULL("60") "ERROR: 6 image datastore 7 has no "
					"room for 9 MB more\n" },
	{ .name = "nobody has disks like that",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }), STORES(IMAGES(100), { .id = 100 }),
		    VMS({ .id = 5, .history = "0 100 9", COPY(MOST) },
			{ .id = 6, .history = "0 100 9", COPY(MOST) },
			{ .id = 7, COPY(MOST) }) },
	  .plan = "5>0/100 6>0/100",
	  .log = "ERROR: 7 " FULL(MOST) },
	{ .name = "copies of a resumed VM, or one that moves, are there",
	  .text = { HOSTS({ .id = 0 }, { .id = 1 }),
		    STORES(IMAGES(100), { .id = 100 }),
		    VMS({ .id = 5, .history = "0 100 9", COPY("990") },
			{ .id = 6,
			  .state = 3,
			  .resched = true,
			  .history = "0 100",
			  COPY("990") },
			{ .id = 7, COPY("99") }) },
	  .plan = "5>1/100 6>>1/100 7>0/100" },
	{ .name = "rank counts the resumed one's again",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }), STORES(IMAGES(100), { .id = 100 }),
		    VMS({ .id = 5, .history = "0 100 9", COPY("90") },
			{ .id = 6, COPY("20") }) },
	  .plan = "5>0/100",
	  .log = "ERROR: 6 " FULL("20") },
};

static const struct og_cycle_case policies[] = {
	{ .name = "packing",
	  .conf = { .store_rank = "- FREE_MB" },
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 50 },
			   { .id = 101, .free_mb = 20 },
			   { .id = 102, .free_mb = 5 }),
		    VMS({ .id = 5, .disk = 10 }) },
	  .plan = "5>0/101" },
	{ .name = "fixed",
	  .conf = { .store_rank = "PRIORITY" },
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .tmpl = "<PRIORITY>9</PRIORITY>" },
			   { .id = 101, .tmpl = "<PRIORITY>10</PRIORITY>" },
			   { .id = 102 }),
		    VMS({ .id = 5 }) },
	  .plan = "5>0/101" },
	{ .name = "the VM's own expression comes first",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 50 },
			   { .id = 101, .free_mb = 20 }),
		    VMS({ .id = 5,
			  .user = "<SCHED_DS_RANK>- FREE_MB</SCHED_DS_RANK>" },
			{ .id = 6 }) },
	  .plan = "5>0/101 6>0/100" },
	{ .name = "an expression that is none makes all equal, and is told",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 50 },
			   { .id = 101, .free_mb = 20 }),
		    VMS({ .id = 5,
			  .user = "<SCHED_DS_RANK>(</SCHED_DS_RANK>" }) },
	  .plan = "5>0/101",
	  .log = "WARN: 5 SCHED_DS_RANK \"(\": column 2: the expression ends "
		 "too early\n" },
	{ .name = "memory counts by its scale",
	  .conf = { .memory_scale = 1.5 },
	  .text = { HOSTS({ .id = 0 }), STORES({ .id = 100, .free_mb = 100 }),
		    VMS({ .id = 5, .mem = 40, .disk = 40 },
			{ .id = 6, .mem = 38, .disk = 42 }) },
	  .plan = "6>0/100",
	  .log = "ERROR: 5 " NO_STORE },
	{ .name = "a LIMIT_MB above what is free, to the letter of rank",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100,
			     .free_mb = 10,
			     .tmpl = "<LIMIT_MB>99</LIMIT_MB>" }),
		    VMS({ .id = 5, .disk = 50 }, { .id = 6, .disk = 49 }) },
	  .plan = "5>0/100",
	  .log = "ERROR: 6 " NO_STORE },
	{ .name = "ranks of the beginning, as rank has them",
	  .conf = { .as_rank = true },
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100, .free_mb = 50 },
			   { .id = 101, .free_mb = 60 }),
		    VMS({ .id = 5, .disk = 30 }, { .id = 6, .disk = 10 }) },
	  .plan = "5>0/101 6>0/101" },
	{ .name = "a datastore that is not ready",
	  .text = { HOSTS({ .id = 0 }),
		    STORES({ .id = 100,
			     .tmpl = "</TEMPLATE><STATE>1</STATE><TEMPLATE>" }),
		    VMS({ .id = 5 }) },
	  .plan = "",
	  .log = "ERROR: 5 " MAY_NOT },
	{ .name = "what is not shared by YES is the host's, and needs room",
	  .text = { HOSTS({ .id = 0,
			    .share = "<DATASTORES><DS><ID>100</ID><FREE_MB>0"
				     "</FREE_MB></DS></DATASTORES>" }),
		    STORES({ .id = 100, .tmpl = "<SHARED>maybe</SHARED>" },
			   { .id = 101,
			     .free_mb = 9,
			     .tmpl = "<SHARED>yes</SHARED>" }),
		    VMS({ .id = 5 }, { .id = 6, .stores = "100" }) },
	  .plan = "5>0/101",
	  .log = "ERROR: 6 " NO_STORE },
};

START_TEST(images_need_room)
{
	og_cycle_check(&images[_i]);
}
END_TEST

START_TEST(store_by_rank)
{
	og_cycle_check(&policies[_i]);
}
END_TEST

START_TEST(store_is_chosen)
{
	og_cycle_check(&stores[_i]);
}
END_TEST

START_TEST(vm_that_was_somewhere)
{
	og_cycle_check(&moves[_i]);
}
END_TEST

Suite *og_suite_stores(void)
{
	Suite *s = suite_create("stores");
	TCase *tc = tcase_create("stores");

	tcase_add_loop_test(tc, store_is_chosen, 0, OG_COUNT(stores));
	tcase_add_loop_test(tc, store_by_rank, 0, OG_COUNT(policies));
	tcase_add_loop_test(tc, images_need_room, 0, OG_COUNT(images));
	tcase_add_loop_test(tc, vm_that_was_somewhere, 0, OG_COUNT(moves));
	suite_add_tcase(s, tc);
	return s;
}
