# SPDX-License-Identifier: Apache-2.0
# test-sched: suites of sched/; test-messages: whole messages against their
# goldens; oned-replay: the oned model against what oned did.
SCHED_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/sched
SCHED_TEST_LDADD = $(TEST_LDADD) sched/libsched.a $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS) $(YAML_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/test-sched
TESTS += tests/test-sched
tests_test_sched_CPPFLAGS = $(SCHED_TEST_CPPFLAGS)
tests_test_sched_SOURCES = tests/test-sched.c tests/sched-suites.h \
	tests/build.c tests/build.h tests/random.h \
	tests/cycle-case.c tests/cycle-case.h \
	tests/oned-case.c tests/oned-case.h \
	tests/sched-choose.c \
	tests/sched-choose-random.c \
	tests/sched-conf.c \
	tests/sched-expr.c \
	tests/sched-group.c \
	tests/sched-input.c \
	tests/sched-locality.c \
	tests/sched-message.c \
	tests/sched-net.c \
	tests/sched-oned-nodes.c \
	tests/sched-oned-pci.c \
	tests/sched-plan.c \
	tests/sched-policies.c \
	tests/sched-rank.c \
	tests/sched-recorded.c \
	tests/sched-shortage.c \
	tests/sched-stores.c \
	tests/sched-text.c tests/sched-text.h \
	tests/sched-together.c \
	tests/sched-vmxml.c
tests_test_sched_LDADD = $(SCHED_TEST_LDADD)

check_PROGRAMS += tests/test-messages tests/test-captured
TESTS += tests/test-messages tests/test-captured
tests_test_messages_CPPFLAGS = $(SCHED_TEST_CPPFLAGS)
tests_test_messages_SOURCES = tests/test-messages.c \
	tests/message-case.c tests/message-case.h
tests_test_messages_LDADD = $(SCHED_TEST_LDADD)
tests_test_captured_CPPFLAGS = $(SCHED_TEST_CPPFLAGS)
tests_test_captured_SOURCES = tests/test-captured.c \
	tests/message-case.c tests/message-case.h
tests_test_captured_LDADD = $(SCHED_TEST_LDADD)
EXTRA_DIST += tests/messages

TESTS += tests/cli-place.sh tests/cli-optimize.sh
EXTRA_DIST += tests/cli-place.sh tests/cli-optimize.sh

check_PROGRAMS += tests/oned-replay
TESTS += tests/oned-replay.sh
EXTRA_DIST += tests/oned-replay.sh
tests_oned_replay_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_oned_replay_SOURCES = tests/oned-replay.c \
	tests/oned-folder.c tests/oned-folder.h \
	tests/oned-tell.c tests/oned-tell.h \
	tests/cases.c tests/cases.h
tests_oned_replay_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-message
if !FUZZERS
TESTS += tests/fuzz/fuzz-message
endif
tests_fuzz_fuzz_message_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_fuzz_fuzz_message_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_message_SOURCES = tests/fuzz/fuzz-message.c $(FUZZ_MAIN)
tests_fuzz_fuzz_message_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS)

# rank-replay: our cycle against recorded ones of OpenNebula's rank.
check_PROGRAMS += tests/rank-replay
TESTS += tests/rank-replay.sh
EXTRA_DIST += tests/rank-replay.sh
tests_rank_replay_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_rank_replay_SOURCES = tests/rank-replay.c tests/cases.c tests/cases.h
tests_rank_replay_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-expr tests/fuzz/fuzz-schedconf
if !FUZZERS
TESTS += tests/fuzz/fuzz-expr tests/fuzz/fuzz-schedconf
endif
tests_fuzz_fuzz_expr_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_fuzz_fuzz_expr_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_expr_SOURCES = tests/fuzz/fuzz-expr.c $(FUZZ_MAIN)
tests_fuzz_fuzz_expr_LDADD = sched/libsched.a $(LIB_LDADD)
tests_fuzz_fuzz_schedconf_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_fuzz_fuzz_schedconf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_schedconf_SOURCES = tests/fuzz/fuzz-schedconf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_schedconf_LDADD = sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-explain tests/fuzz/fuzz-group
if !FUZZERS
TESTS += tests/fuzz/fuzz-explain tests/fuzz/fuzz-group
endif
tests_fuzz_fuzz_explain_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_fuzz_fuzz_explain_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_explain_SOURCES = tests/fuzz/fuzz-explain.c $(FUZZ_MAIN)
tests_fuzz_fuzz_explain_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS)
tests_fuzz_fuzz_group_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_fuzz_fuzz_group_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_group_SOURCES = tests/fuzz/fuzz-group.c $(FUZZ_MAIN)
tests_fuzz_fuzz_group_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS)
