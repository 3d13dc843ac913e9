# SPDX-License-Identifier: Apache-2.0
# `make bench` measures; nothing here is part of `make check`.
MEASURING = bench/gen-message bench/sax-parse bench/timing
EXTRA_PROGRAMS += $(MEASURING)
CLEANFILES += $(MEASURING)
EXTRA_DIST += bench/run.sh

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

.PHONY: bench bench-programs
bench-programs: $(MEASURING)
bench: $(MEASURING) probes/onegpu-pci sched/onegpu-place
	@$(srcdir)/bench/run.sh
