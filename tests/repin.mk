# SPDX-License-Identifier: Apache-2.0
# test-repin: the node's last word on pins against oned's model.
check_PROGRAMS += tests/test-repin
TESTS += tests/test-repin
tests_test_repin_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/sched \
	-I$(top_srcdir)/bench
tests_test_repin_SOURCES = tests/drivers-repin.c tests/random.h \
	bench/churn.c bench/churn.h bench/gauge.c bench/gauge.h
tests_test_repin_LDADD = $(TEST_LDADD) bench/libnodeside.a sched/libsched.a \
	$(LIB_LDADD) $(XML_LIBS) $(NETTLE_LIBS) $(CHECK_LIBS)
