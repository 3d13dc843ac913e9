# SPDX-License-Identifier: Apache-2.0
dist_man_MANS = docs/onegpu.1 docs/onegpu-pci.8 docs/onegpu-place.8 \
	docs/onegpu-deploy.8 docs/onegpu-domain.8 docs/onegpu-numa.8 \
	docs/onegpu-optimize.8
dist_man_MANS += docs/onegpu-install.8 docs/onegpu-bind.1 docs/onegpu-unbind.1 \
	docs/onegpu-topo.1 docs/onegpu-audit.1
EXTRA_DIST += docs/guide.md docs/rank-parity.md docs/kvm-attributes.md

dist_man_MANS += docs/onegpu-doctor.1 docs/onegpu-devices.1
EXTRA_DIST += docs/doctor.sh docs/doctor.md
.PHONY: docs-doctor
docs-doctor: tools/onegpu probes/onegpu-pci
	OG_SRCDIR='$(abs_top_srcdir)' OG_BUILDDIR='$(abs_top_builddir)' \
		sh $(srcdir)/docs/doctor.sh >$(srcdir)/docs/doctor.md

EXTRA_DIST += docs/reference.sh docs/reference.md docs/internals.md
.PHONY: docs-reference
docs-reference: all
	OG_SRCDIR='$(abs_top_srcdir)' OG_BUILDDIR='$(abs_top_builddir)' \
		sh $(srcdir)/docs/reference.sh >$(srcdir)/docs/reference.md
