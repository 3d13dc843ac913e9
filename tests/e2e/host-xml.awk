# SPDX-License-Identifier: Apache-2.0
# A HOST element as oned keeps it, from lines of message.sh's host_xml().
# Pins are of policy CORE: a core that is used is dedicated.

function cdata(name, text) {
	return "<" name "><![CDATA[" text "]]></" name ">"
}

$1 == "claim" && $2 == "cpu" { cpu_vm[$3] = $4; cpu_used += 100; next }
$1 == "claim" && $2 == "memory" { used[$3] += $4; memory_used += $4; next }
$1 == "claim" && $2 == "device" { device_vm[$3] = $4; next }
$1 == "core" {
	n = split($4, cpu, ",")
	list = ""
	taken = 0
	for (i = 1; i <= n; i++) {
		vm = cpu[i] in cpu_vm ? cpu_vm[cpu[i]] : -1
		taken += vm >= 0
		list = list (i > 1 ? "," : "") cpu[i] ":" vm
		cpus++
	}
	cores[$2] = cores[$2] "<CORE>" cdata("CPUS", list) cdata("DEDICATED", taken ? "YES" : "NO") cdata("FREE", taken ? 0 : n) cdata("ID", $3) "</CORE>"
	next
}
$1 == "pages" {
	pages[$2] = pages[$2] "<HUGEPAGE>" cdata("PAGES", $4) cdata("SIZE", $3) cdata("USAGE", 0) "</HUGEPAGE>"
	next
}
$1 == "memory" { total[$2] = $3; memory += $3; if ($2 >= nodes) nodes = $2 + 1; next }
$1 == "distance" {
	node = $2
	sub(/^distance [0-9]+ /, "")
	distance[node] = $0
	next
}
$1 == "device" {
	sub(/^device /, "")
	n = split($0, pair, "|")
	line = ""
	vm = -1
	for (i = 1; i <= n; i++) {
		at = index(pair[i], "=")
		name = substr(pair[i], 1, at - 1)
		text = substr(pair[i], at + 2, length(pair[i]) - at - 2)
		if (name == "ADDRESS" && text in device_vm)
			vm = device_vm[text]
		line = line cdata(name, text)
	}
	devices = devices "<PCI>" line cdata("VMID", vm) "</PCI>\n"
}

END {
	print "<HOST><ID>0</ID><NAME>emulated</NAME><STATE>2</STATE><IM_MAD>kvm</IM_MAD><VM_MAD>kvm</VM_MAD><CLUSTER_ID>0</CLUSTER_ID><CLUSTER>default</CLUSTER><HOST_SHARE>"
	printf "<MEM_USAGE>%d</MEM_USAGE><CPU_USAGE>%d</CPU_USAGE><TOTAL_MEM>%d</TOTAL_MEM><TOTAL_CPU>%d</TOTAL_CPU><MAX_MEM>%d</MAX_MEM><MAX_CPU>%d</MAX_CPU>", memory_used, cpu_used, memory, cpus * 100, memory, cpus * 100
	print "<RUNNING_VMS>0</RUNNING_VMS><VMS_THREAD>1</VMS_THREAD><DATASTORES><DISK_USAGE>0</DISK_USAGE><FREE_DISK>204800</FREE_DISK><MAX_DISK>204800</MAX_DISK><USED_DISK>0</USED_DISK></DATASTORES>"
	print "<PCI_DEVICES>" devices "</PCI_DEVICES><NUMA_NODES>"
	for (n = 0; n < nodes; n++)
		print "<NODE>" cores[n] pages[n] "<MEMORY>" cdata("DISTANCE", distance[n]) cdata("TOTAL", total[n]) cdata("USAGE", used[n] + 0) "</MEMORY>" cdata("NODE_ID", n) "</NODE>"
	print "</NUMA_NODES></HOST_SHARE><VMS/><TEMPLATE>" cdata("HYPERVISOR", "kvm") cdata("PIN_POLICY", "PINNED") "</TEMPLATE></HOST>"
}
