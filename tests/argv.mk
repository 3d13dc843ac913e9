# SPDX-License-Identifier: Apache-2.0
# What QEMU is told, by a libvirtd of the test's own: of our programs it runs
# onegpu-domain alone.
TESTS += tests/cli-argv.sh
EXTRA_DIST += tests/cli-argv.sh tests/argv.awk tests/schema.sh
