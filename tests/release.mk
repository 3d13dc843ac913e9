# SPDX-License-Identifier: Apache-2.0
TESTS += tests/version.sh
EXTRA_DIST += tests/version.sh debian/changelog debian/control debian/copyright \
	debian/onegpu-doc.docs debian/onegpu-remotes.install \
	debian/onegpu-remotes.lintian-overrides debian/onegpu.install \
	debian/rules debian/source/format
