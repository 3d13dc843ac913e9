# SPDX-License-Identifier: Apache-2.0
# What goes into OpenNebula's remotes/. vmm/onegpu is the VM driver: every
# action of vmm/kvm, some of them through onegpu-deploy, which has to lie
# beside them, and the others one line that runs the same action there. Those
# that end a VM do so whatever is wrong with onegpu-deploy, which comes after.
VMM_OURS = deploy migrate migrate_local restore save
VMM_ENDING = cancel shutdown
VMM_THEIRS = attach_disk attach_nic detach_disk detach_nic exec \
	exec_cancel prereconfigure reboot reconfigure reset resize \
	resize_disk restore.ceph save.ceph snapshot_create \
	snapshot_delete snapshot_revert virtiofsd.sh

VMM_OURS_FILES = $(VMM_OURS:%=remotes/vmm/onegpu/%)
VMM_ENDING_FILES = $(VMM_ENDING:%=remotes/vmm/onegpu/%)
VMM_THEIRS_FILES = $(VMM_THEIRS:%=remotes/vmm/onegpu/%)

vmmdir = $(pkgdatadir)/remotes/vmm/onegpu
nodist_vmm_SCRIPTS = $(VMM_OURS_FILES) $(VMM_ENDING_FILES) \
	$(VMM_THEIRS_FILES)
CLEANFILES += $(nodist_vmm_SCRIPTS)

# write_action: the file of an action, whose name is $(@F), with one line.
write_action = $(MKDIR_P) remotes/vmm/onegpu && rm -f $@ && \
	printf '%s\n' '\#!/bin/sh' "$$line" >$@ && chmod 755 $@

$(VMM_OURS_FILES): Makefile
	$(AM_V_GEN)line='exec "$${0%/*}/onegpu-deploy" --action $(@F) -- "$$@"' && \
	$(write_action)
$(VMM_ENDING_FILES): Makefile
	$(AM_V_GEN)line='"$${0%/*}/../kvm/$(@F)" "$$@"; rc=$$?; "$${0%/*}/onegpu-deploy" --action give_back 30 </dev/null >/dev/null; exit $$rc' && \
	$(write_action)
$(VMM_THEIRS_FILES): Makefile
	$(AM_V_GEN)line='exec "$${0%/*}/../kvm/$(@F)" "$$@"' && $(write_action)

# One line too for each probe and for the programs of a node: which of them is
# its machine's is seen there.
nobase_dist_pkgdata_SCRIPTS = \
	remotes/im/kvm-probes.d/host/monitor/onegpu-numa-usage \
	remotes/im/kvm-probes.d/host/system/onegpu-numa \
	remotes/im/kvm-probes.d/host/system/onegpu-pci \
	remotes/im/kvm-probes.d/vm/monitor/onegpu-audit \
	remotes/onegpu/onegpu \
	remotes/vmm/onegpu/onegpu-deploy
EXTRA_DIST += remotes/static-deps.sh

# Programs for nodes of this build's kind, which another machine's onegpu
# install puts beside its own.
node_programs = probes/onegpu-pci probes/onegpu-numa drivers/onegpu-deploy \
	tools/onegpu
install-nodes: $(node_programs)
	$(MKDIR_P) "$(DESTDIR)$(pkglibexecdir)/nodes/$(host_cpu)"
	strip='$(STRIP)'; STRIPPROG=$${strip:-strip} $(install_sh) -c -s $(node_programs) \
		"$(DESTDIR)$(pkglibexecdir)/nodes/$(host_cpu)"
uninstall-nodes:
	rm -rf "$(DESTDIR)$(pkglibexecdir)/nodes/$(host_cpu)"

# OpenNebula's remotes/: make install-remotes REMOTES=/var/lib/one/remotes,
# with more options for tools/onegpu-install in REMOTES_FLAGS.
install-remotes: all
	staged=`mktemp -d` && trap 'rm -rf "$$staged"' EXIT && \
	$(MAKE) -s install DESTDIR="$$staged" >/dev/null && \
	"$$staged$(pkglibexecdir)/onegpu-install" install \
		--remotes "$(REMOTES)" --programs "$$staged$(pkglibexecdir)" \
		--command "$$staged$(bindir)/onegpu" \
		--data "$$staged$(pkgdatadir)" $(REMOTES_FLAGS)
uninstall-remotes: tools/onegpu-install
	tools/onegpu-install uninstall --remotes "$(REMOTES)" $(REMOTES_FLAGS)
.PHONY: install-nodes uninstall-nodes install-remotes uninstall-remotes
