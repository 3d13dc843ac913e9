// SPDX-License-Identifier: Apache-2.0
/* What FEATURES become, and what Hyper-V wants. */
#include "drivers.h"
#include "vm-rows.h"

#define CAP2  "<CPU>1</CPU><VCPU>2</VCPU><MEMORY>512</MEMORY>"
#define FT(x) CAP "<FEATURES>" x "</FEATURES>"

static const struct og_row rows[] = {
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
};

START_TEST(writes)
{
	og_row_domain(&rows[_i]);
}
END_TEST

Suite *og_suite_features(void)
{
	Suite *s = suite_create("features");
	TCase *c = tcase_create("features");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	suite_add_tcase(s, c);
	return s;
}
