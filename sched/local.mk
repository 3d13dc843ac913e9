noinst_LIBRARIES += sched/libsched.a
sched_libsched_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
sched_libsched_a_SOURCES =

pkglibexec_PROGRAMS += sched/onegpu-place
sched_onegpu_place_CPPFLAGS = $(sched_libsched_a_CPPFLAGS)
sched_onegpu_place_SOURCES = sched/place.c
sched_onegpu_place_LDADD = sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(NETTLE_LIBS) -lm
