# SPDX-License-Identifier: Apache-2.0
# What the driver's program on the node stands on and does.
check_PROGRAMS += tests/test-deploy
TESTS += tests/test-deploy
tests_test_deploy_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/drivers
tests_test_deploy_SOURCES = tests/test-deploy.c tests/deploy-suites.h \
	tests/fakekernel.c tests/fakekernel.h \
	tests/fakenode.c tests/fakenode.h \
	tests/tree.c tests/tree.h \
	tests/deploy-bound.c \
	tests/deploy-companions.c \
	tests/deploy-giveback.c \
	tests/deploy-guard.c \
	tests/deploy-live.c \
	tests/deploy-lock.c \
	tests/deploy-quotes.c \
	tests/deploy-site.c
tests_test_deploy_LDADD = $(TEST_LDADD) drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(HWLOC_LIBS) $(YAML_LIBS) $(CHECK_LIBS)

TESTS += tests/cli-deploy.sh tests/cli-bound.sh
EXTRA_DIST += tests/cli-deploy.sh tests/cli-bound.sh tests/fake-virsh.sh

deploy_fuzzers = tests/fuzz/fuzz-quotes tests/fuzz/fuzz-bound
check_PROGRAMS += $(deploy_fuzzers)
if !FUZZERS
TESTS += $(deploy_fuzzers)
endif
tests_fuzz_fuzz_bound_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_bound_SOURCES = tests/fuzz/fuzz-bound.c $(FUZZ_MAIN)
tests_fuzz_fuzz_bound_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_bound_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(HWLOC_LIBS) $(YAML_LIBS)
tests_fuzz_fuzz_quotes_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_quotes_SOURCES = tests/fuzz/fuzz-quotes.c $(FUZZ_MAIN)
tests_fuzz_fuzz_quotes_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_quotes_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(HWLOC_LIBS) $(YAML_LIBS)
