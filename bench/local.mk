# SPDX-License-Identifier: Apache-2.0
# `make bench` measures; nothing here is part of `make check`.
MEASURING = bench/gen-message bench/sax-parse bench/timing bench/openb \
	bench/repin
EXTRA_PROGRAMS += $(MEASURING)
CLEANFILES += $(MEASURING)
EXTRA_DIST += bench/baseline.rb bench/make-functions.sh bench/run.sh \
	bench/quality.sh bench/doctor.sh

bench_gen_message_SOURCES = bench/gen-message.c bench/onedform.c \
	bench/onedform.h
bench_gen_message_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/bench
bench_gen_message_LDADD = $(LIB_LDADD)
bench_sax_parse_SOURCES = bench/sax-parse.c
bench_sax_parse_CPPFLAGS = $(ROOM_CPPFLAGS) $(XML_CFLAGS)
bench_sax_parse_LDADD = $(LIB_LDADD) $(XML_LIBS)
bench_timing_SOURCES = bench/timing.c
bench_timing_CPPFLAGS = $(ROOM_CPPFLAGS)
bench_timing_LDADD = $(LIB_LDADD)

# The node's part is the driver's own code. The two rooms meet in no header,
# and vm.c of the driver is left out: both rooms have a noun of that name.
EXTRA_LIBRARIES += bench/libnodeside.a
CLEANFILES += bench/libnodeside.a
bench_libnodeside_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers \
	-I$(top_srcdir)/bench
bench_libnodeside_a_SOURCES = bench/nodeside.c bench/nodeside.h \
	drivers/desk.c drivers/notes.c drivers/pack.c drivers/pins.c \
	drivers/spread.c drivers/taken.c drivers/wish.c
bench_openb_SOURCES = bench/openb.c \
	bench/cluster.c bench/cluster.h \
	bench/replay.c bench/replay.h \
	bench/room.c bench/room.h \
	bench/trace.c bench/trace.h
bench_openb_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched \
	-I$(top_srcdir)/bench
bench_openb_LDADD = bench/libnodeside.a sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(NETTLE_LIBS)


# Hosts under churn; random numbers are those of the tests.
bench_repin_SOURCES = bench/repin.c bench/churn.c bench/churn.h \
	bench/gauge.c bench/gauge.h
bench_repin_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched \
	-I$(top_srcdir)/bench -I$(top_srcdir)/tests
bench_repin_LDADD = bench/libnodeside.a sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(NETTLE_LIBS)

.PHONY: bench bench-programs bench-quality bench-repin
bench-repin: bench/repin
	@bench/repin
bench-programs: $(MEASURING)
bench: $(MEASURING) probes/onegpu-pci sched/onegpu-place tools/onegpu
	@$(srcdir)/bench/run.sh
	@$(srcdir)/bench/doctor.sh
	@$(srcdir)/bench/quality.sh
bench-quality: bench/openb
	@$(srcdir)/bench/quality.sh
