# SPDX-License-Identifier: Apache-2.0
# test-refine: goldens below tests/refine/.
check_PROGRAMS += tests/test-refine
TESTS += tests/test-refine
tests_test_refine_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/drivers
tests_test_refine_SOURCES = tests/test-refine.c tests/refine-suites.h \
	tests/build.c tests/build.h \
	tests/drivers-domain-check.c \
	tests/drivers-foreign.c \
	tests/drivers-refine.c \
	tests/drivers-wants.c tests/wants.c tests/wants.h \
	tests/seek.c tests/seek.h \
	tests/drivers-rules.c \
	tests/lib-xmlkept.c \
	tests/refining.c
tests_test_refine_LDADD = $(TEST_LDADD) drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS) $(HWLOC_LIBS) $(CHECK_LIBS)
EXTRA_DIST += tests/refine

# refine-replay: what oned made, refined; only where its data is.
check_PROGRAMS += tests/refine-replay
TESTS += tests/refine-replay.sh
EXTRA_DIST += tests/refine-replay.sh
tests_refine_replay_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/drivers
tests_refine_replay_SOURCES = tests/refine-replay.c tests/refining.c \
	tests/refine-suites.h
tests_refine_replay_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(YAML_LIBS) $(HWLOC_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-refine
if !FUZZERS
TESTS += tests/fuzz/fuzz-refine
endif
tests_fuzz_fuzz_refine_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_refine_SOURCES = tests/fuzz/fuzz-refine.c $(FUZZ_MAIN)
tests_fuzz_fuzz_refine_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_refine_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(YAML_LIBS) $(HWLOC_LIBS)
