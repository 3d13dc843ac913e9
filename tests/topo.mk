# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += tests/test-topo
TESTS += tests/test-topo
tests_test_topo_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_topo_SOURCES = tests/test-topo.c tests/topo-suites.h \
	tests/fakekernel.c tests/fakekernel.h \
	tests/lib-vfiobind.c tests/tools-audit.c tests/tools-bindrule.c \
	tests/tools-topo.c tests/tools-topo-diff.c \
	tests/topo-make.c tests/topo-make.h \
	tests/tree.c tests/tree.h
tests_test_topo_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)

EXTRA_DIST += tests/golden/audit tests/golden/topo

TESTS += tests/cli-bind.sh tests/cli-topo.sh tests/cli-audit.sh
EXTRA_DIST += tests/cli-bind.sh tests/cli-topo.sh tests/cli-audit.sh

topo_fuzzers = tests/fuzz/fuzz-bindrule tests/fuzz/fuzz-numamaps \
	tests/fuzz/fuzz-taskstatus
check_PROGRAMS += $(topo_fuzzers)
if !FUZZERS
TESTS += $(topo_fuzzers)
endif
tests_fuzz_fuzz_bindrule_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_bindrule_SOURCES = tests/fuzz/fuzz-bindrule.c $(FUZZ_MAIN)
tests_fuzz_fuzz_bindrule_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_bindrule_LDADD = $(TOOLS_TEST_LDADD)
tests_fuzz_fuzz_numamaps_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_numamaps_SOURCES = tests/fuzz/fuzz-numamaps.c $(FUZZ_MAIN)
tests_fuzz_fuzz_numamaps_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_numamaps_LDADD = $(TOOLS_TEST_LDADD)
tests_fuzz_fuzz_taskstatus_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_taskstatus_SOURCES = tests/fuzz/fuzz-taskstatus.c $(FUZZ_MAIN)
tests_fuzz_fuzz_taskstatus_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_taskstatus_LDADD = $(TOOLS_TEST_LDADD)
