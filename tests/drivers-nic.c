// SPDX-License-Identifier: Apache-2.0
/* What a NIC becomes, and what it may not say. */
#include "drivers.h"
#include "vm-rows.h"

#define N0 "<NIC_ID>0</NIC_ID>"

static const struct og_row rows[] = {
	{ "bridge",
	  "<NIC>" N0 "<BRIDGE>b'&lt;</BRIDGE><MAC>m</MAC></NIC>",
	  { "<interface type=\"bridge\"><source bridge=\"b'&lt;\"/><mac "
	    "address=\"m\"/><model type=\"virtio\"/></interface>" } },
	{ "Open vSwitch with queues",
	  "<VCPU>2</VCPU><NIC>" N0 "<BRIDGE>b</BRIDGE><BRIDGE_TYPE>openvswitch"
	  "</BRIDGE_TYPE></NIC>",
	  { "<virtualport type=\"openvswitch\"/><source bridge=\"b\"/>",
	    "<driver name=\"vhost\" queues=\"2\"/>" } },
	{ "queues for virtio only",
	  "<VCPU>2</VCPU><NIC>" N0 "<BRIDGE>b</BRIDGE><MODEL>e1000</MODEL>"
	  "</NIC>",
	  { "<model type=\"e1000\"/></interface>" } },
	{ "socket of DPDK",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>one-42-0</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  { "<interface type=\"vhostuser\"><source type=\"unix\" "
	    "mode=\"server\" path=\"/var/run/one/vhost-socks/one-42-0\"/>" } },
	{ "no network at all",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><NETWORK_MODE>dummy</NETWORK_MODE>"
	  "</NIC>",
	  { "<interface type=\"ethernet\"><model" },
	  "source" },
	{ "filter, script, target and limits",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><IP>10.0.0.1</IP><VROUTER_IP>10.0.0.9"
	  "</VROUTER_IP><FILTER>f</FILTER><SCRIPT>/s</SCRIPT><TARGET>t"
	  "</TARGET><ORDER>1</ORDER><INBOUND_AVG_BW>1</INBOUND_AVG_BW>"
	  "<INBOUND_PEAK_KB>3</INBOUND_PEAK_KB><OUTBOUND_PEAK_BW>2"
	  "</OUTBOUND_PEAK_BW></NIC>",
	  { "<target dev=\"t\"/><boot order=\"1\"/><script path=\"/s\"/>",
	    "<filterref filter=\"f\"><parameter name=\"IP\" "
	    "value=\"10.0.0.1\"/><parameter name=\"IP\" value=\"10.0.0.9\"/>"
	    "</filterref>",
	    "<bandwidth><inbound average=\"1\" burst=\"3\"/><outbound "
	    "peak=\"2\"/></bandwidth>" } },
	{ "filter without an address",
	  "<NIC>" N0 "<BRIDGE>b</BRIDGE><FILTER>f</FILTER></NIC>",
	  { "<interface" },
	  "filterref" },
};

START_TEST(writes)
{
	og_row_devices(&rows[_i]);
}
END_TEST

static const struct {
	const char *text, *error;
} bad[] = {
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><MODEL>a'b</MODEL></NIC>",
	  "NIC 0 has MODEL=" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><BRIDGE_TYPE>openvswitch_dpdk"
	  "</BRIDGE_TYPE></NIC>",
	  "NIC 0 has no TARGET" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>../x</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  "no name of a socket" },
	{ "<NIC>" N0 "<INBOUND_AVG_BW>1M</INBOUND_AVG_BW></NIC>",
	  "NIC 0 has INBOUND_AVG_BW=\"1M\"" },
};

START_TEST(refuses)
{
	og_row_refused(bad[_i].text, bad[_i].error);
}
END_TEST

/* What has no effect is said; what is in order is not talked about. */
static const struct {
	const char *text, *note;
} noted[] = {
	{ "<NIC>" N0
	  "<BRIDGE>b</BRIDGE><VIRTIO_QUEUES>-1</VIRTIO_QUEUES></NIC>",
	  "NIC 0: VIRTIO_QUEUES is no number" },
	{ "<NIC>" N0 "<BRIDGE>b</BRIDGE><TARGET>t</TARGET><BRIDGE_TYPE>"
	  "openvswitch_dpdk</BRIDGE_TYPE></NIC>",
	  "NIC 0: Open vSwitch with DPDK reaches no memory" },
};

START_TEST(notes_what_is_ignored)
{
	og_row_noted(noted[_i].text, noted[_i].note);
}
END_TEST

Suite *og_suite_nic(void)
{
	Suite *s = suite_create("nic");
	TCase *c = tcase_create("nic");

	tcase_add_loop_test(c, writes, 0, OG_COUNT(rows));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(bad));
	tcase_add_loop_test(c, notes_what_is_ignored, 0, OG_COUNT(noted));
	suite_add_tcase(s, c);
	return s;
}
