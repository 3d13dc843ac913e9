# SPDX-License-Identifier: Apache-2.0
#
# Whether QEMU is told what a VM was promised:
#
#     awk -f argv.awk mode=vm RS='<' vm.xml mode=argv RS='\n' argv
#
# vm.xml is the VM as oned allocated it, argv what virsh domxml-to-native made
# of its domain. Knows oned's VM, QEMU's command line and how firmware numbers
# PCI buses; knows nothing of the domain in between, nor of the code that wrote
# it. Every promise is a line "ok WHAT" or "not ok WHAT: got X, wanted Y".
#
# -v moved=N: all memory was moved to host node N, whatever the VM says.
# -v tell=1: says where each device is instead, as "DEVICE: PLACE".

mode == "vm" { vm_token($0) }
mode == "argv" && length($0) { argv_line($0) }
END {
	if (!words) {
		print "not ok command line: got none"
		exit
	}
	make_cells()
	enumerate("pcie.0", 0)
	enumerate("pci.0", 0)
	for (i = 1; i <= devices; i++)
		if (dev[i, "driver"] == "pxb-pcie")
			enumerate(dev[i, "id"], dev[i, "bus_nr"] + 0)
	if (tell)
		tell_all()
	else
		expect_all()
}

### The VM: vectors of TEMPLATE, told apart by number

# With RS at '<' a record is one tag and the text behind it.
function vm_token(rec,    name)
{
	if (rec ~ /^!\[CDATA\[/) {
		text = substr(rec, 9)
		sub(/\]\]>.*/, "", text)
		return
	}
	name = rec
	sub(/^\//, "", name)
	sub(/[ \t\n\/>].*/, "", name)
	if (name == "TEMPLATE") {
		in_template = rec !~ /^\//
	} else if (!in_template) {
		return
	} else if (rec ~ /^\//) {
		if (name == vector)
			vector = ""
		else if (vector != "")
			vm[vector, vm_count[vector], name] = text
		else
			value[name] = text
	} else if (vector == "" &&
		   name ~ /^(NUMA_NODE|PCI|OS|MEMORY_ENCRYPTION)$/) {
		vector = name
		vm_count[name]++
	} else {
		text = rec
		sub(/^[^>]*>/, "", text)
	}
}

function has(kind, n, name)
{
	return vm[kind, n, name] != ""
}

# The host node a cell stands on: "" where oned chose none.
function home(cell)
{
	if (!has("NUMA_NODE", cell, "CPUS"))
		return ""
	if (moved != "")
		return moved
	if (has("NUMA_NODE", cell, "MEMORY_NODE_ID"))
		return vm["NUMA_NODE", cell, "MEMORY_NODE_ID"]
	return vm["NUMA_NODE", cell, "NODE_ID"]
}

# Vectors of neither CPUs nor memory make no cell, but for a device's memory.
function make_cells(    i, keep)
{
	for (i = 1; i <= vm_count["PCI"]; i++)
		keep += has("PCI", i, "ACPI_NODES")
	for (i = 1; i <= vm_count["NUMA_NODE"]; i++)
		if (keep || vm["NUMA_NODE", i, "TOTAL_CPUS"] + 0 ||
		    vm["NUMA_NODE", i, "MEMORY"] + 0)
			made[++promised] = i
}

# The guest's cell, from 0, that stands on a host node; "" where none does.
function cell_on(node,    c)
{
	for (c = 1; c <= promised; c++)
		if (home(made[c]) != "" && home(made[c]) == node)
			return c - 1
	return ""
}

### The command line

# Quotes are the shell's single ones; QEMU's own quotes are JSON's.
function argv_line(line,    part, parts, n, i, word, k)
{
	parts = split(line, part, "'")
	for (i = 1; i <= parts; i++) {
		if (i % 2 == 0) {
			word[n + 0] = word[n + 0] part[i]
			continue
		}
		while ((k = index(part[i], " "))) {
			word[n + 0] = word[n + 0] substr(part[i], 1, k - 1)
			n++
			part[i] = substr(part[i], k + 1)
		}
		word[n + 0] = word[n + 0] part[i]
	}
	words = n
	for (i = 0; i < n; i++) {
		if (word[i] == "-device")
			props(word[i + 1], dev, ++devices, "driver")
		else if (word[i] == "-object")
			props(word[i + 1], obj, ++objects, "qom-type")
		else if (word[i] == "-blockdev")
			props(word[i + 1], blk, ++blocks, "driver")
		else if (word[i] == "-numa" && word[i + 1] ~ /^node,/)
			props(word[i + 1], numa, ++cells, "kind")
		else if (word[i] == "-machine")
			props(word[i + 1], machine, 0, "type")
		else if (word[i] == "-bios")
			bios = word[i + 1]
		else if (word[i] == "-global")
			globals = globals " " word[i + 1]
	}
}

# props TEXT INTO N FIRST: JSON, or FIRST's value and key=value after commas.
function props(text, into, n, first,    key, value, part, parts, i)
{
	if (text !~ /^\{/) {
		parts = split(text, part, ",")
		into[n, first] = part[1]
		for (i = 2; i <= parts; i++) {
			key = part[i]
			sub(/=.*/, "", key)
			value = part[i]
			sub(/^[^=]*=/, "", value)
			into[n, key] = value
		}
		return
	}
	while (match(text, /"[^"]*":("[^"]*"|\[[^]]*\]|[^",}{]+)/)) {
		key = substr(text, RSTART + 1, RLENGTH - 1)
		text = substr(text, RSTART + RLENGTH)
		value = key
		sub(/".*/, "", key)
		sub(/^[^"]*":/, "", value)
		gsub(/[]["]/, "", value)
		into[n, key] = value
	}
}

function hex(s,    n, i)
{
	s = tolower(s)
	sub(/^0x/, "", s)
	for (i = 1; i <= length(s); i++)
		n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
	return n + 0
}

# Slot and function of an address such as 0x1.0x7, as one number.
function devfn(addr,    part)
{
	split(addr, part, ".")
	return hex(part[1]) * 8 + hex(part[2])
}

function is_bridge(d)
{
	return dev[d, "driver"] ~ \
		/^(pcie-root-port|ioh3420|pcie-pci-bridge|pci-bridge|i82801b11-bridge)$/
}

# enumerate BUS NUMBER: as firmware does, depth first by slot and function;
# returns the last number that it gave.
function enumerate(bus, number,    at, d, last)
{
	last = bus_number[bus] = number
	for (at = 0; at < 256; at++)
		for (d = 1; d <= devices; d++)
			if (dev[d, "bus"] == bus && is_bridge(d) &&
			    devfn(dev[d, "addr"]) == at)
				last = enumerate(dev[d, "id"], last + 1)
	bus_last[bus] = last
	return last
}

function device_of(id,    d)
{
	for (d = 1; d <= devices; d++)
		if (dev[d, "id"] == id)
			return d
	return 0
}

# Up to what hangs on a root complex: the expander's device, or 0.
function expander_of(d,    up, steps)
{
	while ((up = device_of(dev[d, "bus"])) && steps++ < 9) {
		if (dev[up, "driver"] == "pxb-pcie")
			return up
		d = up
	}
	return 0
}

function guest_address(d,    at)
{
	at = devfn(dev[d, "addr"])
	if (!(dev[d, "bus"] in bus_number))
		return "on no bus"
	return sprintf("%02x:%02x.%d", bus_number[dev[d, "bus"]],
		int(at / 8), at % 8)
}

### What was promised

function expect(what, got, wanted)
{
	if ((got "") == (wanted ""))
		print "ok " what ": " got
	else
		print "not ok " what ": got " got ", wanted " wanted
}

function expect_all(    i, mine)
{
	expect_memory()
	expect_firmware()
	for (i = 1; i <= vm_count["PCI"]; i++)
		if (has("PCI", i, "ADDRESS")) {
			mine++
			expect_device(i)
		}
	if (mine)
		expect("passthrough, so no balloon", count("balloon"), 0)
	if (mine)
		expect("emulated devices below an expander", emulated_below(), 0)
	expect_expanders()
}

function count(pattern,    d, n)
{
	for (d = 1; d <= devices; d++)
		n += dev[d, "driver"] ~ pattern
	return n + 0
}

# A VM without NUMA_NODE has a cell only if its memory is to be plugged in.
function plugs()
{
	return !vm_count["NUMA_NODE"] && value["MEMORY_MAX"] != "" &&
		value["MEMORY_RESIZE_MODE"] == "HOTPLUG"
}

function expect_memory(    c, o, n, cell, bytes)
{
	expect("cells", cells + 0,
		plugs() ? 1 : promised + 0)
	for (c = 1; c <= cells; c++) {
		cell = numa[c, "nodeid"] + 0
		n = made[cell + 1]
		for (o = objects; o > 0; o--)
			if (obj[o, "id"] == numa[c, "memdev"])
				break
		if (n && numa[c, "memdev"] == "") {
			expect("cell " cell ": for a device's memory",
				vm["NUMA_NODE", n, "MEMORY"] + 0, 0)
			continue
		}
		bytes = vm["NUMA_NODE", n, "MEMORY"] * 1024
		if (plugs())
			bytes = value["MEMORY"] * 1048576
		expect("cell " cell ": bytes", sprintf("%.0f", obj[o, "size"]),
			sprintf("%.0f", bytes))
		if (o && obj[o, "size"] + 0 == 0)
			expect("cell " cell ": memory", "none", "some")
		expect("cell " cell ": host node",
			obj[o, "host-nodes"] " " obj[o, "policy"],
			home(n) == "" ? " " : home(n) " bind")
	}
}

# That of encrypted guests may be one file in memory, which is measured.
function expect_firmware(    firmware, uefi, drives, b, flash)
{
	firmware = vm["OS", 1, "FIRMWARE"]
	uefi = firmware != "" && firmware != "BIOS"
	drives = (machine[0, "pflash0"] != "") + (machine[0, "pflash1"] != "")
	if (uefi && bios != "" && has("MEMORY_ENCRYPTION", 1, "TYPE"))
		expect("UEFI: flash drives beside a file", drives, 0)
	else
		expect("UEFI: flash drives", drives, uefi * 2)
	for (b = 1; b <= blocks; b++)
		if (blk[b, "node-name"] == "libvirt-pflash0-storage")
			flash = blk[b, "filename"]
	if (firmware ~ /^\//)
		expect("UEFI: file", flash, firmware)
	if (uefi)
		expect("UEFI: secure boot",
			globals ~ /driver=cfi.pflash01,property=secure,value=on/,
			toupper(vm["OS", 1, "FIRMWARE_SECURE"]) == "YES")
	# OVMF gives no device a BAR where ports ask for more than there is.
	if (uefi && count("pxb-pcie"))
		expect("UEFI beside expanders: ports ask for I/O",
			globals !~ /pcie-root-port.io-reserve=0/, 0)
}

# The vfio-pci device of a PCI vector; its name as oned writes it in name.
function vfio_of(i,    d, part, host)
{
	split(vm["PCI", i, "ADDRESS"], part, ":")
	name = part[2] ":" part[3] "." part[4]
	host = part[1] ":" name
	for (d = 1; d <= devices; d++)
		if (dev[d, "driver"] == "vfio-pci" &&
		    (dev[d, "host"] == host || (has("PCI", i, "UUID") &&
		     index(dev[d, "sysfsdev"], vm["PCI", i, "UUID"]))))
			return d
	return 0
}

function below(number, cell)
{
	return sprintf("below expander 0x%02x of %s", number,
		cell == "" ? "no cell" : "cell " cell)
}

function place(d,    up)
{
	up = expander_of(d)
	if (!up)
		return "on no expander"
	return below(dev[up, "bus_nr"], dev[up, "numa_node"])
}

# Machines without PCI Express have no expander and no root port.
function is_express()
{
	return machine[0, "type"] ~ /q35|virt/
}

function wanted_place(i,    node, number)
{
	node = vm["PCI", i, "NUMA_NODE"]
	if (!is_express() || !vm_count["NUMA_NODE"] || node !~ /^[0-9]+$/)
		return "on no expander"
	number = 32 + 16 * node
	# Its own: oned's address is on the first bus below it.
	if (tolower(vm["PCI", i, "ROOT"]) == "dedicated")
		number = hex(substr(vm["PCI", i, "VM_ADDRESS"], 1, 2)) - 1
	return below(number, cell_on(node))
}

function expect_device(i,    d)
{
	d = vfio_of(i)
	if (!d) {
		expect(name ": is passed through", "nothing", "vfio-pci")
		return
	}
	expect(name ": place", place(d), wanted_place(i))
	if (is_express()) {
		expect(name ": hangs on", dev[device_of(dev[d, "bus"]), "driver"],
			"pcie-root-port")
		expect(name ": guest address", guest_address(d),
			vm["PCI", i, "VM_ADDRESS"])
	}
}

# Ranges of bus numbers may not meet, and a cell must be there.
function expect_expanders(    d, e, bad, lost)
{
	for (d = 1; d <= devices; d++) {
		if (dev[d, "driver"] != "pxb-pcie")
			continue
		if (dev[d, "numa_node"] != "" && dev[d, "numa_node"] + 0 >= cells)
			lost++
		for (e = 1; e <= devices; e++)
			if (e != d && dev[e, "driver"] == "pxb-pcie" &&
			    dev[e, "bus_nr"] + 0 >= dev[d, "bus_nr"] + 0 &&
			    dev[e, "bus_nr"] + 0 <= bus_last[dev[d, "id"]])
				bad++
		if (bus_last["pcie.0"] >= dev[d, "bus_nr"] + 0)
			bad++
	}
	expect("expanders: bus numbers used twice", bad + 0, 0)
	expect("expanders: of cells that are not there", lost + 0, 0)
}

# What libvirt puts there unasked; oned's later devices find their ports taken.
function emulated_below(    d, n)
{
	for (d = 1; d <= devices; d++)
		n += dev[d, "driver"] !~ /^(vfio-pci|pxb-pcie)/ &&
			!is_bridge(d) && expander_of(d) > 0
	return n + 0
}

function tell_all(    i, d)
{
	for (i = 1; i <= vm_count["PCI"]; i++)
		if (has("PCI", i, "ADDRESS") && (d = vfio_of(i)))
			print name ": " place(d) ", guest address " guest_address(d)
}
