# SPDX-License-Identifier: Apache-2.0
# domain-replay: our domains against oned's.
check_PROGRAMS += tests/domain-replay
TESTS += tests/domain-replay.sh
EXTRA_DIST += tests/domain-replay.sh
tests_domain_replay_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers \
	-I$(top_srcdir)/tests
tests_domain_replay_SOURCES = tests/domain-replay.c \
	tests/domdiff.c tests/domdiff.h \
	tests/explained.c tests/explained.h tests/explained-part.h \
	tests/explained-devices.c
tests_domain_replay_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(YAML_LIBS) $(HWLOC_LIBS)
