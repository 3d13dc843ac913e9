# SPDX-License-Identifier: Apache-2.0
noinst_LIBRARIES += tools/libtools.a
tools_libtools_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/tools \
	-DSRCDIR='"$(abs_top_srcdir)"' \
	-DPKGLIBEXECDIR='"$(pkglibexecdir)"' \
	-DPKGDATADIR='"$(pkgdatadir)"'
tools_libtools_a_SOURCES = \
	tools/audit.c tools/audit.h tools/audit-read.c tools/audit-show.c \
	tools/cmd-audit.c \
	tools/numamaps.c tools/numamaps.h \
	tools/taskstatus.c tools/taskstatus.h \
	tools/bindcheck.c tools/bindcheck.h \
	tools/bindjob.c tools/bindjob.h \
	tools/bindlock.c tools/bindlock.h \
	tools/bindrule.c tools/bindrule.h \
	tools/cmd-bind.c \
	tools/cmd-topo.c \
	tools/moves.c tools/moves.h \
	tools/scene.c tools/scene.h \
	tools/scene-svg.c tools/scene-text.c \
	tools/topo.c tools/topo.h \
	tools/topo-belief.c tools/topo-host.c \
	tools/topo-diff.c tools/topo-diff.h \
	tools/topo-json.c tools/topo-json.h \
	tools/topo-layout.c tools/topo-layout.h tools/topo-panel.c \
	tools/topo-tree.c \
	tools/diskuse.c tools/diskuse.h \
	tools/inuse.c tools/inuse.h \
	tools/lines.c tools/lines.h \
	tools/cmd-demo.c tools/cmd-domain.c tools/cmd-place.c tools/cmd.h \
	tools/cmd-devices.c tools/cmd-doctor.c tools/cmd-install.c \
	tools/demo-domain.c tools/demo-host.c tools/demo-locality.c \
	tools/demo-run.c tools/demo.h \
	tools/devices.c tools/devices.h tools/devices-json.c \
	tools/devices-table.c tools/devices-tree.c \
	tools/doctor.c tools/doctor.h \
	tools/doctor-assign.c tools/doctor-assign.h \
	tools/doctor-binding.c tools/doctor-card.c \
	tools/doctor-distro.c tools/doctor-distro.h \
	tools/doctor-facts.c tools/doctor-facts.h \
	tools/doctor-facts-pci.c tools/doctor-facts-qemu.c \
	tools/doctor-facts-users.c \
	tools/doctor-firmware.c tools/doctor-firmware.h \
	tools/doctor-host.c tools/doctor-json.c \
	tools/doctor-parse.c tools/doctor-parse.h \
	tools/doctor-rest.c tools/doctor-show.h tools/doctor-text.c \
	tools/doctor-vm.c tools/doctor-vm.h tools/doctor-vmxml.c \
	tools/frontend.c tools/frontend.h tools/frontend-part.h \
	tools/frontend-facts.c tools/frontend-hosts.c tools/frontend-oned.c \
	tools/frontend-records.c tools/frontend-show.c tools/frontend-tree.c \
	tools/fronthosts.c tools/fronthosts.h \
	tools/layout.c tools/layout.h \
	tools/nearness.c tools/nearness.h \
	tools/onedconf.c tools/onedconf.h \
	tools/picture.c tools/picture.h \
	tools/seat.c tools/seat.h \
	tools/probed.c tools/probed.h \
	tools/remake.c tools/remake.h \
	tools/style.c tools/style.h \
	tools/tmpfile.c tools/tmpfile.h

bin_PROGRAMS += tools/onegpu
tools_onegpu_CPPFLAGS = $(tools_libtools_a_CPPFLAGS)
tools_onegpu_SOURCES = tools/onegpu.c
tools_onegpu_LDADD = tools/libtools.a $(LIB_LDADD) $(XML_LIBS) $(HWLOC_LIBS) \
	$(NETTLE_LIBS) $(YAML_LIBS)

pkglibexec_SCRIPTS = tools/onegpu-install
CLEANFILES += tools/onegpu-install
# One script of several files.
INSTALL_PARTS = $(srcdir)/tools/onegpu-install.in \
	$(srcdir)/tools/install-book.sh $(srcdir)/tools/install-plan.sh \
	$(srcdir)/tools/install-put.sh $(srcdir)/tools/install-take.sh \
	$(srcdir)/tools/install-check.sh $(srcdir)/tools/install-say.sh
EXTRA_DIST += $(INSTALL_PARTS)
tools/onegpu-install: $(INSTALL_PARTS) Makefile
	$(AM_V_GEN)$(MKDIR_P) tools && rm -f $@ && \
	sed -e '2,$${/^#!/d;}' -e 's|@pkglibexecdir[@]|$(pkglibexecdir)|g' \
		-e 's|@pkgdatadir[@]|$(pkgdatadir)|g' \
		-e 's|@bindir[@]|$(bindir)|g' \
		-e 's|@version[@]|$(VERSION)|g' \
		$(INSTALL_PARTS) >$@ && chmod 755 $@

# The recorded host of the demo goes where an installed onegpu looks for it.
# Automake cannot install a folder of links, so it is copied whole.
DEMO_HOST = tests/hosts/gpu-2node
install-data-local:
	$(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/demo"
	cp -R "$(srcdir)/$(DEMO_HOST)/." "$(DESTDIR)$(pkgdatadir)/demo"
	chmod -R u+w,a+rX "$(DESTDIR)$(pkgdatadir)/demo"
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/demo"
