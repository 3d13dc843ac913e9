#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# numa-raw.sh DIRECTORY: what onegpu-numa has to print for a recorded host, by
# awk from the files of sysfs and without hwloc. For hosts with node folders
# that do not overlap.
set -eu

cd "$1/sys/devices/system"
set -- cpu/online
for file in node/node[0-9]*/cpulist node/node[0-9]*/distance \
    node/node[0-9]*/meminfo node/node[0-9]*/hugepages/*/nr_hugepages \
    cpu/cpu[0-9]*/topology/core_id \
    cpu/cpu[0-9]*/topology/thread_siblings_list; do
    [ ! -e "$file" ] || set -- "$@" "$file"
done

exec awk '
# Members of a list to set[1..n], n returned.
function expand(list, set,    n, parts, i, ends, at) {
    n = 0
    for (i = 1; i <= split(list, parts, ","); i++) {
        if (split(parts[i], ends, "-") == 1)
            ends[2] = ends[1]
        for (at = ends[1] + 0; at <= ends[2] + 0; at++)
            set[++n] = at
    }
    return n
}
# By weight[id], then id.
function sort(ids, n, weight,    i, j, id) {
    for (i = 2; i <= n; i++) {
        id = ids[i]
        for (j = i - 1; j && (weight[ids[j]] > weight[id] ||
                (weight[ids[j]] == weight[id] && ids[j] > id)); j--)
            ids[j + 1] = ids[j]
        ids[j + 1] = id
    }
}
{
    split(FILENAME, part, "/")
    number = part[2]
    gsub(/[^0-9]/, "", number)
    number += 0
}
FILENAME == "cpu/online" {
    n_cpus = expand($1, online)
    for (i = 1; i <= n_cpus; i++)
        is_online[online[i]] = 1
}
/MemTotal:/ { total[number] = $4 }
FILENAME ~ /cpulist$/ {
    node[++n_nodes] = number
    n = expand($1, members)
    for (i = 1; i <= n; i++)
        node_of[members[i]] = number
}
FILENAME ~ /distance$/ { row[number] = $0 }
FILENAME ~ /nr_hugepages$/ {
    size = part[4]
    gsub(/[^0-9]/, "", size)
    pages[number] = pages[number] " " size
    count[number, size] = $1
}
FILENAME ~ /core_id$/ { core_id[number] = $1 }
FILENAME ~ /thread_siblings_list$/ {
    n = expand($1, members)
    for (i = 1; i <= n; i++)
        if (members[i] in is_online) {
            threads[number] = threads[number] "," members[i]
            if (!(number in first))
                first[number] = members[i]
        }
}
function print_pages(at,    sizes, n, i) {
    n = split(pages[at], sizes, " ")
    for (i = 1; i <= n; i++) {
        sizes[i] += 0
        by_size[sizes[i]] = sizes[i]
    }
    sort(sizes, n, by_size)
    for (i = 1; i <= n; i++)
        printf "HUGEPAGE = [ NODE_ID = \"%d\", SIZE = \"%d\", " \
            "PAGES = \"%d\" ]\n", at, sizes[i], count[at, sizes[i]]
}
function print_cores(at,    n, i, cpu, repeats, heads, id) {
    for (i = 1; i <= n_cpus; i++) {
        cpu = online[i]
        if (node_of[cpu] != at || first[cpu] != cpu)
            continue
        heads[++n] = cpu
        id[cpu] = core_id[cpu]
        repeats += seen[at, id[cpu]]++
    }
    for (i = 1; repeats && i <= n; i++)
        id[heads[i]] = heads[i]
    sort(heads, n, id)
    for (i = 1; i <= n; i++)
        printf "CORE = [ NODE_ID = \"%d\", ID = \"%d\", CPUS = \"%s\" ]\n",
            at, id[heads[i]], substr(threads[heads[i]], 2)
}
function print_memory(at,    away, list, i, near) {
    split(row[at], away, " ")
    for (i = 1; i <= n_nodes; i++) {
        list[i] = node[i]
        near[node[i]] = node[i] == at ? -1 : away[i] + 0
    }
    sort(list, n_nodes, near)
    printf "MEMORY_NODE = [ NODE_ID = \"%d\", TOTAL = \"%d\", DISTANCE = \"",
        at, total[at]
    for (i = 1; i <= n_nodes; i++)
        printf "%s%d", (i > 1 ? " " : ""), list[i]
    print "\" ]"
}
END {
    sort(node, n_nodes, none)
    for (n = 1; n <= n_nodes; n++) {
        print_pages(node[n])
        print_cores(node[n])
        print_memory(node[n])
    }
}' "$@"
