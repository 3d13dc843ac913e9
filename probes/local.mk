noinst_LIBRARIES += probes/libprobes.a
probes_libprobes_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/probes \
	$(PCI_CFLAGS)
probes_libprobes_a_SOURCES =

pkglibexec_PROGRAMS += probes/onegpu-pci
probes_onegpu_pci_CPPFLAGS = $(probes_libprobes_a_CPPFLAGS)
probes_onegpu_pci_SOURCES = probes/pci.c
probes_onegpu_pci_LDADD = probes/libprobes.a $(LIB_LDADD) \
	$(PCI_LIBS) $(HWLOC_LIBS) $(YAML_LIBS)
