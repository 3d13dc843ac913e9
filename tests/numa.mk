# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += tests/test-numa
TESTS += tests/test-numa
tests_test_numa_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/probes
tests_test_numa_SOURCES = tests/test-numa.c tests/probes-numa.h \
	tests/probes-numa-cores.c tests/probes-numa-meminfo.c \
	tests/probes-numa-nodes.c tests/probes-numa-usage.c \
	tests/tree.c tests/tree.h
tests_test_numa_LDADD = $(TEST_LDADD) probes/libnumaprobe.a $(LIB_LDADD) \
	$(CHECK_LIBS) $(HWLOC_LIBS)

TESTS += tests/cli-numa.sh
EXTRA_DIST += tests/cli-numa.sh tests/numa-raw.sh

numa_fuzzers = tests/fuzz/fuzz-distance tests/fuzz/fuzz-meminfo
check_PROGRAMS += $(numa_fuzzers)
if !FUZZERS
TESTS += $(numa_fuzzers)
endif
tests_fuzz_fuzz_distance_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_distance_SOURCES = tests/fuzz/fuzz-distance.c $(FUZZ_MAIN)
tests_fuzz_fuzz_distance_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_distance_LDADD = $(LIB_LDADD)
tests_fuzz_fuzz_meminfo_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_meminfo_SOURCES = tests/fuzz/fuzz-meminfo.c $(FUZZ_MAIN)
tests_fuzz_fuzz_meminfo_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_meminfo_LDADD = $(LIB_LDADD)
