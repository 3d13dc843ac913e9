# SPDX-License-Identifier: Apache-2.0
TESTS += tests/test-drivers
check_PROGRAMS += tests/test-drivers
tests_test_drivers_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/drivers
tests_test_drivers_SOURCES = \
	tests/build.c tests/build.h \
	tests/drivers.h \
	tests/drivers-conf.c \
	tests/drivers-disk.c \
	tests/drivers-display.c \
	tests/drivers-domain.c \
	tests/drivers-cells.c \
	tests/drivers-features.c \
	tests/drivers-guest.c \
	tests/drivers-nic.c \
	tests/drivers-os.c \
	tests/drivers-pci.c \
	tests/drivers-pcie.c \
	tests/drivers-pcie-check.c \
	tests/pcie-shapes.c tests/pcie-shapes.h \
	tests/drivers-pack.c \
	tests/drivers-pins.c \
	tests/drivers-schema.c \
	tests/pins-scenes.c tests/pins-scenes.h \
	tests/drivers-rundom.c \
	tests/drivers-rundom-memory.c \
	tests/drivers-slots.c \
	tests/drivers-vm.c \
	tests/drivers-xmltree.c \
	tests/test-drivers.c \
	tests/vm-rows.c tests/vm-rows.h
tests_test_drivers_LDADD = $(TEST_LDADD) drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS) $(HWLOC_LIBS) $(CHECK_LIBS)
EXTRA_DIST += tests/vms

TESTS += tests/cli-domain.sh tests/cli-machine.sh tests/kvm-attributes.sh
EXTRA_DIST += tests/cli-domain.sh tests/cli-machine.sh tests/kvm-attributes.sh

drivers_fuzzers = tests/fuzz/fuzz-vm tests/fuzz/fuzz-rundom \
	tests/fuzz/fuzz-driverconf
check_PROGRAMS += $(drivers_fuzzers)
if !FUZZERS
TESTS += $(drivers_fuzzers)
endif
tests_fuzz_fuzz_vm_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_vm_SOURCES = tests/fuzz/fuzz-vm.c $(FUZZ_MAIN)
tests_fuzz_fuzz_vm_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_vm_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(YAML_LIBS) $(HWLOC_LIBS)
tests_fuzz_fuzz_rundom_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_rundom_SOURCES = tests/fuzz/fuzz-rundom.c $(FUZZ_MAIN)
tests_fuzz_fuzz_rundom_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_rundom_LDADD = drivers/libdrivers.a $(LIB_LDADD) $(XML_LIBS) \
	$(YAML_LIBS) $(HWLOC_LIBS)
tests_fuzz_fuzz_driverconf_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
tests_fuzz_fuzz_driverconf_SOURCES = tests/fuzz/fuzz-driverconf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_driverconf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_driverconf_LDADD = drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS) $(HWLOC_LIBS)
