// SPDX-License-Identifier: Apache-2.0
#include "wants.h"

#define MODEL(name) "<CPU_MODEL><MODEL>" name "</MODEL></CPU_MODEL>"
#define CUSTOM(name)                                        \
	"<cpu mode='custom'><model fallback='forbid'>" name \
	"</model>" ONED_TOPOLOGY
#define WHOLE	"<cpu mode='host-passthrough'>" ONED_TOPOLOGY
#define OS(x)	"<OS>" x "</OS>"
#define FT(x)	"<FEATURES>" x "</FEATURES>"
#define OVMF	"/usr/share/OVMF/OVMF_CODE.fd"
#define UUID	"e4042b96-e63d-56cf-bcc8-4e6eecccc12e"
#define ROOT	"devices/controller[model=pcie-root]"
#define RESERVE "pcie-root-port.io-reserve="
#define ARG(x)                                                             \
	"<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/" \
	"qemu/1.0'><qemu:arg value='" x "'/></qemu:commandline>"
#define RAW_ARG(x)                                                         \
	"<RAW><TYPE>kvm</TYPE><DATA>&lt;qemu:commandline&gt;&lt;qemu:arg " \
	"value='" x "'/&gt;&lt;/qemu:commandline&gt;</DATA></RAW>"

const struct og_want og_wants[] = {
	{ "q35", .has = { "os/type@machine=q35", "os/type=hvm" } },
	{ "i440fx with SeaBIOS", .vm = OS("<MACHINE>pc</MACHINE>"),
	  .os = "<os>" TYPE("pc") "</os>",
	  .has = { "os/type@machine=pc", "!os/loader", "!os@firmware",
		   "devices/hostdev/address@bus=0x01" } },
	{ "UEFI", .vm = OS("<FIRMWARE>UEFI</FIRMWARE>"),
	  .os = "<os firmware='efi'>" TYPE(
		  "q35") "<firmware><feature "
			 "enabled='no' name='secure-boot'/></firmware></os>",
	  .has = { "os@firmware=efi",
		   "os/firmware/feature[name=secure-boot]@enabled=no",
		   "os/nvram", "!os/nvram[1]", "!features/smm" } },
	{ "variables of the user's own in a second <os>",
	  .vm = OS("<FIRMWARE>UEFI</FIRMWARE>"),
	  .os = "<os firmware='efi'>" TYPE(
		  "q35") "</os><os><nvram>/mine</nvram></os>",
	  .refined_only = true,
	  .has = { "!os[0]/nvram", "os[1]/nvram=/mine" } },
	{ "UEFI beside expanders spares I/O ports",
	  .vm = OS("<FIRMWARE>UEFI</FIRMWARE>"),
	  .os = "<os firmware='efi'>" TYPE("q35") "</os>",
	  .has = { "commandline/arg[0]@value=-global",
		   "commandline/arg[1]@value=pcie-root-port.io-reserve=0",
		   "!commandline/arg[2]" } },
	{ "and so does UEFI by its path, behind the user's words",
	  .vm = OS("<FIRMWARE>" OVMF "</FIRMWARE>") RAW_ARG("-x"),
	  .os = "<os>" TYPE(
		  "q35") "<loader readonly=\"yes\" type=\"pflash\">" OVMF
			 "</loader><nvram>/n</nvram></os>",
	  .more = ARG("-x"),
	  .has = { "commandline/arg[0]@value=-x",
		   "commandline/arg[1]@value=-global",
		   "commandline/arg[2]@value=pcie-root-port.io-reserve=0",
		   "!commandline/arg[3]", "!commandline[1]" } },
	{ "unless the user has said something of them",
	  .vm = OS("<FIRMWARE>UEFI</FIRMWARE>") RAW_ARG(RESERVE "4096"),
	  .os = "<os firmware='efi'>" TYPE("q35") "</os>",
	  .more = ARG(RESERVE "4096"),
	  .has = { "commandline/arg[0]@value=" RESERVE "4096",
		   "!commandline/arg[1]" } },
	{ "BIOS needs no such words", .has = { "!commandline" } },
	{ "nor does UEFI without expanders",
	  .vm = OS("<MACHINE>pc</MACHINE><FIRMWARE>UEFI</FIRMWARE>"),
	  .os = "<os firmware='efi'>" TYPE("pc") "</os>",
	  .has = { "!commandline" } },
	{ "UEFI with secure boot",
	  .vm = OS("<FIRMWARE>UEFI</FIRMWARE><FIRMWARE_SECURE>YES"
		   "</FIRMWARE_SECURE>"),
	  .os = "<os firmware='efi'>" TYPE(
		  "q35") "<firmware><feature "
			 "enabled='yes' name='secure-boot'/></firmware></os>",
	  .features = "<acpi/><smm state=\"on\"/>",
	  .has = { "os/firmware/feature[name=secure-boot]@enabled=yes",
		   "features/smm@state=on" } },
	{ "firmware by its path, with secure boot",
	  .vm = OS("<FIRMWARE>" OVMF "</FIRMWARE><FIRMWARE_SECURE>YES"
		   "</FIRMWARE_SECURE>"),
	  .os = "<os>" TYPE("q35") "<loader readonly=\"yes\" type=\"pflash\" "
				   "secure=\"yes\">" OVMF
				   "</loader><nvram>/n</nvram></os>",
	  .features = "<acpi/><smm state=\"on\"/>",
	  .has = { "os/loader=" OVMF, "os/loader@secure=yes", "os/nvram",
		   "features/smm@state=on" } },
	{ "BIOS has no secure boot",
	  .vm = OS("<FIRMWARE>BIOS</FIRMWARE><FIRMWARE_SECURE>YES"
		   "</FIRMWARE_SECURE>"),
	  .features = "<acpi/><smm state=\"on\"/>",
	  .has = { "!os/loader", "!os@firmware", "!features/smm",
		   "features/acpi" } },
	{ "SMM that the VM did not ask for in OS",
	  .features = "<smm state=\"on\"/>", .refined_only = true,
	  .has = { "features/smm@state=on" } },

	{ "host-passthrough", .vm = MODEL("host-passthrough"), .cpu = WHOLE,
	  .has = { "cpu@mode=host-passthrough", "cpu@check=none",
		   "cpu/cache@mode=passthrough",
		   "cpu/maxphysaddr@mode=passthrough", "!cpu/feature" } },
	{ "host-passthrough with words of its own",
	  .vm = MODEL("host-passthrough"),
	  .cpu = WHOLE "<cache mode='disable'/><maxphysaddr mode='emulate' "
		       "bits='42'/>",
	  .refined_only = true,
	  .has = { "cpu/cache@mode=disable", "!cpu/cache[1]",
		   "cpu/maxphysaddr@bits=42", "!cpu/maxphysaddr[1]" } },
	{ "host-model", .vm = MODEL("host-model"), .cpu = CUSTOM("host-model"),
	  .has = { "cpu@mode=host-model", "!cpu/model", "!cpu/cache" } },
	{ "maximum", .vm = MODEL("maximum"), .cpu = CUSTOM("maximum"),
	  .has = { "cpu@mode=maximum", "!cpu/model" } },
	{ "a named model", .vm = MODEL("EPYC-Rome"), .cpu = CUSTOM("EPYC-Rome"),
	  .amd = true,
	  .has = { "cpu@mode=custom", "cpu/model=EPYC-Rome", "!cpu/feature",
		   "!cpu/maxphysaddr" } },
	{ "features of the CPU",
	  .vm = "<CPU_MODEL><MODEL>EPYC</MODEL><FEATURES>aes</FEATURES>"
		"</CPU_MODEL>",
	  .cpu = CUSTOM("EPYC") "<feature policy='require' name='aes'/>",
	  .has = { "cpu/feature[name=aes]@policy=require" } },
	{ "threads on AMD", .vm = MODEL("host-passthrough"), .cpu = WHOLE,
	  .amd = true,
	  .has = { "cpu/feature[name=topoext]@policy=require",
		   "!cpu/feature[1]" } },
	{ "threads on AMD, with the feature",
	  .vm = "<CPU_MODEL><MODEL>host-passthrough</MODEL><FEATURES>topoext"
		"</FEATURES></CPU_MODEL>",
	  .cpu = WHOLE "<feature policy='require' name='topoext'/>",
	  .amd = true,
	  .has = { "cpu/feature[name=topoext]", "!cpu/feature[1]" } },
	{ "no threads on AMD", .vm = MODEL("host-passthrough"),
	  .shape = "<SOCKETS>2</SOCKETS><CORES>2</CORES><THREADS>1</THREADS>",
	  .cpu = "<cpu mode='host-passthrough'><topology sockets='2' "
		 "cores='2' threads='1'/>",
	  .amd = true, .has = { "cpu/topology@threads=1", "!cpu/feature" } },

	{ "topology", .has = { "cpu/topology@sockets=2", "cpu/topology@cores=1",
			       "cpu/topology@threads=2" } },
	{ "cores='0'",
	  .shape = "<SOCKETS>3</SOCKETS><CORES>0</CORES><THREADS>2</THREADS>",
	  .cpu = "<cpu><topology sockets='3' cores='0' threads='2'/>",
	  .has = { "cpu/topology@sockets=1", "cpu/topology@cores=2",
		   "cpu/topology@threads=2" } },
	{ "distances of the host",
	  .has = { "cpu/numa/cell[1]@cpus=2-3",
		   "cpu/numa/cell[0]/distances/sibling[id=0]@value=10",
		   "cpu/numa/cell[0]/distances/sibling[id=1]@value=21",
		   "cpu/numa/cell[1]/distances/sibling[id=0]@value=21" } },
	{ "distances of the VM",
	  .cells = CELL("0", "0,2", "<DISTANCE>1:33</DISTANCE>")
		  CELL("1", "8,10", ""),
	  .numa = "<cell id='0' memory='524288' cpus='0-1'><distances><sibling "
		  "id='0' value='10'/><sibling id='1' value='33'/></distances>"
		  "</cell><cell id='1' memory='524288' cpus='2-3'/>",
	  .has = { "cpu/numa/cell[0]/distances/sibling[id=1]@value=33",
		   "!cpu/numa/cell[1]/distances" } },
	{ "distances that libvirt takes",
	  .cells = CELL("0", "0,2", "<DISTANCE>0:25,1:10</DISTANCE>")
		  CELL("1", "8,10", "<DISTANCE>0:300</DISTANCE>"),
	  .numa = "<cell id='0' memory='524288' cpus='0-1'><distances><sibling "
		  "id='0' value='25'/><sibling id='1' value='10'/></distances>"
		  "</cell><cell id='1' memory='524288' cpus='2-3'><distances>"
		  "<sibling id='0' value='300'/><sibling id='1' value='10'/>"
		  "</distances></cell>",
	  .has = { "cpu/numa/cell[0]/distances/sibling[id=0]@value=10",
		   "cpu/numa/cell[0]/distances/sibling[id=1]@value=11",
		   "cpu/numa/cell[1]/distances/sibling[id=0]@value=20",
		   "cpu/numa/cell[1]/distances/sibling[id=1]@value=10" } },
	{ "a cell of neither CPUs nor memory",
	  .cells = CELL("0", "0,2", "") "<NUMA_NODE/>" CELL("1", "8,10", ""),
	  .numa = "<cell id='0' memory='524288' cpus='0-1'/><cell id='1' "
		  "memory='0'/><cell id='2' memory='524288' cpus='2-3'/>",
	  .has = { "cpu/numa/cell[1]@cpus=2-3", "cpu/numa/cell[1]@id=1",
		   "!cpu/numa/cell[2]", "numatune/memnode[cellid=1]@nodeset=1",
		   "!numatune/memnode[2]",
		   "devices/controller[index=12]/target/node=1",
		   "cpu/numa/cell[1]/distances/sibling[id=0]@value=21" } },

	{ "pins of CORE", .has = { "cputune/vcpupin[vcpu=0]@cpuset=0",
				   "cputune/vcpupin[vcpu=1]@cpuset=2",
				   "cputune/vcpupin[vcpu=3]@cpuset=10" } },
	{ "pins of SHARED", .pin = "SHARED",
	  .cells = CELL("0", "0,1,2", "") CELL("1", "8,9", ""),
	  .has = { "cputune/vcpupin[vcpu=0]@cpuset=0-2",
		   "cputune/vcpupin[vcpu=1]@cpuset=0-2",
		   "cputune/vcpupin[vcpu=2]@cpuset=8-9" } },
	{ "memory of its nodes",
	  .has = { "numatune/memory@mode=strict", "numatune/memory@nodeset=0-1",
		   "numatune/memnode[cellid=0]@mode=strict",
		   "numatune/memnode[cellid=0]@nodeset=0",
		   "numatune/memnode[cellid=1]@nodeset=1" } },
	{ "the emulator: idle threads of its own cores, at the GPU",
	  .has = { "cputune/emulatorpin@cpuset=9,11" } },
	{ "the emulator: no idle threads", .pin = "THREAD",
	  .cells = CELL("0", "0,2", "") CELL("1", "8,10", ""),
	  .has = { "cputune/emulatorpin@cpuset=0,2,8,10" } },
	{ "the emulator: where all are", .conf = "EMULATOR_CPUS: 4-5",
	  .tune = "<emulatorpin cpuset='4-5'/>",
	  .has = { "cputune/emulatorpin@cpuset=4-5" } },
	{ "I/O threads with the emulator", .vm = FT("<IOTHREADS>2</IOTHREADS>"),
	  .more = "<iothreads>2</iothreads>",
	  .has = { "iothreads=2", "cputune/iothreadpin[iothread=1]@cpuset=9,11",
		   "cputune/iothreadpin[iothread=2]@cpuset=9,11",
		   "!cputune/iothreadpin[2]" } },
	{ "no I/O threads", .has = { "!cputune/iothreadpin" } },
	{ "huge pages",
	  .shape = TWO_THREADS "<HUGEPAGE_SIZE>2</HUGEPAGE_SIZE><MEMORY_ACCESS>"
			       "Shared</MEMORY_ACCESS>",
	  .numa = "<cell id='0' memory='524288' cpus='0-1' memAccess='Shared'/>"
		  "<cell id='1' memory='524288' cpus='2-3' "
		  "memAccess='Shared'/>",
	  .more = "<memoryBacking><hugepages><page size='2048'/></hugepages>"
		  "</memoryBacking>",
	  .has = { "memoryBacking/hugepages/page@size=2048",
		   "memoryBacking/hugepages/page@unit=KiB",
		   "memoryBacking/hugepages/page@nodeset=0-1",
		   "cpu/numa/cell[0]@memAccess=shared",
		   "cpu/numa/cell[1]@memAccess=shared" } },
	{ "no balloon to grow by", .vm = "<MEMORY_MAX>4096</MEMORY_MAX>",
	  .memory = "<memory>4194304</memory>"
		    "<currentMemory>1048576</currentMemory>",
	  .has = { "memory=1048576", "!memory[1]", "!currentMemory",
		   "devices/memballoon@model=none" } },
	{ "no balloon", .has = { "devices/memballoon@model=none",
				 "!devices/memballoon[1]" } },

	{ "the device",
	  .has = { "devices/hostdev@managed=yes", "devices/hostdev@type=pci",
		   "devices/hostdev/driver@name=vfio",
		   "devices/hostdev/source/address@bus=0xe1",
		   "!devices/hostdev/rom", "!devices/hostdev[1]" } },
	{ "a vGPU of NVIDIA's driver",
	  .pci = "<MDEV_MODE>nvidia</MDEV_MODE><UUID>" UUID "</UUID>",
	  .hostdev = "<hostdev mode='subsystem' type='pci' managed='no'>" SOURCE
		  SEAT "</hostdev>",
	  .has = { "devices/hostdev@managed=no",
		   "devices/hostdev/driver@name=vfio" } },
	{ "a mediated device", .pci = "<UUID>" UUID "</UUID>",
	  .hostdev = "<hostdev mode='subsystem' type='mdev' model='vfio-pci'>"
		     "<source><address uuid='" UUID "'/></source>" SEAT
		     "</hostdev>",
	  .has = { "devices/hostdev@type=mdev", "!devices/hostdev@managed",
		   "devices/hostdev/source/address@uuid=" UUID } },
	{ "IOMMUFD", .pci = "<IOMMUFD>yes</IOMMUFD>",
	  .hostdev = PASSED("<driver iommufd='yes'/>"),
	  .has = { "devices/hostdev/driver@iommufd=yes",
		   "devices/hostdev/driver@name=vfio",
		   "!devices/hostdev/driver[1]" } },
	{ "ACPI_NODES", .pci = "<ACPI_NODES>1</ACPI_NODES>",
	  .hostdev = PASSED("<acpi nodeset='1'/>"),
	  .has = { "devices/hostdev/acpi@nodeset=1" } },
	{ "ROM", .pci = "<ROM>/vbios</ROM>",
	  .has = { "devices/hostdev/rom@file=/vbios" } },
	{ "ROM_BAR", .pci = "<ROM_BAR>off</ROM_BAR>",
	  .has = { "devices/hostdev/rom@bar=off" } },
	{ "ORDER", .pci = "<ORDER>3</ORDER>",
	  .has = { "devices/hostdev/boot@order=3",
		   "!devices/hostdev/boot[1]" } },
	{ "the only display", .vm = "<VIDEO><TYPE>vga</TYPE></VIDEO>",
	  .pci = "<ROLE>vga</ROLE>",
	  .devices = "<video><model type='vga'/></video>",
	  .has = { "devices/video/model@type=none", "!devices/video[1]" } },
	{ "to compute with", .vm = "<VIDEO><TYPE>vga</TYPE></VIDEO>",
	  .devices = "<video><model type='vga'/></video>",
	  .has = { "devices/video/model@type=vga", "!devices/video[1]" } },
	{ "all functions", .pci = "<FUNCTIONS>all</FUNCTIONS>",
	  .has = { "devices/hostdev[0]/address@multifunction=on",
		   "devices/hostdev[1]/source/address@function=0x1",
		   "devices/hostdev[1]/driver@name=vfio",
		   "devices/hostdev[1]/address@function=0x1",
		   "!devices/hostdev[2]" } },

	{ "hidden", .vm = FT("<KVM_HIDDEN>yes</KVM_HIDDEN>"),
	  .has = { "features/kvm/hidden@state=on",
		   "features/hyperv/vendor_id@state=on",
		   "features/hyperv/vendor_id@value=onegpu", "features/acpi",
		   "!features[1]" } },
	{ "hidden, with the vendor that Hyper-V's options name",
	  .vm = FT(
		  "<KVM_HIDDEN>yes</KVM_HIDDEN><HYPERV>yes</HYPERV>") "<HYPERV_"
								      "OPTIONS>"
								      "&lt;"
								      "vendor_"
								      "id "
								      "state='"
								      "on' "
								      "value='"
								      "me'/&gt;"
								      "</"
								      "HYPERV_"
								      "OPTIONS"
								      ">",
	  .features = "<acpi/><hyperv><vendor_id state='on' value='me'/>"
		      "</hyperv>",
	  .has = { "features/kvm/hidden@state=on",
		   "features/hyperv/vendor_id@value=me",
		   "!features/hyperv/vendor_id[1]", "!features/hyperv[1]" } },
	{ "hidden, where nothing else is",
	  .vm = FT("<KVM_HIDDEN>yes</KVM_HIDDEN><ACPI>no</ACPI>"),
	  .features = "",
	  .has = { "features/kvm/hidden", "features/hyperv/vendor_id" } },
	{ "hidden for all VMs", .conf = "FEATURES/KVM_HIDDEN: yes",
	  .has = { "features/kvm/hidden@state=on" } },
	{ "hidden for all VMs but this",
	  .vm = FT("<KVM_HIDDEN>no</KVM_HIDDEN>"),
	  .conf = "FEATURES/KVM_HIDDEN: yes",
	  .has = { "!features/kvm", "!features/hyperv" } },
	{ "not hidden", .has = { "!features/kvm", "!features/hyperv" } },

	{ "a window for BARs", .vm = FT("<PCIHOLE64>4096</PCIHOLE64>"),
	  .hole = "<pcihole64 unit='KiB'>4096</pcihole64>", .gib = 64,
	  .has = { ROOT "/pcihole64=4096", ROOT "/pcihole64@unit=KiB",
		   "!" ROOT "/pcihole64[1]" } },
	{ "a window for BARs of all VMs", .conf = "FEATURES/PCIHOLE64: 8192",
	  .gib = 64,
	  .has = { ROOT "/pcihole64=8192", "!" ROOT "/pcihole64[1]" } },
	{ "a window that oned's host asks for",
	  .hole = "<pcihole64 unit='KiB'>4096</pcihole64>", .gib = 64,
	  .refined_only = true,
	  .has = { ROOT "/pcihole64=4096", "!" ROOT "/pcihole64[1]" } },
	{ "a window for big BARs", .gib = 64,
	  .has = { ROOT "/pcihole64=134217728", ROOT "/pcihole64@unit=KiB" } },
	{ "BARs that fit", .gib = 32, .has = { "!" ROOT "/pcihole64" } },
};

const size_t og_wants_count = sizeof(og_wants) / sizeof(og_wants[0]);
