# SPDX-License-Identifier: Apache-2.0
# test-explain: why a VM waits, from plain structs and from whole messages.
check_PROGRAMS += tests/test-explain
TESTS += tests/test-explain
tests_test_explain_CPPFLAGS = $(SCHED_TEST_CPPFLAGS)
tests_test_explain_SOURCES = tests/sched-explain.c tests/explain-suites.h \
	tests/sched-changes.c tests/sched-jsonout.c \
	tests/sched-text.c tests/sched-text.h
tests_test_explain_LDADD = $(SCHED_TEST_LDADD)
EXTRA_DIST += tests/golden/explain

TESTS += tests/cli-explain.sh
EXTRA_DIST += tests/cli-explain.sh
