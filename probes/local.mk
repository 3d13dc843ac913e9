# SPDX-License-Identifier: Apache-2.0
noinst_LIBRARIES += probes/libprobes.a
probes_libprobes_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes \
	$(PCI_CFLAGS) $(UUID_CFLAGS)
probes_libprobes_a_SOURCES = \
	probes/addressid.c probes/addressid.h \
	probes/emit.c probes/emit.h \
	probes/idscut.c probes/idscut.h \
	probes/listing.c probes/listing.h \
	probes/locality.c probes/locality.h \
	probes/names.c probes/names.h \
	probes/netname.c probes/netname.h \
	probes/options.c probes/options.h \
	probes/pciconf.c probes/pciconf.h \
	probes/renames.c probes/renames.h \
	probes/vgpu.c probes/vgpu.h \
	probes/vgputypes.c probes/vgputypes.h

pkglibexec_PROGRAMS += probes/onegpu-pci
probes_onegpu_pci_CPPFLAGS = $(probes_libprobes_a_CPPFLAGS)
probes_onegpu_pci_SOURCES = probes/pci.c
probes_onegpu_pci_LDADD = probes/libprobes.a $(LIB_LDADD) \
	$(PCI_LIBS) $(HWLOC_LIBS) $(UUID_LIBS) $(YAML_LIBS)


# The NUMA probe: sysfs, no foreign library.
noinst_LIBRARIES += probes/libnumaprobe.a
probes_libnumaprobe_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes
probes_libnumaprobe_a_SOURCES = \
	probes/numaemit.c probes/numaemit.h \
	probes/numausage.c probes/numausage.h \
	probes/options.c probes/options.h

pkglibexec_PROGRAMS += probes/onegpu-numa
probes_onegpu_numa_CPPFLAGS = $(probes_libnumaprobe_a_CPPFLAGS)
probes_onegpu_numa_SOURCES = probes/numa.c
probes_onegpu_numa_LDADD = probes/libnumaprobe.a $(LIB_LDADD)
