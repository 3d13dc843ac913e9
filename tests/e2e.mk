# SPDX-License-Identifier: Apache-2.0
# The end-to-end tests boot emulated machines and take minutes: `make e2e`,
# not `make check`. tests/e2e/README.md tells what they need.
EXTRA_PROGRAMS += tests/e2e/oned
CLEANFILES += tests/e2e/oned
tests_e2e_oned_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/sched
tests_e2e_oned_SOURCES = tests/e2e/oned.c
tests_e2e_oned_LDADD = sched/libsched.a $(LIB_LDADD) $(XML_LIBS) $(NETTLE_LIBS)
EXTRA_DIST += tests/e2e

E2E = tests/e2e/host.sh tests/e2e/loop.sh tests/e2e/soak.sh \
	tests/e2e/iron.sh
.PHONY: e2e
e2e: all
	$(MAKE) $(AM_MAKEFLAGS) tests/e2e/oned
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(E2E)'
