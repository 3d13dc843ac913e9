noinst_LIBRARIES += sched/libsched.a
sched_libsched_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
sched_libsched_a_SOURCES = \
	sched/choose.c sched/choose.h \
	sched/input.c sched/input.h \
	sched/locality.c sched/locality.h \
	sched/message.c sched/message.h \
	sched/oned.c sched/oned.h \
	sched/oned-nodes.c sched/oned-nodes.h \
	sched/oned-pci.c sched/oned-pci.h \
	sched/plan.c sched/plan.h \
	sched/reasons.c sched/reasons.h \
	sched/schedxml.c sched/schedxml.h sched/shostxml.c \
	sched/storexml.c sched/vmxml.c sched/vmxml.h sched/vmxml-devices.c \
	sched/shost.c sched/shost.h \
	sched/store.c sched/store.h \
	sched/vm.c sched/vm.h

pkglibexec_PROGRAMS += sched/onegpu-place
sched_onegpu_place_CPPFLAGS = $(sched_libsched_a_CPPFLAGS)
sched_onegpu_place_SOURCES = sched/place.c
sched_onegpu_place_LDADD = sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(NETTLE_LIBS) -lm
