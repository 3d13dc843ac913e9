# SPDX-License-Identifier: Apache-2.0
#
# The commands of docs/guide.md in blocks of the language "sh MARK", each in a
# file of its own: DIR/01, DIR/02 ... Assignments at the head of a block go into
# each file of it, as they would hold for a person who pastes the block.

/^```/ {
	inside = $0 == "```sh " mark
	head = ""
	next
}
inside && /^[A-Z]+=/ { head = head $0 "\n"; next }
inside {
	file = sprintf("%s/%02d", dir, ++n)
	printf "%s%s\n", head, $0 >file
	close(file)
}
