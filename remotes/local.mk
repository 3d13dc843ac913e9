# SPDX-License-Identifier: Apache-2.0
# What goes into OpenNebula's remotes/. vmm/onegpu is the VM driver: every
# action of vmm/kvm, some of them through onegpu-deploy, which has to lie
# beside them, and the others one line that runs the same action there.
VMM_OURS = deploy migrate migrate_local restore save
VMM_THEIRS = attach_disk attach_nic cancel detach_disk detach_nic exec \
	exec_cancel prereconfigure reboot reconfigure reset resize \
	resize_disk restore.ceph save.ceph shutdown snapshot_create \
	snapshot_delete snapshot_revert virtiofsd.sh

VMM_OURS_FILES = $(VMM_OURS:%=remotes/vmm/onegpu/%)
VMM_THEIRS_FILES = $(VMM_THEIRS:%=remotes/vmm/onegpu/%)

vmmdir = $(pkgdatadir)/remotes/vmm/onegpu
nodist_vmm_SCRIPTS = $(VMM_OURS_FILES) $(VMM_THEIRS_FILES)
CLEANFILES += $(nodist_vmm_SCRIPTS)

# write_action: the file of an action, whose name is $(@F), with one line.
write_action = $(MKDIR_P) remotes/vmm/onegpu && rm -f $@ && \
	printf '%s\n' '\#!/bin/sh' "$$line" >$@ && chmod 755 $@

$(VMM_OURS_FILES): Makefile
	$(AM_V_GEN)line='exec "$${0%/*}/onegpu-deploy" --action $(@F) -- "$$@"' && \
	$(write_action)
$(VMM_THEIRS_FILES): Makefile
	$(AM_V_GEN)line='exec "$${0%/*}/../kvm/$(@F)" "$$@"' && $(write_action)
