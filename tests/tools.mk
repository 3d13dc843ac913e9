# SPDX-License-Identifier: Apache-2.0
TOOLS_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/tools
TOOLS_TEST_LDADD = tools/libtools.a $(LIB_LDADD) $(XML_LIBS) $(HWLOC_LIBS) \
	$(NETTLE_LIBS) $(YAML_LIBS)

check_PROGRAMS += tests/test-tools
TESTS += tests/test-tools
tests_test_tools_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_tools_SOURCES = tests/test-tools.c tests/tools-suites.h \
	tests/test-picture.c tests/test-seat.c tests/test-probed.c \
	tests/test-proc.c
tests_test_tools_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)
EXTRA_DIST += tests/golden/picture

check_PROGRAMS += tests/fuzz/fuzz-seat tests/fuzz/fuzz-probed
tests_fuzz_fuzz_seat_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_seat_SOURCES = tests/fuzz/fuzz-seat.c $(FUZZ_MAIN)
tests_fuzz_fuzz_seat_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_seat_LDADD = $(TOOLS_TEST_LDADD)
tests_fuzz_fuzz_probed_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_probed_SOURCES = tests/fuzz/fuzz-probed.c $(FUZZ_MAIN)
tests_fuzz_fuzz_probed_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_probed_LDADD = $(TOOLS_TEST_LDADD)
if !FUZZERS
TESTS += tests/fuzz/fuzz-seat tests/fuzz/fuzz-probed
endif

# It runs the programs of all rooms.
TESTS += tests/cli-demo.sh
EXTRA_DIST += tests/cli-demo.sh
