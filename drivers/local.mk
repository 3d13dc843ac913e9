# SPDX-License-Identifier: Apache-2.0
noinst_LIBRARIES += drivers/libdrivers.a
drivers_libdrivers_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
drivers_libdrivers_a_SOURCES = \
	drivers/action.c drivers/action.h \
	drivers/book.c \
	drivers/bound.c drivers/bound.h \
	drivers/bus-names.c drivers/bus-names.h \
	drivers/cells.c drivers/cells.h \
	drivers/companions.c drivers/companions.h \
	drivers/conf.c drivers/conf.h \
	drivers/controllers.c drivers/controllers.h \
	drivers/device-notes.c drivers/device-notes.h \
	drivers/desk.c drivers/desk.h \
	drivers/distance.c drivers/distance.h \
	drivers/deploy.c \
	drivers/domain.c drivers/domain.h \
	drivers/domain-check.c drivers/domain-check.h \
	drivers/domain-cpu.c \
	drivers/domain-disk.c drivers/domain-disk.h \
	drivers/domain-disk-rate.c \
	drivers/domain-disk-source.c \
	drivers/domain-display.c \
	drivers/domain-features.c \
	drivers/domain-guard.c \
	drivers/domain-memory.c \
	drivers/domain-metadata.c \
	drivers/domain-nic.c \
	drivers/domain-os.c \
	drivers/domain-pci.c \
	drivers/domain-places.c \
	drivers/domain-ports.c \
	drivers/domain-seats.c \
	drivers/ending.c \
	drivers/functions.c drivers/functions.h \
	drivers/giveback.c drivers/giveback.h \
	drivers/giveback-kit.c \
	drivers/domain-raw.c \
	drivers/guest-cpu.c drivers/guest-cpu.h \
	drivers/hostdevs.c drivers/hostdevs.h \
	drivers/hole.c drivers/hole.h \
	drivers/knobs.c drivers/knobs.h \
	drivers/guard.c drivers/guard.h \
	drivers/guard-wish.c \
	drivers/guardian.c drivers/guardian.h \
	drivers/home.c drivers/home.h \
	drivers/keepfile.c drivers/keepfile.h \
	drivers/nodedev.c drivers/nodedev.h \
	drivers/notes.c drivers/notes.h \
	drivers/pack.c drivers/pack.h \
	drivers/part.c drivers/part.h \
	drivers/pcie.c drivers/pcie.h \
	drivers/pcie-check.c \
	drivers/pcie-groups.c drivers/pcie-groups.h \
	drivers/pcie-notes.c \
	drivers/pcie-read.c drivers/pcie-read.h \
	drivers/pcie-tree.c \
	drivers/pins.c drivers/pins.h \
	drivers/pins-emulator.c \
	drivers/quotes.c drivers/quotes.h \
	drivers/refuse.c \
	drivers/refine.c drivers/refine.h drivers/refine-part.h \
	drivers/refine-cells.c \
	drivers/refine-cpu.c \
	drivers/refine-features.c \
	drivers/refine-hostdev.c \
	drivers/refine-pins.c \
	drivers/refine-tree.c \
	drivers/refine-vm.c \
	drivers/restore.c \
	drivers/running.c drivers/running.h \
	drivers/site.c drivers/site.h \
	drivers/spread.c drivers/spread.h \
	drivers/start.c drivers/start.h \
	drivers/taken.c drivers/taken.h \
	drivers/vendor.c drivers/vendor.h \
	drivers/vm.c drivers/vm.h drivers/vm-read.h \
	drivers/vm-device.c drivers/vm-device.h \
	drivers/vm-capacity.c \
	drivers/vm-devices.c \
	drivers/vm-display.c drivers/vm-display.h \
	drivers/vm-disk.c drivers/vm-disk.h \
	drivers/vm-features.c drivers/vm-features.h \
	drivers/vm-field.c drivers/vm-field.h \
	drivers/vm-guard.c drivers/vm-guard.h \
	drivers/vm-nic.c drivers/vm-nic.h \
	drivers/vm-once.c \
	drivers/vm-os.c drivers/vm-os.h \
	drivers/vm-pci.c drivers/vm-pci.h \
	drivers/vm-rate.c drivers/vm-rate.h \
	drivers/vm-raw.c \
	drivers/vm-text.c drivers/vm-text.h \
	drivers/vm-topology.c \
	drivers/wish.c drivers/wish.h

pkglibexec_PROGRAMS += drivers/onegpu-domain
drivers_onegpu_domain_CPPFLAGS = $(drivers_libdrivers_a_CPPFLAGS)
drivers_onegpu_domain_SOURCES = drivers/domain-main.c
drivers_onegpu_domain_LDADD = drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(YAML_LIBS) $(HWLOC_LIBS)

pkglibexec_PROGRAMS += drivers/onegpu-deploy
drivers_onegpu_deploy_CPPFLAGS = $(drivers_libdrivers_a_CPPFLAGS)
drivers_onegpu_deploy_SOURCES = drivers/deploy-main.c
drivers_onegpu_deploy_LDADD = $(drivers_onegpu_domain_LDADD)
