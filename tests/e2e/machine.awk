# SPDX-License-Identifier: Apache-2.0
#
# One description of an emulated host, read twice: as QEMU's command line and
# as what a probe has to find there. -v mode=qemu prints one argument a line,
# mode=devices lines "address ids node group" (group: the other members, or
# -), mode=nodes lines "node memory_mb cpus distances".
#
# Guest bus numbers: the expander bus of node n is 0x20 + 0x20 n, its k-th
# root port leads to the k + 1-th bus after it.

function fail(text) {
	printf "machine.awk: line %d: %s\n", NR, text >"/dev/stderr"
	failed = 1
	exit 1
}

function arg(a) {
	if (mode == "qemu")
		print a
}

function device(text) {
	arg("-device")
	arg(text)
}

function found(bus, slot, func, ids, node, group) {
	if (mode == "devices")
		printf "0000:%02x:%02x.%x %s %d %s\n", bus, slot, func, ids, node, group
}

BEGIN {
	if (mode != "qemu" && mode != "devices" && mode != "nodes") {
		print "machine.awk: which mode?" >"/dev/stderr"
		failed = 1
		exit 1
	}
	ids["edu"] = "1234:11e8"
	ids["nvme"] = "1b36:0010"
	ids["nic"] = "8086:10d3"
	virtual_functions = 2
	nodes = devs = 0
}

/^#/ || NF == 0 { next }
$1 == "node" && NF == 3 && $2 == nodes { memory[nodes++] = $3; next }
$1 == "smp" && NF == 4 { sockets = $2; cores = $3; threads = $4; next }
$1 == "distance" && NF == 4 { far[$2, $3] = far[$3, $2] = $4; next }
$1 == "dev" && NF == 3 { dev_node[devs] = $2; dev_kind[devs++] = $3; next }
{ fail("what is '" $0 "'?") }

END {
	if (failed)
		exit 1
	cpus = sockets * cores * threads
	each = cpus / nodes
	if (!nodes || each != int(each))
		fail("CPUs do not divide by nodes")
	for (n = 0; n < nodes; n++)
		total += memory[n]
	arg("-m")
	arg(total "M")
	arg("-smp")
	arg(cpus ",sockets=" sockets ",cores=" cores ",threads=" threads)
	for (n = 0; n < nodes; n++) {
		arg("-object")
		arg("memory-backend-ram,id=ram" n ",size=" memory[n] "M")
		arg("-numa")
		arg("node,nodeid=" n ",memdev=ram" n ",cpus=" n * each "-" (n + 1) * each - 1)
	}
	for (a = 0; a < nodes; a++)
		for (b = a + 1; b < nodes; b++)
			if ((a, b) in far) {
				arg("-numa")
				arg("dist,src=" a ",dst=" b ",val=" far[a, b])
			}
	if (mode == "nodes")
		for (n = 0; n < nodes; n++) {
			printf "%d %d %d-%d", n, memory[n], n * each, (n + 1) * each - 1
			for (b = 0; b < nodes; b++)
				printf " %d", b == n ? 10 : far[n, b]
			print ""
		}
	device("intel-iommu,intremap=on,caching-mode=on,device-iotlb=on")
	for (n = 0; n < nodes; n++)
		device(sprintf("pxb-pcie,id=pxb%d,bus=pcie.0,bus_nr=%d,numa_node=%d", n, 32 + 32 * n, n))
	for (i = 0; i < devs; i++) {
		n = dev_node[i]
		kind = dev_kind[i]
		if (!(n in memory))
			fail("no node " n)
		port = "rp" i
		bus = 33 + 32 * n + ports[n]
		device(sprintf("pcie-root-port,id=%s,bus=pxb%d,chassis=%d,slot=%d,addr=%x", port, n, i + 1, i + 1, ports[n]++))
		if (kind == "pair") {
			device("edu,bus=" port ",addr=0.0,multifunction=on")
			device("edu,bus=" port ",addr=0.1")
			name = sprintf("0000:%02x:00.", bus)
			found(bus, 0, 0, ids["edu"], n, name "1")
			found(bus, 0, 1, ids["edu"], n, name "0")
		} else if (kind == "nvme") {
			device("nvme-subsys,id=subsys" i)
			device(sprintf("nvme,bus=%s,serial=e2e%d,subsys=subsys%d,sriov_max_vfs=%d,sriov_vq_flexible=4,sriov_vi_flexible=2", port, i, i, virtual_functions))
			found(bus, 0, 0, ids[kind], n, "-")
			for (v = 1; v <= virtual_functions; v++)
				found(bus, 0, v, ids[kind], n, "-")
		} else if (kind == "mixed") {
			device("edu,bus=" port ",addr=0.0,multifunction=on")
			device(sprintf("nvme,bus=%s,addr=0.1,serial=e2e%d", port, i))
			name = sprintf("0000:%02x:00.", bus)
			found(bus, 0, 0, ids["edu"], n, name "1")
			found(bus, 0, 1, ids["nvme"], n, name "0")
		} else if (kind == "nic") {
			device("e1000e,bus=" port)
			found(bus, 0, 0, ids[kind], n, "-")
		} else if (kind in ids) {
			device(kind ",bus=" port)
			found(bus, 0, 0, ids[kind], n, "-")
		} else {
			fail("no kind of device '" kind "'")
		}
	}
}
