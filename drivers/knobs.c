// SPDX-License-Identifier: Apache-2.0
#include "knobs.h"

#define TEXT(n)                                   \
	{                                         \
		.name = (n), .kind = OG_KNOB_TEXT \
	}
#define PRESET(n, p)                                             \
	{                                                        \
		.name = (n), .kind = OG_KNOB_TEXT, .preset = (p) \
	}
#define BOOL(n, p)                                               \
	{                                                        \
		.name = (n), .kind = OG_KNOB_BOOL, .preset = (p) \
	}
#define PATH(n)                                   \
	{                                         \
		.name = (n), .kind = OG_KNOB_PATH \
	}
#define QUEUES(n, p)                                               \
	{                                                          \
		.name = (n), .kind = OG_KNOB_QUEUES, .preset = (p) \
	}
#define XML(n, p)                                               \
	{                                                       \
		.name = (n), .kind = OG_KNOB_XML, .preset = (p) \
	}
#define NUMBER(n, p, m)                                             \
	{                                                           \
		.name = (n), .kind = OG_KNOB_NUMBER, .preset = (p), \
		.most = (m)                                         \
	}
#define WORD(n, p, w)                                                          \
	{                                                                      \
		.name = (n), .kind = OG_KNOB_WORD, .preset = (p), .words = (w) \
	}
#define RATE(n) NUMBER(n, NULL, INT64_MAX)

static const char hyperv_options[] = "<relaxed state='on'/>"
				     "<vapic state='on'/>"
				     "<spinlocks state='on' retries='8191'/>"
				     "<vpindex state='on'/>"
				     "<runtime state='on'/>"
				     "<synic state='on'/>"
				     "<stimer state='on'/>"
				     "<reset state='off'/>"
				     "<frequencies state='on'/>"
				     "<reenlightenment state='off'/>"
				     "<tlbflush state='on'/>"
				     "<ipi state='on'/>"
				     "<evmcs state='off'/>";

static const char hyperv_timers[] = "<timer name='rtc' tickpolicy='catchup'/>"
				    "<timer name='pit' tickpolicy='delay'/>"
				    "<timer name='hpet' present='no'/>"
				    "<timer name='hypervclock' present='yes'/>";

static const char spice_options[] =
	"<video><model type='vga' heads='1'/></video>"
	"<sound model='ich6'/>"
	"<channel type='spicevmc'>"
	"<target type='virtio' name='com.redhat.spice.0'/>"
	"</channel>"
	"<redirdev bus='usb' type='spicevmc'/>"
	"<redirdev bus='usb' type='spicevmc'/>"
	"<redirdev bus='usb' type='spicevmc'/>";

static const char ovmf_uefis[] = "/usr/share/AAVMF/AAVMF_CODE.fd "
				 "/usr/share/OVMF/OVMF_CODE.fd "
				 "/usr/share/OVMF/OVMF_CODE.secboot.fd "
				 "/usr/share/OVMF/OVMF_CODE_4M.fd "
				 "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd "
				 "/usr/share/edk2/ovmf/OVMF_CODE.fd "
				 "/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd";

const struct og_knob og_knobs[] = {
	{ .name = "ALLOWLIST", .kind = OG_KNOB_IDS },
	BOOL("BOOT_DISPLAY", "no"),
	WORD("BIND", "libvirt", "libvirt vfio"),
	{ .name = "RESERVED_CPUS", .kind = OG_KNOB_CPUS },
	PRESET("URI", "qemu:///system"),
	NUMBER("LIBVIRT_WAIT", "30", 3600),
	{ .name = "LOCK",
	  .kind = OG_KNOB_PATH,
	  .preset = "/var/lock/one/onegpu.lock" },
	NUMBER("LOCK_WAIT", "900", 86400),
	{ .name = "BOUND",
	  .kind = OG_KNOB_PATH,
	  .preset = "/var/lock/one/onegpu.bound" },
	{ .name = "DATASTORES",
	  .kind = OG_KNOB_PATH,
	  .preset = "/var/lib/one/datastores" },
	PATH("KVM"),
	WORD("TYPE", NULL, "kvm qemu"),
	{ .name = "EMULATOR",
	  .kind = OG_KNOB_PATH,
	  .preset = "/usr/bin/qemu-kvm-one" },
	NUMBER("VCPU", NULL, 4096),
	NUMBER("VCPU_MAX", NULL, 4096),
	NUMBER("MEMORY_SLOTS", "16", 255),
	NUMBER("MEMORY_TUNE_OFFSET", "256", 1 << 30),
	WORD("CGROUPS_VERSION", NULL, "1 2"),
	{ .name = "EMULATOR_CPUS", .kind = OG_KNOB_CPUS },
	TEXT("EVC_MODE"),
	{ .name = "OVMF_UEFIS", .kind = OG_KNOB_PATHS, .preset = ovmf_uefis },
	BOOL("Q35_NUMA_PCIE", "yes"),
	NUMBER("Q35_ROOT_PORTS", "16", 64),
	WORD("CONTEXT_DISK_TYPE", "FILE", "FILE BLOCK"),
	PRESET("OS/ARCH", "x86_64"),
	PRESET("OS/MACHINE", "q35"),
	TEXT("OS/KERNEL"),
	TEXT("OS/INITRD"),
	TEXT("OS/ROOT"),
	TEXT("OS/KERNEL_CMD"),
	PATH("OS/BOOTLOADER"),
	TEXT("OS/FIRMWARE"),
	WORD("OS/FIRMWARE_FORMAT", NULL, "raw qcow2"),
	BOOL("OS/FIRMWARE_SECURE", NULL),
	WORD("OS/SD_DISK_BUS", NULL, "sata scsi"),
	BOOL("FEATURES/ACPI", "yes"),
	BOOL("FEATURES/PAE", "no"),
	BOOL("FEATURES/APIC", "no"),
	BOOL("FEATURES/HYPERV", "no"),
	BOOL("FEATURES/LOCALTIME", NULL),
	BOOL("FEATURES/GUEST_AGENT", "yes"),
	BOOL("FEATURES/KVM_HIDDEN", NULL),
	BOOL("FEATURES/RAS", NULL),
	WORD("FEATURES/GIC", NULL, "2 3 host"),
	NUMBER("FEATURES/IOTHREADS", "0", 1024),
	NUMBER("FEATURES/PCIHOLE64", NULL, INT64_MAX / 1024),
	QUEUES("FEATURES/VIRTIO_SCSI_QUEUES", "auto"),
	QUEUES("FEATURES/VIRTIO_BLK_QUEUES", NULL),
	TEXT("CPU_MODEL/MODEL"),
	TEXT("CPU_MODEL/FEATURES"),
	PRESET("DISK/DRIVER", "raw"),
	WORD("DISK/CACHE", "none",
	     "default none writethrough writeback directsync unsafe"),
	WORD("DISK/IO", NULL, "threads native io_uring"),
	WORD("DISK/DISCARD", "unmap", "ignore unmap"),
	RATE("DISK/TOTAL_BYTES_SEC"),
	RATE("DISK/TOTAL_BYTES_SEC_MAX"),
	RATE("DISK/TOTAL_BYTES_SEC_MAX_LENGTH"),
	RATE("DISK/TOTAL_IOPS_SEC"),
	RATE("DISK/TOTAL_IOPS_SEC_MAX"),
	RATE("DISK/TOTAL_IOPS_SEC_MAX_LENGTH"),
	RATE("DISK/READ_BYTES_SEC"),
	RATE("DISK/READ_BYTES_SEC_MAX"),
	RATE("DISK/READ_BYTES_SEC_MAX_LENGTH"),
	RATE("DISK/READ_IOPS_SEC"),
	RATE("DISK/READ_IOPS_SEC_MAX"),
	RATE("DISK/READ_IOPS_SEC_MAX_LENGTH"),
	RATE("DISK/WRITE_BYTES_SEC"),
	RATE("DISK/WRITE_BYTES_SEC_MAX"),
	RATE("DISK/WRITE_BYTES_SEC_MAX_LENGTH"),
	RATE("DISK/WRITE_IOPS_SEC"),
	RATE("DISK/WRITE_IOPS_SEC_MAX"),
	RATE("DISK/WRITE_IOPS_SEC_MAX_LENGTH"),
	RATE("DISK/SIZE_IOPS_SEC"),
	NUMBER("DISK/UID_MAP", "100000", UINT32_MAX),
	NUMBER("DISK/GID_MAP", "100000", UINT32_MAX),
	PRESET("NIC/MODEL", "virtio"),
	QUEUES("NIC/VIRTIO_QUEUES", "auto"),
	TEXT("NIC/FILTER"),
	TEXT("GRAPHICS/TYPE"),
	TEXT("GRAPHICS/LISTEN"),
	TEXT("GRAPHICS/PASSWD"),
	TEXT("GRAPHICS/KEYMAP"),
	BOOL("GRAPHICS/RANDOM_PASSWD", NULL),
	TEXT("VIDEO/TYPE"),
	BOOL("VIDEO/IOMMU", NULL),
	BOOL("VIDEO/ATS", NULL),
	NUMBER("VIDEO/VRAM", NULL, UINT32_MAX),
	TEXT("VIDEO/RESOLUTION"),
	TEXT("TPM/MODEL"),
	XML("HYPERV_OPTIONS", hyperv_options),
	XML("HYPERV_TIMERS", hyperv_timers),
	XML("SPICE_OPTIONS", spice_options),
	XML("RAW", NULL),
};

const size_t og_knobs_count = sizeof(og_knobs) / sizeof(og_knobs[0]);

_Static_assert(sizeof(og_knobs) / sizeof(og_knobs[0]) <= OG_KNOBS_MAX,
	       "OG_KNOBS_MAX is too small");
