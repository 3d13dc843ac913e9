# SPDX-License-Identifier: Apache-2.0
# test-scarce: which host is the smaller loss.
check_PROGRAMS += tests/test-scarce
TESTS += tests/test-scarce
tests_test_scarce_CPPFLAGS = $(SCHED_TEST_CPPFLAGS)
tests_test_scarce_SOURCES = tests/sched-scarce.c \
	tests/sched-text.c tests/sched-text.h
tests_test_scarce_LDADD = $(SCHED_TEST_LDADD)
