# SPDX-License-Identifier: Apache-2.0
# Unit suites: one program a room, linked with that room only.
check_LIBRARIES += tests/libharness.a
tests_libharness_a_CPPFLAGS = $(ROOM_CPPFLAGS) $(CHECK_CFLAGS)
tests_libharness_a_SOURCES = tests/harness.c tests/harness.h
TEST_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/tests $(CHECK_CFLAGS)
TEST_LDADD = tests/libharness.a

include $(top_srcdir)/tests/lib.mk
include $(top_srcdir)/tests/probes.mk
include $(top_srcdir)/tests/numa.mk
include $(top_srcdir)/tests/sched.mk
include $(top_srcdir)/tests/scarce.mk
include $(top_srcdir)/tests/explain.mk
include $(top_srcdir)/tests/drivers.mk
include $(top_srcdir)/tests/refine.mk
include $(top_srcdir)/tests/repin.mk
include $(top_srcdir)/tests/argv.mk
include $(top_srcdir)/tests/deploy.mk
include $(top_srcdir)/tests/replay.mk
include $(top_srcdir)/tests/tools.mk
include $(top_srcdir)/tests/topo.mk
include $(top_srcdir)/tests/doctor.mk
include $(top_srcdir)/tests/install.mk
include $(top_srcdir)/tests/bench.mk
include $(top_srcdir)/tests/e2e.mk
include $(top_srcdir)/tests/release.mk

# Fuzz targets: with --enable-fuzzers libFuzzer drives them; otherwise
# fuzz-main.c replays their corpora as a test.
if FUZZERS
LDFLAGS_FUZZ = $(SAN_LDFLAGS) -fsanitize=fuzzer
FUZZ_MAIN =
else
LDFLAGS_FUZZ = $(SAN_LDFLAGS)
FUZZ_MAIN = tests/fuzz/fuzz-main.c
endif
EXTRA_DIST += tests/fuzz/corpus

# The parts of the recorded host are made by hand: they must tell one story.
TESTS += tests/host-agrees.sh
EXTRA_DIST += tests/host-agrees.sh
