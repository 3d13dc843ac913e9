# SPDX-License-Identifier: Apache-2.0
noinst_LIBRARIES += sched/libsched.a
sched_libsched_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
sched_libsched_a_SOURCES = \
	sched/affinity.c sched/affinity.h \
	sched/attrs.c sched/attrs.h \
	sched/best.c sched/best.h \
	sched/candidate.c sched/candidate.h \
	sched/choose.c sched/choose.h \
	sched/conf.c sched/conf.h \
	sched/explain.c sched/explain.h \
	sched/explain-amount.c sched/explain-change.c \
	sched/explain-host.c \
	sched/explain-json.c sched/explain-text.c \
	sched/digest.h \
	sched/expr.c sched/expr.h \
	sched/group.c sched/group.h \
	sched/input.c sched/input.h \
	sched/locality.c sched/locality.h \
	sched/message.c sched/message.h \
	sched/names.c sched/names.h \
	sched/needs.c sched/needs.h \
	sched/net.c sched/net.h \
	sched/oned.c sched/oned.h \
	sched/oned-nodes.c sched/oned-nodes.h \
	sched/oned-pci.c sched/oned-pci.h \
	sched/plan.c sched/plan.h \
	sched/rank.c sched/rank.h \
	sched/reasons.c sched/reasons.h \
	sched/scarce.c sched/scarce.h \
	sched/schedxml.c sched/schedxml.h sched/groupxml.c \
	sched/netxml.c sched/shostxml.c \
	sched/storexml.c sched/vmxml.c sched/vmxml.h sched/vmxml-devices.c \
	sched/shortage.c sched/shortage.h \
	sched/shost.c sched/shost.h \
	sched/storage.c sched/storage.h \
	sched/store.c sched/store.h \
	sched/together.c sched/together.h \
	sched/variant.c sched/variant.h \
	sched/verdicts.c sched/verdicts.h \
	sched/vm.c sched/vm.h \
	sched/wishes.c sched/wishes.h

pkglibexec_PROGRAMS += sched/onegpu-place
sched_onegpu_place_CPPFLAGS = $(sched_libsched_a_CPPFLAGS)
sched_onegpu_place_SOURCES = sched/place.c
sched_onegpu_place_LDADD = sched/libsched.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS) $(NETTLE_LIBS) -lm

pkglibexec_PROGRAMS += sched/onegpu-optimize
sched_onegpu_optimize_CPPFLAGS = $(ROOM_CPPFLAGS)
sched_onegpu_optimize_SOURCES = sched/optimize.c
sched_onegpu_optimize_LDADD = $(LIB_LDADD)
