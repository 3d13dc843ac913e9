# SPDX-License-Identifier: Apache-2.0
noinst_LIBRARIES += lib/libog.a
lib_libog_a_CPPFLAGS = $(ROOM_CPPFLAGS) $(XML_CFLAGS) $(HWLOC_CFLAGS) \
	$(YAML_CFLAGS) $(NETTLE_CFLAGS)
lib_libog_a_SOURCES = \
	lib/b64.c lib/b64.h \
	lib/bars.c lib/bars.h \
	lib/bdf.c lib/bdf.h \
	lib/beneath.c lib/beneath.h \
	lib/buf.c lib/buf.h \
	lib/cpuset.c lib/cpuset.h \
	lib/devfile.c lib/devfile.h \
	lib/domain-ns.h \
	lib/err.c lib/err.h \
	lib/files.c lib/files.h \
	lib/host.c lib/host.h \
	lib/hostxml.c lib/hostxml.h \
	lib/hwtopo.c lib/hwtopo.h \
	lib/jsonout.c lib/jsonout.h \
	lib/live.c lib/live.h \
	lib/live-files.c \
	lib/live-libvirt.c \
	lib/live-source.h \
	lib/live-virsh.c \
	lib/lock.c lib/lock.h \
	lib/lockholder.c lib/lockholder.h \
	lib/log.c lib/log.h \
	lib/mem.c lib/mem.h \
	lib/meminfo.c lib/meminfo.h \
	lib/modalias.c lib/modalias.h \
	lib/netif.c lib/netif.h \
	lib/num.c lib/num.h \
	lib/numafit.c lib/numafit.h \
	lib/pcidev.c lib/pcidev.h \
	lib/pciid.c lib/pciid.h \
	lib/pcilink.c lib/pcilink.h \
	lib/pciready.c lib/pciready.h \
	lib/pciscan.c lib/pciscan.h \
	lib/pcitraits.c lib/pcitraits.h \
	lib/pcitree.c lib/pcitree.h \
	lib/proc.c lib/proc.h \
	lib/root.c lib/root.h \
	lib/rootwrite.c lib/rootwrite.h \
	lib/rundom.c lib/rundom.h lib/rundom-part.h \
	lib/rundom-mark.c \
	lib/rundom-memory.c \
	lib/socketnodes.c lib/socketnodes.h \
	lib/syscpu.c lib/syscpu.h \
	lib/syshost.c lib/syshost.h \
	lib/sysnode.c lib/sysnode.h \
	lib/tmpl.c lib/tmpl.h \
	lib/utf8.c lib/utf8.h \
	lib/vfiobind.c lib/vfiobind.h \
	lib/xmlread.c lib/xmlread.h lib/xmlfault.h \
	lib/xmledit.c \
	lib/xmlkept.c lib/xmlkept.h \
	lib/xmlkept-write.c \
	lib/xmlnode.h \
	lib/xmltree.c lib/xmltree.h \
	lib/yamlconf.c lib/yamlconf.h
