# SPDX-License-Identifier: Apache-2.0
# test-bench: the parts of the quality bench that its numbers rest on.
check_PROGRAMS += tests/test-bench
TESTS += tests/test-bench
tests_test_bench_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/bench
tests_test_bench_SOURCES = tests/test-bench.c tests/bench-suites.h \
	tests/bench-nodeside.c tests/bench-trace.c \
	tests/build.c tests/build.h \
	bench/trace.c bench/trace.h
tests_test_bench_LDADD = $(TEST_LDADD) bench/libnodeside.a $(LIB_LDADD) \
	$(CHECK_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-trace
if !FUZZERS
TESTS += tests/fuzz/fuzz-trace
endif
tests_fuzz_fuzz_trace_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/bench
tests_fuzz_fuzz_trace_SOURCES = tests/fuzz/fuzz-trace.c bench/trace.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_trace_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_trace_LDADD = $(LIB_LDADD)
