// SPDX-License-Identifier: Apache-2.0
/*
 * What the attributes of a VM become outside its disks, NICs and passthrough
 * devices, and how big a VM may be. docs/kvm-attributes.md names these rows.
 */
#include "distance.h"
#include "domain.h"
#include "drivers.h"
#include "guest-cpu.h"
#include "harness.h"

#define HEAD "<VM><ID>42</ID><UID>1</UID><GID>2</GID><NAME>n</NAME><TEMPLATE>"
#define TAIL                                                              \
	"</TEMPLATE><HISTORY_RECORDS><HISTORY><DS_ID>9</DS_ID></HISTORY>" \
	"</HISTORY_RECORDS></VM>"
#define CAP	"<CPU>1</CPU><MEMORY>512</MEMORY>"
#define CAP2	"<CPU>1</CPU><VCPU>2</VCPU><MEMORY>512</MEMORY>"
#define OS(x)	CAP "<OS>" x "</OS>"
#define FT(x)	CAP "<FEATURES>" x "</FEATURES>"
#define GFX(x)	CAP "<GRAPHICS>" x "</GRAPHICS>"
#define VID(x)	CAP "<VIDEO>" x "</VIDEO>"
#define IOM(x)	CAP "<IOMMU><MODE>single</MODE>" x "</IOMMU>"
#define CPUM(x) CAP "<CPU_MODEL>" x "</CPU_MODEL>"
#define ENC(x)	CAP "<MEMORY_ENCRYPTION><TYPE>" x "</TYPE></MEMORY_ENCRYPTION>"
#define RAW(x)	CAP "<RAW><TYPE>KVM</TYPE><DATA>" x "</DATA></RAW>"
#define OVMF	"/usr/share/OVMF/OVMF_CODE.fd"
#define CELL(n)                                     \
	"<NUMA_NODE><TOTAL_CPUS>" n "</TOTAL_CPUS>" \
	"<MEMORY>262144</MEMORY></NUMA_NODE>"

static const struct row {
	const char *name, *text;
	const char *has[3]; /* pieces of what comes of it, NULL ends */
	const char *lacks;
	const char *conf; /* of onegpu-driver.yaml */
} rows[] = {
	{ "nothing said",
	  CAP,
	  { "<domain type=\"kvm\"><name>one-42</name><title>n</title>",
	    "<os><type arch=\"x86_64\" machine=\"q35\">hvm</type></os>",
	    "<features><acpi/></features><devices>"
	    "<emulator>/usr/bin/qemu-kvm-one</emulator>" },
	  "<vcpu" },
	{ "CPU", "<CPU>2.5</CPU><MEMORY>1</MEMORY>", { "<shares>2560<" } },
	{ "CPU rounds up",
	  "<CPU>0.0011</CPU><MEMORY>1</MEMORY>",
	  { "<shares>2</shares>" } },
	{ "CPU is at most what the kernel takes",
	  "<CPU>999</CPU><MEMORY>1</MEMORY>",
	  { "<shares>262144</shares>" } },
	{ "CGROUPS_VERSION",
	  "<CPU>2.555</CPU><MEMORY>1</MEMORY>",
	  { "<shares>256</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	{ "CGROUPS_VERSION at least",
	  "<CPU>0.001</CPU><MEMORY>1</MEMORY>",
	  { "<shares>1</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	/* 100 times a single precision 0.15 is a little more than 15. */
	{ "CPU rounds up as oned's does",
	  "<CPU>0.15</CPU><MEMORY>1</MEMORY>",
	  { "<shares>16</shares>" },
	  NULL,
	  "CGROUPS_VERSION: 2" },
	{ "VCPU", CAP2, { "<vcpu>2</vcpu>" } },
	{ "VCPU of the configuration",
	  CAP,
	  { "<vcpu>3</vcpu>" },
	  NULL,
	  "VCPU: 3" },
	{ "VCPU_MAX",
	  CAP2 "<VCPU_MAX>4</VCPU_MAX>",
	  { "<vcpu current=\"2\">4</vcpu>" } },
	{ "VCPU_MAX alone",
	  CAP "<VCPU_MAX>4</VCPU_MAX>",
	  { "<vcpu current=\"4\">4</vcpu>" } },
	{ "VCPU_MAX with cells",
	  CAP2 "<VCPU_MAX>4</VCPU_MAX>" CELL("1") CELL("1"),
	  { "<cell id=\"0\" cpus=\"0-0\"", "<cell id=\"1\" cpus=\"1-3\"" } },
	{ "MEMORY", CAP, { "<memory>524288</memory>" }, "<currentMemory" },
	{ "MEMORY_MAX",
	  CAP "<MEMORY_MAX>1024</MEMORY_MAX>",
	  { "<memory>1048576</memory><currentMemory>524288<" } },
	{ "MEMORY_MAX no more than MEMORY",
	  CAP "<MEMORY_MAX>512</MEMORY_MAX>",
	  { "<memory>524288</memory>" },
	  "<currentMemory" },
	{ "MEMORY_RESIZE_MODE",
	  CAP2 "<MEMORY_MAX>1024</MEMORY_MAX><MEMORY_RESIZE_MODE>HOTPLUG"
	       "</MEMORY_RESIZE_MODE>",
	  { "<memory>524288</memory><maxMemory slots=\"16\">1048576<",
	    "<numa><cell id=\"0\" cpus=\"0-1\" memory=\"524288\" "
	    "unit=\"KiB\"/></numa>" } },
	{ "MEMORY_SLOTS",
	  CAP2 "<MEMORY_MAX>1024</MEMORY_MAX><MEMORY_RESIZE_MODE>HOTPLUG"
	       "</MEMORY_RESIZE_MODE><MEMORY_SLOTS>4</MEMORY_SLOTS>",
	  { "<maxMemory slots=\"4\">" } },
	{ "EMULATOR",
	  CAP "<EMULATOR>/opt/q&amp;a</EMULATOR>",
	  { "<emulator>/opt/q&amp;a</emulator>" } },
	{ "EMULATOR_CPUS",
	  CAP,
	  { "<emulatorpin cpuset=\"0,16\"/>" },
	  NULL,
	  "EMULATOR_CPUS: 0,16" },
	{ "TYPE", CAP, { "<domain type=\"qemu\">" }, NULL, "TYPE: qemu" },

	{ "OS/ARCH",
	  OS("<ARCH>i686</ARCH>"),
	  { "<type arch=\"i686\" machine=\"q35\">" } },
	{ "OS/MACHINE",
	  OS("<MACHINE>pc-i440fx-7.2</MACHINE>"),
	  { "machine=\"pc-i440fx-7.2\"" },
	  "pcie-root" },
	{ "OS/MACHINE of which nothing is known",
	  OS("<MACHINE>isapc</MACHINE>"),
	  { "machine=\"isapc\"" },
	  "<controller type=\"pci\"" },
	{ "OS/MACHINE unset",
	  CAP,
	  { "<type arch=\"x86_64\">hvm</type>" },
	  NULL,
	  "OS/MACHINE: ''" },
	{ "OS/MACHINE that the VM leaves empty",
	  OS("<MACHINE></MACHINE>"),
	  { "<type arch=\"x86_64\">hvm</type>" } },
	{ "OS/KERNEL that the VM leaves empty",
	  OS("<KERNEL></KERNEL>"),
	  { "hvm</type></os>" },
	  "<kernel",
	  "OS/KERNEL: /k" },
	{ "OS/UUID",
	  OS("<UUID>5d2c0f3e-1a4b-4c6d-8e7f-000000000001</UUID>"),
	  { "<uuid>5d2c0f3e-1a4b-4c6d-8e7f-000000000001</uuid>" } },
	{ "OS/KERNEL",
	  OS("<KERNEL>/k&lt;</KERNEL>"),
	  { "<kernel>/k&lt;</kernel></os>" } },
	{ "OS/INITRD",
	  OS("<KERNEL>/k</KERNEL><INITRD>/i</INITRD>"),
	  { "<kernel>/k</kernel><initrd>/i</initrd></os>" } },
	{ "OS/ROOT",
	  OS("<KERNEL>/k</KERNEL><ROOT>vda1</ROOT>"),
	  { "<cmdline>root=/dev/vda1 </cmdline>" } },
	{ "OS/KERNEL_CMD",
	  OS("<KERNEL>/k</KERNEL><ROOT>vda1</ROOT><KERNEL_CMD>ro</KERNEL_CMD>"),
	  { "<cmdline>root=/dev/vda1 ro</cmdline>" } },
	{ "OS/KERNEL_CMD without a kernel",
	  OS("<KERNEL_CMD>ro</KERNEL_CMD>"),
	  { "hvm</type></os>" },
	  "<cmdline" },
	{ "OS/BOOTLOADER",
	  OS("<BOOTLOADER>/b</BOOTLOADER>"),
	  { "<bootloader>/b</bootloader><os>" } },
	{ "OS/BOOTLOADER beside a kernel",
	  OS("<KERNEL>/k</KERNEL><BOOTLOADER>/b</BOOTLOADER>"),
	  { "<kernel>/k</kernel></os>" },
	  "<bootloader" },
	{ "OS/FIRMWARE=BIOS",
	  OS("<FIRMWARE>bios</FIRMWARE><FIRMWARE_SECURE>yes</FIRMWARE_SECURE>"),
	  { "hvm</type></os><features><acpi/></features>" },
	  "<smm" },
	{ "OS/FIRMWARE=UEFI",
	  OS("<FIRMWARE>uefi</FIRMWARE>"),
	  { "<os firmware=\"efi\">",
	    "<feature enabled=\"no\" name=\"secure-boot\"/>" },
	  "<pm>" },
	{ "OS/FIRMWARE, a path",
	  OS("<FIRMWARE>" OVMF "</FIRMWARE>"),
	  { "<loader readonly=\"yes\" type=\"pflash\" secure=\"no\">" OVMF "<",
	    "<nvram>/ds/9/42/n_VARS.fd</nvram></os><pm>"
	    "<suspend-to-disk enabled=\"no\"/>"
	    "<suspend-to-mem enabled=\"no\"/></pm>" } },
	{ "OVMF_UEFIS",
	  OS("<FIRMWARE>/my.fd</FIRMWARE>"),
	  { ">/my.fd</loader>" },
	  NULL,
	  "OVMF_UEFIS: [/other.fd, /my.fd]" },
	{ "OS/FIRMWARE, a path of the configuration",
	  CAP,
	  { ">/mine.fd</loader>" },
	  NULL,
	  "OS/FIRMWARE: /mine.fd" },
	{ "OS/FIRMWARE_FORMAT",
	  OS("<FIRMWARE>" OVMF "</FIRMWARE><FIRMWARE_FORMAT>QCOW2"
	     "</FIRMWARE_FORMAT>"),
	  { "<nvram format=\"qcow2\">" } },
	{ "OS/FIRMWARE_SECURE",
	  OS("<FIRMWARE>UEFI</FIRMWARE><FIRMWARE_SECURE>YES"
	     "</FIRMWARE_SECURE>"),
	  { "<feature enabled=\"yes\" name=\"secure-boot\"/>",
	    "<smm state=\"on\"/>" } },
	{ "firmware of ARM sleeps",
	  OS("<ARCH>aarch64</ARCH><FIRMWARE>" OVMF "</FIRMWARE>"),
	  { "</nvram></os><features><acpi/></features>" },
	  "<pm>" },
	{ "ACPI of ARM needs firmware",
	  OS("<ARCH>aarch64</ARCH><MACHINE>virt</MACHINE>"),
	  { "<features/>", "model=\"pcie-root\"" },
	  "<acpi/>" },

	{ "CPU_MODEL/MODEL",
	  CPUM("<MODEL>EPYC-Rome</MODEL>"),
	  { "<cpu mode=\"custom\"><model fallback=\"forbid\">EPYC-Rome<" } },
	{ "CPU_MODEL/MODEL=host-passthrough",
	  CPUM("<MODEL>host-passthrough</MODEL>"),
	  { "<cpu mode=\"host-passthrough\"/>" } },
	{ "CPU_MODEL/MODEL=host-model",
	  CPUM("<MODEL>host-model</MODEL>"),
	  { "<cpu mode=\"host-model\"/>" } },
	{ "CPU_MODEL/MODEL=maximum",
	  CPUM("<MODEL>maximum</MODEL>"),
	  { "<cpu mode=\"maximum\"/>" } },
	{ "CPU_MODEL/FEATURES",
	  CPUM("<MODEL>maximum</MODEL><FEATURES>aes, avx2,,</FEATURES>"),
	  { "<feature policy=\"require\" name=\"aes\"/>"
	    "<feature policy=\"require\" name=\"avx2\"/></cpu>" } },
	{ "CPU_MODEL/FEATURES of no model",
	  CPUM("<FEATURES>aes</FEATURES>"),
	  { "</cputune><os>" },
	  "<cpu>" },
	{ "EVC_MODE",
	  CPUM("<MODEL>host-passthrough</MODEL>"),
	  { "<model fallback=\"forbid\">Skylake-Server</model>" },
	  "host-passthrough",
	  "EVC_MODE: Skylake-Server" },
	{ "TOPOLOGY",
	  CAP2 "<TOPOLOGY><SOCKETS>2</SOCKETS></TOPOLOGY>",
	  { "<topology sockets=\"2\" cores=\"1\" threads=\"1\"/>" } },
	{ "TOPOLOGY/HUGEPAGE_SIZE",
	  CAP2
	  "<TOPOLOGY><HUGEPAGE_SIZE>2</HUGEPAGE_SIZE></TOPOLOGY>" CELL("2"),
	  { "<memoryBacking><hugepages><page size=\"2048\" unit=\"KiB\" "
	    "nodeset=\"0\"/></hugepages></memoryBacking>" } },
	{ "TOPOLOGY/MEMORY_ACCESS",
	  CAP2
	  "<TOPOLOGY><MEMORY_ACCESS>Private</MEMORY_ACCESS></TOPOLOGY>" CELL(
		  "2"),
	  { "memory=\"262144\" memAccess=\"private\"/>" } },
	{ "TOPOLOGY/MEMORY_ACCESS that oned drops",
	  CAP2 "<TOPOLOGY><MEMORY_ACCESS>x'</MEMORY_ACCESS><HUGEPAGE_SIZE>2"
	       "</HUGEPAGE_SIZE></TOPOLOGY>" CELL("2"),
	  { "memory=\"262144\"/>" },
	  "memAccess" },
	{ "TOPOLOGY/MEMORY_ACCESS without cells",
	  CAP2 "<TOPOLOGY><MEMORY_ACCESS>shared</MEMORY_ACCESS></TOPOLOGY>",
	  { "no PIN_POLICY, HUGEPAGE_SIZE or NODE_AFFINITY" },
	  "<memoryBacking" },
	{ "NUMA_NODE/DISTANCE",
	  CAP2 "<NUMA_NODE><TOTAL_CPUS>2</TOTAL_CPUS><MEMORY>524288</MEMORY>"
	       "<DISTANCE>0:99</DISTANCE></NUMA_NODE>",
	  { "<distances><sibling id=\"0\" value=\"10\"/></distances>" } },
	{ "NUMA_NODE without CPUs",
	  CAP2 CELL("2") CELL("0"),
	  { "<cell id=\"1\" memory=\"262144\"/>" } },
	{ "NUMA_NODE of neither CPUs nor memory",
	  CAP2 "<NUMA_NODE/>" CELL("2"),
	  { "<numa><cell id=\"0\" cpus=\"0-1\" memory=\"262144\"/></numa>" } },

	{ "FEATURES/ACPI=no",
	  FT("<ACPI>no</ACPI>"),
	  { "</os><devices>" },
	  "<features" },
	{ "FEATURES/ACPI that the VM leaves empty",
	  FT("<ACPI></ACPI>"),
	  { "<features><acpi/></features>" } },
	{ "FEATURES/PAE, APIC",
	  FT("<PAE>YES</PAE><APIC>yes</APIC>"),
	  { "<features><pae/><acpi/><apic/></features>" } },
	{ "FEATURES/HYPERV",
	  FT("<HYPERV>yes</HYPERV>"),
	  { "<hyperv><relaxed state=\"on\"/><vapic state=\"on\"/>",
	    "<clock offset=\"utc\"><timer name=\"rtc\" "
	    "tickpolicy=\"catchup\"" },
	  "vendor_id" },
	{ "HYPERV_OPTIONS",
	  FT("<HYPERV>yes</HYPERV>") "<HYPERV_OPTIONS>&lt;ipi state='on'/&gt;"
				     "</HYPERV_OPTIONS>",
	  { "<hyperv><ipi state=\"on\"/></hyperv>" } },
	{ "HYPERV_TIMERS",
	  FT("<LOCALTIME>yes</LOCALTIME>"),
	  { "<clock offset=\"localtime\"><timer name=\"x\"/></clock>" },
	  NULL,
	  "HYPERV_TIMERS: <timer name='x'/>" },
	{ "FEATURES/LOCALTIME",
	  FT("<LOCALTIME>yes</LOCALTIME>"),
	  { "<clock offset=\"localtime\"><timer name=\"rtc\"" } },
	{ "FEATURES/GUEST_AGENT=no",
	  FT("<GUEST_AGENT>no</GUEST_AGENT>"),
	  { "</devices>" },
	  "guest_agent" },
	{ "FEATURES/GUEST_AGENT",
	  CAP,
	  { "<channel type=\"unix\"><source mode=\"bind\"/><target "
	    "type=\"virtio\" name=\"org.qemu.guest_agent.0\"/></channel>" } },
	{ "FEATURES/KVM_HIDDEN",
	  FT("<KVM_HIDDEN>yes</KVM_HIDDEN>"),
	  { "<hyperv><vendor_id state=\"on\" value=\"onegpu\"/></hyperv>"
	    "<kvm><hidden state=\"on\"/></kvm>" } },
	{ "FEATURES/KVM_HIDDEN beside a vendor",
	  FT("<KVM_HIDDEN>yes</KVM_HIDDEN><HYPERV>yes</HYPERV>"),
	  { "<hyperv><vendor_id state=\"on\" value=\"me\"/></hyperv>" },
	  "value=\"onegpu\"",
	  "HYPERV_OPTIONS: <vendor_id state='on' value='me'/>" },
	{ "FEATURES/GIC, RAS",
	  FT("<GIC>3</GIC><RAS>yes</RAS>"),
	  { "<gic version=\"3\"/><ras state=\"on\"/></features>" } },
	{ "FEATURES/PCIHOLE64",
	  FT("<PCIHOLE64>4096</PCIHOLE64>"),
	  { "model=\"pcie-root\"><pcihole64 unit=\"KiB\">4096</pcihole64>" } },
	{ "FEATURES/IOTHREADS",
	  FT("<IOTHREADS>2</IOTHREADS>"),
	  { "<iothreads>2</iothreads>",
	    "<driver queues=\"1\" iothread=\"1\"/>" } },
	{ "FEATURES/IOTHREADS that is no number",
	  FT("<IOTHREADS>two</IOTHREADS>"),
	  { "<iothreads>3</iothreads>", "FEATURES: IOTHREADS is no number" },
	  NULL,
	  "FEATURES/IOTHREADS: 3" },
	{ "FEATURES/PCIHOLE64 that is no number",
	  FT("<PCIHOLE64>64G</PCIHOLE64>"),
	  { "FEATURES: PCIHOLE64 is no number" },
	  "<pcihole64" },
	{ "FEATURES/VIRTIO_SCSI_QUEUES",
	  FT("<VIRTIO_SCSI_QUEUES>7</VIRTIO_SCSI_QUEUES>"),
	  { "model=\"virtio-scsi\"><driver queues=\"7\"/>" } },
	{ "FEATURES/VIRTIO_SCSI_QUEUES beyond what the configuration takes",
	  FT("<VIRTIO_SCSI_QUEUES>1000</VIRTIO_SCSI_QUEUES>"),
	  { "model=\"virtio-scsi\"><driver queues=\"1000\"/>" } },
	{ "FEATURES/VIRTIO_SCSI_QUEUES=0 leaves it to QEMU",
	  FT("<VIRTIO_SCSI_QUEUES>0</VIRTIO_SCSI_QUEUES>"),
	  { "model=\"virtio-scsi\"><driver queues=\"0\"/>" } },
	{ "FEATURES/VIRTIO_SCSI_QUEUES that the VM leaves empty",
	  CAP2 "<FEATURES><VIRTIO_SCSI_QUEUES></VIRTIO_SCSI_QUEUES></FEATURES>",
	  { "model=\"virtio-scsi\"><driver queues=\"1\"/>" } },
	{ "FEATURES/VIRTIO_SCSI_QUEUES that is none",
	  FT("<VIRTIO_SCSI_QUEUES>7x</VIRTIO_SCSI_QUEUES>"),
	  { "model=\"virtio-scsi\"><driver queues=\"1\"/>" } },

	{ "GRAPHICS/TYPE=vnc",
	  GFX("<TYPE>VNC</TYPE><PORT>5942</PORT><LISTEN>::1</LISTEN>"),
	  { "<graphics type=\"vnc\" listen=\"::1\" port=\"5942\"/>" } },
	{ "GRAPHICS/PASSWD, KEYMAP",
	  GFX("<TYPE>vnc</TYPE><PASSWD>&lt;'\"&amp;</PASSWD><KEYMAP>de"
	      "</KEYMAP>"),
	  { "passwd=\"&lt;'&quot;&amp;\" keymap=\"de\"/>" } },
	{ "GRAPHICS/RANDOM_PASSWD that oned made",
	  GFX("<TYPE>vnc</TYPE><RANDOM_PASSWD>YES</RANDOM_PASSWD><PASSWD>x"
	      "</PASSWD>"),
	  { "passwd=\"x\"" } },
	{ "GRAPHICS/TYPE=spice",
	  GFX("<TYPE>Spice</TYPE>"),
	  { "<graphics type=\"spice\"/><video><model type=\"vga\" heads=\"1\"/>"
	    "</video><sound model=\"ich6\"/>" } },
	{ "SPICE_OPTIONS",
	  GFX("<TYPE>spice</TYPE>") "<SPICE_OPTIONS>&lt;sound model='ac97'/&gt;"
				    "</SPICE_OPTIONS>",
	  { "<graphics type=\"spice\"/><sound model=\"ac97\"/><channel" } },
	{ "GRAPHICS/TYPE=sdl", GFX("<TYPE>sdl</TYPE>"), { "" }, "<graphics" },
	{ "GRAPHICS/PASSWD that the VM leaves empty",
	  GFX("<TYPE>vnc</TYPE><PASSWD></PASSWD>"),
	  { "<graphics type=\"vnc\"/>" },
	  NULL,
	  "GRAPHICS/PASSWD: x" },
	{ "GRAPHICS of the configuration",
	  GFX("<PORT>1</PORT>"),
	  { "<graphics type=\"vnc\" listen=\"::\" port=\"1\"/>" },
	  NULL,
	  "GRAPHICS/TYPE: vnc\nGRAPHICS/LISTEN: '::'" },
	{ "GRAPHICS of the configuration, for those that have some",
	  CAP,
	  { "" },
	  "<graphics",
	  "GRAPHICS/TYPE: vnc" },
	{ "VIDEO/TYPE",
	  VID("<TYPE>VGA</TYPE>"),
	  { "<video><model type=\"vga\"/></video>" } },
	{ "VIDEO/VRAM, RESOLUTION",
	  VID("<TYPE>vga</TYPE><VRAM>2048</VRAM><RESOLUTION>800x600"
	      "</RESOLUTION>"),
	  { "<model type=\"vga\" vram=\"2048\"><resolution x=\"800\" "
	    "y=\"600\"/></model>" } },
	{ "VIDEO/VRAM that is too little",
	  VID("<TYPE>vga</TYPE><VRAM>1023</VRAM>"),
	  { "<model type=\"vga\"/>" } },
	{ "VIDEO/TYPE=none",
	  VID("<TYPE>none</TYPE><VRAM>2048</VRAM><RESOLUTION>1x1</RESOLUTION>"),
	  { "<video><model type=\"none\"/></video>" } },
	{ "VIDEO/TYPE=cirrus",
	  VID("<TYPE>cirrus</TYPE><RESOLUTION>1x1</RESOLUTION>"),
	  { "<video><model type=\"cirrus\"/></video>" } },
	{ "VIDEO/IOMMU, ATS",
	  VID("<TYPE>virtio</TYPE><IOMMU>yes</IOMMU><ATS>yes</ATS>"),
	  { "<video><driver iommu=\"on\" ats=\"on\"/><model" } },
	{ "VIDEO/IOMMU of another type",
	  VID("<TYPE>vga</TYPE><IOMMU>yes</IOMMU>"),
	  { "<video><model" } },
	{ "INPUT",
	  CAP "<INPUT><TYPE>Tablet</TYPE><BUS>USB</BUS></INPUT>",
	  { "<input type=\"tablet\" bus=\"usb\"/>" } },
	{ "INPUT without a BUS",
	  CAP "<INPUT><TYPE>mouse</TYPE></INPUT>",
	  { "<input type=\"mouse\"/>" } },

	{ "TPM/MODEL",
	  CAP "<TPM><MODEL>tpm-crb</MODEL></TPM>",
	  { "<tpm model=\"tpm-crb\"><backend type=\"emulator\" "
	    "version=\"2.0\"/></tpm>" } },
	{ "TPM of the configuration",
	  CAP,
	  { "<tpm model=\"tpm-tis\">" },
	  NULL,
	  "TPM/MODEL: tpm-tis" },
	{ "MEMORY_ENCRYPTION=SEV",
	  ENC("SEV"),
	  { "<memtune><hard_limit unit=\"MiB\">768</hard_limit></memtune>",
	    "<launchSecurity type=\"sev\"><policy>0x00000003</policy>" } },
	{ "MEMORY_ENCRYPTION=SEV-ES",
	  ENC("SEV-ES"),
	  { "<policy>0x00000007</policy>" } },
	{ "MEMORY_ENCRYPTION=SEV-SNP",
	  ENC("SEV-SNP"),
	  { "" },
	  "launchSecurity" },
	{ "MEMORY_TUNE_OFFSET",
	  ENC("SEV") "<MEMORY_TUNE_OFFSET>1</MEMORY_TUNE_OFFSET>",
	  { ">513</hard_limit>" } },
	{ "IOMMU",
	  IOM("<MODEL>Intel</MODEL><OPTIONS>eim=on intremap=off</OPTIONS>"),
	  { "<iommu model=\"intel\"><driver eim=\"on\" intremap=\"off\"/>" },
	  "ioapic" },
	{ "IOMMU that remaps interrupts",
	  IOM("<MODEL>intel</MODEL><OPTIONS>intremap=on</OPTIONS>"),
	  { "<ioapic driver=\"qemu\"/>" } },
	{ "IOMMU without options",
	  IOM("<MODEL>virtio</MODEL>"),
	  { "<iommu model=\"virtio\"><driver/></iommu>" } },
	{ "IOMMU for devices that there are not",
	  CAP "<IOMMU><MODE>device</MODE><MODEL>intel</MODEL></IOMMU>",
	  { "" },
	  "<iommu" },

	{ "CONTEXT",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID><TARGET>hda</TARGET></CONTEXT>",
	  { "<disk type=\"file\" device=\"cdrom\"><source file=\"/ds/9/42/"
	    "disk.1\"/><target dev=\"hda\" bus=\"sata\"/><readonly/><driver "
	    "name=\"qemu\" type=\"raw\" cache=\"none\"/></disk>" } },
	{ "CONTEXT_DISK_TYPE",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID><TARGET>hda</TARGET></CONTEXT>",
	  { "<disk type=\"block\" device=\"cdrom\"><source dev=\"/ds/9/42/" },
	  NULL,
	  "CONTEXT_DISK_TYPE: BLOCK" },
	{ "CONTEXT without a TARGET",
	  CAP "<CONTEXT><DISK_ID>1</DISK_ID></CONTEXT>",
	  { "</domain>" },
	  "<disk" },
	{ "Q35_ROOT_PORTS",
	  CAP,
	  { "index=\"3\" model=\"pcie-root-port\"/><controller type=\"pci\" "
	    "index=\"4\" model=\"pcie-to-pci-bridge\"/>" },
	  NULL,
	  "Q35_ROOT_PORTS: 3" },
	{ "Q35_NUMA_PCIE",
	  CAP2 CELL("2"),
	  { "index=\"16\" model=\"pcie-root-port\"/><controller "
	    "type=\"pci\" index=\"17\" model=\"pcie-to-pci-bridge\"/>" },
	  "pcie-expander-bus",
	  "Q35_NUMA_PCIE: no" },
	{ "RAW",
	  RAW("&lt;a x='1'&gt;&amp;lt;&lt;/a&gt;"),
	  { "<a x=\"1\">&lt;</a></domain>" } },
	{ "RAW with devices",
	  RAW("&lt;devices&gt;&lt;rng/&gt;&lt;/devices&gt;"),
	  { "<rng/></devices></domain>" } },
	{ "RAW of QEMU",
	  RAW("&lt;qemu:commandline&gt;&lt;qemu:arg value='-x'/&gt;"
	      "&lt;/qemu:commandline&gt;"),
	  { "<qemu:commandline xmlns:qemu=\"http://libvirt.org/schemas/domain/"
	    "qemu/1.0\"><qemu:arg value=\"-x\"/></qemu:commandline>" } },
	{ "metadata of devices, in small letters",
	  CAP "<PCI><ADDRESS>0000:e1:00:0</ADDRESS><VM_ADDRESS>01:00.0"
	      "</VM_ADDRESS><VENDOR>10DE</VENDOR><DEVICE>233A</DEVICE>"
	      "<CLASS>0302</CLASS></PCI>",
	  { "<one:pci_devices>10de:233a:0302</one:pci_devices>" } },
	{ "RAW of another kind",
	  CAP "<RAW><TYPE>vmware</TYPE><DATA>&lt;</DATA></RAW>",
	  { "</devices></domain>" } },
	{ "RAW of the configuration",
	  RAW("&lt;a/&gt;"),
	  { "<a/><b/></domain>" },
	  NULL,
	  "RAW: <b/>" },
	{ "metadata",
	  CAP,
	  { "<one:vm xmlns:one=\"http://opennebula.org/xmlns/libvirt/1.0\">"
	    "<one:system_datastore>/ds/9/42</one:system_datastore>"
	    "<one:name>n</one:name>",
	    "<one:uid>1</one:uid>", "<one:gid>2</one:gid>" } },
};

static void write_domain(struct og_vm *vm, struct og_buf *ret_text)
{
	og_cleanup(og_moves_free) struct og_moves moves = { 0 };
	og_cleanup(og_notes_free) struct og_notes notes = { 0 };
	og_cleanup(og_pcie_free) struct og_pcie tree = { 0 };
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;
	struct og_plan plan = { .vm = vm,
				.tree = &tree,
				.moves = &moves,
				.notes = &notes,
				.datastores = "/ds" };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };
	const char *c;

	og_guest_cpu_note(vm, &notes);
	og_distance_note(vm, &notes);
	if (og_pins_settle(vm, NULL, &moves, &notes, &err) < 0 ||
	    og_pcie_plan(vm, &tree, &notes, &err) < 0)
		ck_abort_msg("%s", err.msg);
	og_pins_emulator(vm, NULL, &plan.emulator);
	doc = og_domain_new(&plan);
	og_xml_write(doc, &text);
	/* Without the white space that is there for people. */
	for (c = og_buf_text(&text); *c; c++) {
		if (*c == '\n')
			c += strspn(c, " \n") - 1;
		else
			og_buf_char(ret_text, *c);
	}
}

START_TEST(writes)
{
	const struct row *row = &rows[_i];
	og_autofree char *whole = og_asprintf("%s%s%s", HEAD, row->text, TAIL);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_test_doc(whole);
	og_cleanup(og_driver_conf_free) struct og_driver_conf conf = { 0 };
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	const char *yaml = row->conf ? row->conf : "";
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	if (og_driver_conf_parse(yaml, strlen(yaml), &conf, &err) < 0 ||
	    og_vm_read(og_xml_root(doc), &conf, &vm, &err) < 0 ||
	    og_vm_read_guest(og_xml_root(doc), &conf, &vm, &err) < 0)
		ck_abort_msg("%s: %s", row->name, err.msg);
	write_domain(&vm, &text);
	for (size_t i = 0; i < OG_COUNT(row->has) && row->has[i]; i++)
		ck_assert_msg(strstr(og_buf_text(&text), row->has[i]),
			      "%s: no %s in %s", row->name, row->has[i],
			      og_buf_text(&text));
	if (row->lacks)
		ck_assert_msg(!strstr(og_buf_text(&text), row->lacks),
			      "%s: %s in %s", row->name, row->lacks,
			      og_buf_text(&text));
}
END_TEST

static unsigned count(const char *text, const char *piece)
{
	unsigned n = 0;

	for (; (text = strstr(text, piece)); text++)
		n++;
	return n;
}

static void check_big(const char *tmpl, const char *name, const char *piece,
		      unsigned want)
{
	og_autofree char *whole =
		og_asprintf("<VM><ID>42</ID><NAME>%s</NAME><TEMPLATE>%s%s",
			    name, tmpl, TAIL);
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc =
		og_test_doc(whole);
	og_cleanup(og_vm_free) struct og_vm vm = { 0 };
	og_autobuf text = OG_BUF_INIT;
	struct og_err err = { 0 };

	ck_assert_msg(og_test_vm(doc, &vm, &err) == 0, "%s", err.msg);
	write_domain(&vm, &text);
	ck_assert_uint_eq(count(og_buf_text(&text), piece), want);
}

/* 32 nodes with 32 vCPUs each: 1024, pinned one by one. */
START_TEST(many_vcpus)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, "<CPU>1024</CPU><VCPU>1024</VCPU><MEMORY>32768"
			  "</MEMORY><TOPOLOGY><PIN_POLICY>CORE</PIN_POLICY>"
			  "<SOCKETS>32</SOCKETS><CORES>32</CORES></TOPOLOGY>");
	for (unsigned node = 0; node < 32; node++) {
		og_buf_fmt(&text,
			   "<NUMA_NODE><TOTAL_CPUS>32</TOTAL_CPUS><MEMORY>"
			   "1048576</MEMORY><NODE_ID>%u</NODE_ID><DISTANCE>"
			   "0-31:30</DISTANCE><CPUS>",
			   node);
		for (unsigned cpu = 0; cpu < 32; cpu++)
			og_buf_fmt(&text, "%s%u", cpu ? "," : "",
				   node * 32 + cpu);
		og_buf_str(&text, "</CPUS></NUMA_NODE>");
	}
	check_big(og_buf_text(&text), "n", "<vcpupin ", 1024);
	check_big(og_buf_text(&text), "n", "<sibling ", 32 * 32);
	check_big(og_buf_text(&text), "n", "<memnode ", 32);
}
END_TEST

START_TEST(many_devices)
{
	og_autobuf text = OG_BUF_INIT;

	og_buf_str(&text, CAP);
	for (unsigned i = 0; i < 64; i++)
		og_buf_fmt(&text,
			   "<PCI><PCI_ID>%u</PCI_ID><ADDRESS>0000:%02x:00:0"
			   "</ADDRESS><NUMA_NODE>-</NUMA_NODE><VM_ADDRESS>"
			   "%02x:00.0</VM_ADDRESS></PCI>",
			   i, 0x40 + i, i + 1);
	check_big(og_buf_text(&text), "n", "<hostdev ", 64);
}
END_TEST

START_TEST(long_names)
{
	og_autobuf name = OG_BUF_INIT;
	og_autofree char *title = NULL;

	for (unsigned i = 0; i < 4096; i++)
		og_buf_char(&name, i % 2 ? 'a' : '\'');
	title = og_asprintf("<title>%s</title>", og_buf_text(&name));
	check_big(CAP, og_buf_text(&name), title, 1);
}
END_TEST

Suite *og_suite_guest(void)
{
	Suite *s = suite_create("guest");
	TCase *c = tcase_create("guest");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_test(c, many_vcpus);
	tcase_add_test(c, many_devices);
	tcase_add_test(c, long_names);
	suite_add_tcase(s, c);
	return s;
}
