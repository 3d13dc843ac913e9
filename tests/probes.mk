# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += tests/test-libhost
TESTS += tests/test-libhost
tests_test_libhost_CPPFLAGS = $(TEST_CPPFLAGS)
tests_test_libhost_SOURCES = tests/test-libhost.c tests/libhost.h \
	tests/libhost-bdf.c tests/libhost-hwtopo.c tests/libhost-pciid.c \
	tests/libhost-root.c tests/libhost-tmpl.c tests/libhost-yamlconf.c \
	tests/tree.c tests/tree.h
tests_test_libhost_LDADD = $(TEST_LDADD) $(LIB_LDADD) \
	$(CHECK_LIBS) $(HWLOC_LIBS) $(YAML_LIBS)

EXTRA_DIST += tests/hosts
