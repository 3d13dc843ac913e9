# SPDX-License-Identifier: Apache-2.0
check_PROGRAMS += tests/test-libhost
TESTS += tests/test-libhost
tests_test_libhost_CPPFLAGS = $(TEST_CPPFLAGS)
tests_test_libhost_SOURCES = tests/test-libhost.c tests/libhost.h \
	tests/libhost-bdf.c tests/libhost-hwtopo.c tests/libhost-paths.c \
	tests/libhost-pciid.c tests/libhost-root.c tests/libhost-tmpl.c \
	tests/libhost-yamlconf.c \
	tests/tree.c tests/tree.h
tests_test_libhost_LDADD = $(TEST_LDADD) $(LIB_LDADD) \
	$(CHECK_LIBS) $(HWLOC_LIBS) $(YAML_LIBS)

EXTRA_DIST += tests/hosts

check_PROGRAMS += tests/test-probes
TESTS += tests/test-probes
tests_test_probes_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/probes
tests_test_probes_SOURCES = tests/test-probes.c tests/probes.h \
	tests/probes-emit.c tests/probes-faults.c tests/probes-listing.c \
	tests/probes-netname.c tests/probes-pciconf.c tests/probes-scan.c \
	tests/probes-traits.c tests/probes-vgpu.c tests/tree.c tests/tree.h
tests_test_probes_LDADD = $(TEST_LDADD) probes/libprobes.a $(LIB_LDADD) \
	$(CHECK_LIBS) $(PCI_LIBS) $(HWLOC_LIBS) $(UUID_LIBS) $(YAML_LIBS)

TESTS += tests/cli-pci.sh tests/cli-pci-odd.sh tests/cli-pci-recorded.sh
EXTRA_DIST += tests/cli-pci.sh tests/cli-pci-odd.sh \
	tests/cli-pci-recorded.sh tests/pci.sh

probes_fuzzers = tests/fuzz/fuzz-bdf tests/fuzz/fuzz-idscut \
	tests/fuzz/fuzz-modalias tests/fuzz/fuzz-pciconf tests/fuzz/fuzz-pcifiles \
	tests/fuzz/fuzz-pciid tests/fuzz/fuzz-renames tests/fuzz/fuzz-tmpl tests/fuzz/fuzz-yamlconf
check_PROGRAMS += $(probes_fuzzers)
if !FUZZERS
TESTS += $(probes_fuzzers)
endif
tests_fuzz_fuzz_bdf_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_bdf_SOURCES = tests/fuzz/fuzz-bdf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_bdf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_bdf_LDADD = $(LIB_LDADD)
tests_fuzz_fuzz_idscut_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes
tests_fuzz_fuzz_idscut_SOURCES = tests/fuzz/fuzz-idscut.c $(FUZZ_MAIN)
tests_fuzz_fuzz_idscut_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_idscut_LDADD = probes/libprobes.a $(LIB_LDADD)
tests_fuzz_fuzz_modalias_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_modalias_SOURCES = tests/fuzz/fuzz-modalias.c $(FUZZ_MAIN)
tests_fuzz_fuzz_modalias_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_modalias_LDADD = $(LIB_LDADD)
tests_fuzz_fuzz_pciconf_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes
tests_fuzz_fuzz_pciconf_SOURCES = tests/fuzz/fuzz-pciconf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pciconf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_pciconf_LDADD = probes/libprobes.a $(LIB_LDADD) $(YAML_LIBS)
tests_fuzz_fuzz_pciid_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_pciid_SOURCES = tests/fuzz/fuzz-pciid.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pciid_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_pciid_LDADD = $(LIB_LDADD)
tests_fuzz_fuzz_yamlconf_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_yamlconf_SOURCES = tests/fuzz/fuzz-yamlconf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_yamlconf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_yamlconf_LDADD = $(LIB_LDADD) $(YAML_LIBS)
tests_fuzz_fuzz_pcifiles_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes
tests_fuzz_fuzz_pcifiles_SOURCES = tests/fuzz/fuzz-pcifiles.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pcifiles_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_pcifiles_LDADD = probes/libprobes.a $(LIB_LDADD)
tests_fuzz_fuzz_renames_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes
tests_fuzz_fuzz_renames_SOURCES = tests/fuzz/fuzz-renames.c $(FUZZ_MAIN)
tests_fuzz_fuzz_renames_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_renames_LDADD = probes/libprobes.a $(LIB_LDADD)
tests_fuzz_fuzz_tmpl_CPPFLAGS = $(ROOM_CPPFLAGS)
tests_fuzz_fuzz_tmpl_SOURCES = tests/fuzz/fuzz-tmpl.c $(FUZZ_MAIN)
tests_fuzz_fuzz_tmpl_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_tmpl_LDADD = $(LIB_LDADD)
