# SPDX-License-Identifier: Apache-2.0
# Into OpenNebula's remotes/ and out of it again.
TESTS += tests/cli-install.sh tests/cli-upgrade.sh
EXTRA_DIST += tests/cli-install.sh tests/cli-upgrade.sh tests/rollout.sh \
	tests/remotes/layout

# Skipped but where --enable-static-remotes was given: .ci/run's gate static.
TESTS += tests/cli-static.sh
EXTRA_DIST += tests/cli-static.sh

TESTS += tests/cli-guide.sh
EXTRA_DIST += tests/cli-guide.sh tests/guide-commands.awk

TESTS += tests/docs-reference.sh
EXTRA_DIST += tests/docs-reference.sh
