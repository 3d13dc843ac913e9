# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += tests/test-topo
TESTS += tests/test-topo
tests_test_topo_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_topo_SOURCES = tests/test-topo.c tests/topo-suites.h \
	tests/fakekernel.c tests/fakekernel.h \
	tests/lib-vfiobind.c tests/tree.c tests/tree.h
tests_test_topo_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)
