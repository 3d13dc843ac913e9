# SPDX-License-Identifier: Apache-2.0
dist_man_MANS = docs/onegpu.1 docs/onegpu-pci.8 docs/onegpu-place.8 \
	docs/onegpu-deploy.8 docs/onegpu-domain.8 docs/onegpu-numa.8 \
	docs/onegpu-optimize.8
dist_man_MANS += docs/onegpu-bind.1 docs/onegpu-unbind.1 \
	docs/onegpu-topo.1 docs/onegpu-audit.1
EXTRA_DIST += docs/rank-parity.md docs/kvm-attributes.md
