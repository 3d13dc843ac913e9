# rank-replay: our cycle against recorded ones of OpenNebula's rank.
check_PROGRAMS += tests/rank-replay
TESTS += tests/rank-replay.sh
EXTRA_DIST += tests/rank-replay.sh
tests_rank_replay_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_rank_replay_SOURCES = tests/rank-replay.c tests/cases.c tests/cases.h
tests_rank_replay_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS)
