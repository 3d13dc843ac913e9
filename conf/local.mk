# SPDX-License-Identifier: Apache-2.0
# Files an administrator edits; where OpenNebula wants them, README says.
confdir = $(pkgdatadir)/conf
dist_conf_DATA = conf/pci.conf conf/onegpu-sched.yaml \
	conf/onegpu-driver.yaml
