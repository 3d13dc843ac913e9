# SPDX-License-Identifier: Apache-2.0
# test-lib: suites of lib/, a file for each module.
check_PROGRAMS += tests/test-lib
TESTS += tests/test-lib
tests_test_lib_CPPFLAGS = $(TEST_CPPFLAGS)
tests_test_lib_SOURCES = tests/test-lib.c tests/lib-suites.h \
	tests/build.c tests/build.h tests/random.h \
	tests/lib-b64.c \
	tests/lib-buf.c \
	tests/lib-cpuset.c \
	tests/lib-err.c \
	tests/lib-host.c \
	tests/lib-hostxml.c \
	tests/lib-log.c \
	tests/lib-mem.c \
	tests/lib-num.c \
	tests/lib-numafit.c \
	tests/lib-numafit-random.c \
	tests/lib-xmlread.c
tests_test_lib_LDADD = $(TEST_LDADD) $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS) $(CHECK_LIBS)

LIB_FUZZERS = tests/fuzz/fuzz-b64 tests/fuzz/fuzz-cpuset tests/fuzz/fuzz-num
check_PROGRAMS += $(LIB_FUZZERS)
if !FUZZERS
TESTS += $(LIB_FUZZERS)
endif
tests_fuzz_fuzz_b64_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_b64_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_b64_SOURCES = tests/fuzz/fuzz-b64.c $(FUZZ_MAIN)
tests_fuzz_fuzz_b64_LDADD = $(LIB_LDADD) $(NETTLE_LIBS)
tests_fuzz_fuzz_cpuset_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_cpuset_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_cpuset_SOURCES = tests/fuzz/fuzz-cpuset.c $(FUZZ_MAIN)
tests_fuzz_fuzz_cpuset_LDADD = $(LIB_LDADD)
tests_fuzz_fuzz_num_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_num_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_num_SOURCES = tests/fuzz/fuzz-num.c $(FUZZ_MAIN)
tests_fuzz_fuzz_num_LDADD = $(LIB_LDADD)
