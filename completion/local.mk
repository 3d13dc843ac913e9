# SPDX-License-Identifier: Apache-2.0
# Where bash-completion looks for the words of a command of that name.
bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = completion/onegpu

TESTS += tests/completion.sh
EXTRA_DIST += tests/completion.sh
