# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # e2e_here is lib.sh's
#
# What stands between a probe and a deployment, as oned has it: a host's XML
# from what its probes print and who holds what there, a scheduler message,
# and a VM. Sourced after lib.sh.

# host_xml PCI NUMA CLAIMS: a HOST. CLAIMS has lines "cpu ID VM", "memory NODE
# KIB" and "device ADDRESS VM" of what VMs hold.
host_xml() {
    {
        sed 's/^/claim /' "$3"
        vectors "$2" CORE | fields NODE_ID ID CPUS | sed 's/^/core /'
        vectors "$2" HUGEPAGE | fields NODE_ID SIZE PAGES | sed 's/^/pages /'
        vectors "$2" MEMORY_NODE | fields NODE_ID TOTAL |
            sed 's/^/memory /'
        vectors "$2" MEMORY_NODE | sed 's/^[^=]*="\([0-9]*\)".*DISTANCE="\(.*\)"$/distance \1 \2/'
        vectors "$1" PCI | sed 's/^/device /'
    } | awk -f "$e2e_here/host-xml.awk"
}

# vm_xml ID TEMPLATE: a VM around what stands in its TEMPLATE.
vm_xml() {
    cat <<END
<VM><ID>$1</ID><UID>0</UID><GID>0</GID><UNAME>oneadmin</UNAME><GNAME>oneadmin</GNAME>
<NAME>e2e-$1</NAME><STATE>${3:-1}</STATE><LCM_STATE>0</LCM_STATE><RESCHED>0</RESCHED>
<STIME>1</STIME><ETIME>0</ETIME><DEPLOY_ID/>
<TEMPLATE>$2<VMID>$1</VMID></TEMPLATE><USER_TEMPLATE/>
<HISTORY_RECORDS>${4:-}</HISTORY_RECORDS></VM>
END
}

# message_xml HOST VM ID
message_xml() {
    cat <<END
<SCHEDULER_DRIVER_ACTION><VM_POOL>$2</VM_POOL><HOST_POOL>$1</HOST_POOL>
<DATASTORE_POOL><DATASTORE><ID>0</ID><NAME>system</NAME><TM_MAD>ssh</TM_MAD>
<TYPE>1</TYPE><STATE>0</STATE><CLUSTERS><ID>0</ID></CLUSTERS>
<TOTAL_MB>819200</TOTAL_MB><FREE_MB>614400</FREE_MB><USED_MB>204800</USED_MB>
<TEMPLATE><SHARED>YES</SHARED><TYPE>SYSTEM_DS</TYPE></TEMPLATE></DATASTORE>
</DATASTORE_POOL><VNET_POOL/><VM_GROUP_POOL/><CLUSTER_POOL/>
<REQUIREMENTS><VM><ID>$3</ID><HOSTS><ID>0</ID></HOSTS>
<DATASTORES><ID>0</ID></DATASTORES></VM></REQUIREMENTS>
</SCHEDULER_DRIVER_ACTION>
END
}

# claims_of ID: what the vectors on stdin, as oned wrote them, take.
claims_of() {
    sed 's/<!\[CDATA\[//g; s/\]\]>//g' | awk -v vm="$1" '
        function value(name) {
            return match($0, "<" name ">[^<]*<") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3) : ""
        }
        /<NUMA_NODE><CPUS>/ {
            n = split(value("CPUS"), cpu, ",")
            for (i = 1; i <= n; i++)
                print "cpu", cpu[i], vm
            print "memory", value("MEMORY_NODE_ID"), value("MEMORY")
        }
        /<PCI>/ { print "device", value("ADDRESS"), vm }'
}
