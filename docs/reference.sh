#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/reference.md from what the programs say of themselves, from the man pages
# and from the configuration files. make docs-reference writes it; a test sees
# to it that it is not stale.
set -eu
: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"

# page FILE: a man page's sections as Markdown, but for those that others have.
page() {
    awk '
        # Fonts alternate between the arguments of two-letter macros.
        function plain(text, alternate, out, i, c, quoted) {
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (c == "\"") { quoted = !quoted; continue }
                if (c == " " && alternate && !quoted) continue
                out = out c
            }
            return clean(out)
        }
        function clean(text) {
            gsub(/\\f[BIRP]/, "", text)
            gsub(/\\\(dq/, "\"", text)
            gsub(/\\\(aq/, "\047", text)
            gsub(/\\\(bu/, "-", text)
            gsub(/\\[&|]/, "", text)
            gsub(/\\ /, " ", text)
            gsub(/\\-/, "-", text)
            gsub(/\\e/, "\\", text)
            gsub(/</, "\\&lt;", text)
            gsub(/\|/, "\\|", text)
            gsub(/_/, "\\_", text)
            gsub(/\*/, "\\*", text)
            return text
        }
        function say(text) {
            if (term) { print "- **" text "**:"; term = 0; return }
            if (bullet) { print "- " text; bullet = 0; return }
            # Alone on its line it would make a heading.
            if (text ~ /^[-=]+$/) text = "\\" text
            print (indent ? "  " : "") text
        }
        /^\.\\"/ { next }
        /^\.SH/ {
            section = $0; sub(/^\.SH +/, "", section)
            gsub(/"/, "", section)
            shown = section !~ /^(NAME|SYNOPSIS|SEE ALSO)$/
            indent = 0
            if (shown) print "\n### " section "\n"
            next
        }
        !shown { next }
        /^\.SS/ { sub(/^\.SS +/, ""); indent = 0
            print "\n#### " plain($0) "\n"; next }
        /^\.TP/ { term = 1; indent = 1; next }
        /^\.IP/ { print ""; bullet = 1; indent = 1; next }
        /^\.(EX|nf)/ { print "\n```"; verbatim = 1; next }
        /^\.(EE|fi)/ { print "```"; verbatim = 0; next }
        verbatim { gsub(/\\-/, "-"); gsub(/\\e/, "\\"); gsub(/\\&/, "")
            gsub(/\\\(dq/, "\""); gsub(/\\\(aq/, "\047")
            sub(/^\.(B|I|BI|BR|IR|RB|RI) +/, ""); print; next }
        /^\.(PP|P|LP)/ { print ""; indent = 0; next }
        /^\.(br|RS|RE|sp|ad|hy)/ { next }
        /^\.(BI|BR|IB|IR|RB|RI) / { sub(/^\.[A-Z]+ +/, "")
            say(plain($0, 1)); next }
        /^\.(B|I|SM) / { sub(/^\.[A-Z]+ +/, ""); say(plain($0, 0)); next }
        /^\./ { next }
        { say(clean($0)) }' "$1" | cat -s
}

# help_of TITLE COMMAND...: what it says of itself.
help_of() {
    title=$1
    shift
    printf '\n## %s\n\n```text\n' "$title"
    "$@" --help
    printf '```\n'
}

man() {
    [ ! -f "$OG_SRCDIR/docs/$1" ] || page "$OG_SRCDIR/docs/$1"
}

cat <<'END'
# Reference

Every option, attribute, configuration key and exit status. Written by
`make docs-reference` from `--help`, the man pages and `conf/`: mend those, not
this. What each attribute of a VM becomes is in
[kvm-attributes.md](kvm-attributes.md).
END
help_of 'onegpu' "$OG_BUILDDIR/tools/onegpu"
man onegpu.1
for command in audit bind unbind devices doctor topo; do
    help_of "onegpu $command" "$OG_BUILDDIR/tools/onegpu" "$command"
    man "onegpu-$command.1"
done
printf '\n## onegpu install, onegpu uninstall\n'
man onegpu-install.8
for program in probes/onegpu-pci probes/onegpu-numa sched/onegpu-place \
    sched/onegpu-optimize drivers/onegpu-deploy drivers/onegpu-domain; do
    help_of "${program#*/}" "$OG_BUILDDIR/$program"
    man "${program#*/}.8"
done
for conf in pci.conf onegpu-sched.yaml onegpu-driver.yaml; do
    printf '\n## %s\n\n```yaml\n' "$conf"
    cat "$OG_SRCDIR/conf/$conf"
    printf '```\n'
done
