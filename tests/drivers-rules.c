// SPDX-License-Identifier: Apache-2.0
/*
 * The rules of the guest's PCIe tree, one by one: where oned's tree breaks one
 * refining mends it, where it does not the tree is left as it is. The domain is
 * written the way oned writes it.
 */
#include "harness.h"
#include "refine-suites.h"

enum { CELLS = 4, DEVICES = 4 };

/* One device as oned would have put it; node -1: "-", flat on `bus`. */
struct dev {
	int node;
	unsigned bus, index;
	bool dedicated;
};

static const struct rule {
	const char *name;
	int cells[CELLS + 1]; /* node + 1 of each cell; 0 ends */
	struct dev devs[DEVICES + 1];
	/* "BUS below EXPANDER of CELL", or "on pcie.0", for each device. */
	const char *places[DEVICES];
	bool is_left;	     /* oned's controllers are the first of ours */
	const char *machine; /* NULL: q35 */
	unsigned empty;	     /* a cell of no vCPUs, from 1 */
	unsigned ports;	     /* Q35_NUMA_PCIE=NO with so many Q35_ROOT_PORTS */
	const char *note;    /* that the user is told; NULL: nothing */
} rules[] = {
	{ .name = "1, 2: the cell that stands on the node, not the node",
	  .cells = { 2 },
	  .devs = { { 1, 0x31, 13, false } },
	  .places = { "13 below 0x30 of 0" } },
	{ .name = "1, 2: cells in the order of nodes are right",
	  .cells = { 1, 2 },
	  .devs = { { 0, 0x21, 4, false }, { 1, 0x31, 13, false } },
	  .places = { "4 below 0x20 of 0", "13 below 0x30 of 1" },
	  .is_left = true },
	{ .name = "1, 2: cells in another order",
	  .cells = { 2, 1 },
	  .devs = { { 0, 0x21, 4, false }, { 1, 0x31, 13, false } },
	  .places = { "4 below 0x20 of 1", "13 below 0x30 of 0" } },
	{ .name = "3: no cell stands there",
	  .cells = { 1 },
	  .devs = { { 1, 0x31, 13, false } },
	  .places = { "13 below 0x30 of -" },
	  .is_left = true,
	  .note = "the guest is told no node for it" },
	{ .name = "3: one does",
	  .cells = { 1 },
	  .devs = { { 0, 0x21, 4, false } },
	  .places = { "4 below 0x20 of 0" },
	  .is_left = true },
	{ .name = "4: two without a node",
	  .cells = { 1 },
	  .devs = { { -1, 1, 0, false }, { -1, 2, 0, false } },
	  .places = { "1 on pcie.0", "2 on pcie.0" } },
	{ .name = "4: one without a node beside one with",
	  .cells = { 1 },
	  .devs = { { -1, 1, 0, false }, { 0, 0x21, 4, false } },
	  .places = { "1 on pcie.0", "4 below 0x20 of 0" } },
	{ .name = "4: without cells oned's tree will do",
	  .devs = { { -1, 1, 0, false }, { -1, 2, 0, false } },
	  .places = { "1 on pcie.0", "2 on pcie.0" },
	  .is_left = true },
	{ .name = "5: a dedicated root is told the cell",
	  .cells = { 2 },
	  .devs = { { 1, 0xa1, 13, true } },
	  .places = { "22 below 0xa0 of 0" } },
	{ .name = "5: two, one each",
	  .cells = { 1, 2 },
	  .devs = { { 0, 0xa1, 22, true }, { 1, 0xa9, 24, true } },
	  .places = { "22 below 0xa0 of 0", "24 below 0xa8 of 1" },
	  .is_left = true },
	{ .name = "5: with the index of a node's, an empty cell before it",
	  .cells = { 1, 2 },
	  .empty = 1,
	  .devs = { { 1, 0x31, 13, false }, { 1, 0xa1, 13, true } },
	  .places = { "13 below 0x30 of 1", "22 below 0xa0 of 1" } },
	{ .name = "5: of a device without a node there is none",
	  .cells = { 1 },
	  .devs = { { -1, 1, 0, true } },
	  .places = { "1 on pcie.0" },
	  .note = "has ROOT=dedicated and no NUMA node" },
	{ .name = "6: flat, sixteen ports",
	  .devs = { { -1, 16, 0, false } },
	  .places = { "16 on pcie.0" } },
	{ .name = "6: flat, as many as were asked for",
	  .ports = 4,
	  .devs = { { -1, 1, 0, false } },
	  .places = { "1 on pcie.0" },
	  .is_left = true },
	{ .name = "6: Q35_NUMA_PCIE=NO has no place below an expander",
	  .cells = { 1 },
	  .ports = 16,
	  .devs = { { 0, 0x21, 4, false } },
	  .places = { "1 on pcie.0" },
	  .is_left = true,
	  .note = "Q35_NUMA_PCIE=NO does not show" },
	{ .name = "7: node 1 alone leaves no gap",
	  .cells = { 2 },
	  .devs = { { 1, 0x38, 20, false } },
	  .places = { "20 below 0x30 of 0" } },
	{ .name = "7: node 3 is numbered without gaps",
	  .cells = { 4 },
	  .devs = { { 3, 0x51, 31, false } },
	  .places = { "4 below 0x50 of 0" } },
	{ .name = "7: node 5",
	  .cells = { 6 },
	  .devs = { { 5, 0x71, 49, false } },
	  .places = { "4 below 0x70 of 0" } },
	{ .name = "8: two of a node share its bus",
	  .cells = { 1 },
	  .devs = { { 0, 0x21, 4, false }, { 0, 0x22, 5, false } },
	  .places = { "4 below 0x20 of 0", "5 below 0x20 of 0" },
	  .is_left = true },
	{ .name = "8: node 8 where a dedicated root is",
	  .cells = { 9 },
	  .devs = { { 8, 0xa1, 76, false }, { 8, 0xa1, 13, true } },
	  .places = { "15 below 0x20 of 0", "13 below 0xa0 of 0" },
	  .note = "it has no bus a1 left" },
	{ .name = "8: node 8 alone keeps its number",
	  .cells = { 9 },
	  .devs = { { 8, 0xa1, 76, false } },
	  .places = { "4 below 0xa0 of 0" } },
	{ .name = "pc: oned's address of an expander that cannot be",
	  .machine = "pc",
	  .cells = { 1 },
	  .devs = { { 0, 0x21, 4, false } },
	  .places = { "1 that libvirt makes" },
	  .is_left = true,
	  .note = "cannot show the NUMA node" },
	{ .name = "pc: flat",
	  .machine = "pc",
	  .devs = { { -1, 1, 0, false } },
	  .places = { "1 that libvirt makes" },
	  .is_left = true },
};

static bool has_expanders(const struct rule *rule)
{
	return rule->cells[0] && !rule->ports;
}

static void add_vm(const struct rule *rule, struct og_buf *out)
{
	unsigned cells = 0;

	while (rule->cells[cells])
		cells++;
	og_buf_fmt(out, "<VM><ID>1</ID><TEMPLATE><VCPU>%u</VCPU>",
		   cells - (rule->empty > 0) + !cells);
	for (size_t i = 0; rule->cells[i]; i++)
		og_buf_fmt(out,
			   "<NUMA_NODE><CPUS>%.0zu</CPUS><MEMORY>1024</MEMORY>"
			   "<MEMORY_NODE_ID>%d</MEMORY_NODE_ID>"
			   "<NODE_ID>%d</NODE_ID><TOTAL_CPUS>%d</TOTAL_CPUS>"
			   "</NUMA_NODE>",
			   i + 1 == rule->empty ? 0 : i + 1, rule->cells[i] - 1,
			   rule->cells[i] - 1, i + 1 != rule->empty);
	for (size_t i = 0; rule->devs[i].bus; i++) {
		const struct dev *d = &rule->devs[i];

		og_buf_fmt(out,
			   "<PCI><ADDRESS>0000:4%zu:00.0</ADDRESS>"
			   "<PCI_ID>%zu</PCI_ID><VM_BUS>0x01</VM_BUS>"
			   "<VM_ADDRESS>%02x:%02x.0</VM_ADDRESS>",
			   i, i, d->bus, rule->machine ? 1U : 0U);
		if (d->node < 0)
			og_buf_str(out, "<NUMA_NODE>-</NUMA_NODE>");
		else
			og_buf_fmt(out,
				   "<NUMA_NODE>%d</NUMA_NODE>"
				   "<VM_BUS_INDEX>%u</VM_BUS_INDEX>",
				   d->node, d->index);
		og_buf_fmt(out, "%s</PCI>",
			   d->dedicated ? "<ROOT>dedicated</ROOT>" : "");
	}
	og_buf_str(out, "</TEMPLATE></VM>");
}

static void add_expander(unsigned index, unsigned bus_nr, int node,
			 unsigned ports, struct og_buf *out)
{
	og_buf_fmt(out,
		   "<controller type='pci' index='%u' "
		   "model='pcie-expander-bus'><target busNr='0x%04x'>"
		   "<node>%d</node></target></controller>",
		   index, bus_nr, node);
	for (unsigned i = 0; i < ports; i++)
		og_buf_fmt(out,
			   "<controller type='pci' index='%u' "
			   "model='pcie-root-port'><address type='pci' "
			   "bus='%u' slot='0' function='%u'%s/></controller>",
			   index + 1 + i, index, i,
			   i || ports == 1 ? "" : " multifunction='on'");
}

/* The index of a dedicated root is oned's count of cells, not of nodes. */
static void add_expanders(const struct rule *rule, struct og_buf *out)
{
	unsigned cells = 0, dedicated = 0;

	for (unsigned i = 0; rule->cells[i]; i++) {
		if (i + 1 == rule->empty)
			continue;
		cells++;
		add_expander(3 + 9 * i, 0x20 + 0x10 * i, (int)i, 8, out);
	}
	for (size_t i = 0; rule->devs[i].bus; i++) {
		if (!rule->devs[i].dedicated)
			continue;
		add_expander(3 + 9 * cells + 2 * dedicated,
			     0xa0 + 8 * dedicated, rule->devs[i].node, 1, out);
		dedicated++;
	}
}

static void add_tree(const struct rule *rule, struct og_buf *out)
{
	unsigned ports = rule->ports ? rule->ports : 16, i;

	if (rule->machine)
		return;
	og_buf_str(out, "<controller index='0' type='pci' model='pcie-root'/>");
	if (has_expanders(rule))
		ports = 1;
	for (i = 1; i <= ports; i++)
		og_buf_fmt(out,
			   "<controller type='pci' index='%u' "
			   "model='pcie-root-port'/>",
			   i);
	og_buf_fmt(out,
		   "<controller type='pci' index='%u' "
		   "model='pcie-to-pci-bridge'/>",
		   i);
	if (has_expanders(rule))
		add_expanders(rule, out);
}

/* In oned's order: the devices, then the tree. */
static void add_domain(const struct rule *rule, struct og_buf *tree,
		       struct og_buf *out)
{
	og_buf_fmt(out,
		   "<domain type='kvm'><name>one-1</name><os>"
		   "<type arch='x86_64' machine='%s'>hvm</type></os><cpu>",
		   rule->machine ? rule->machine : "q35");
	for (size_t i = 0; rule->cells[i]; i++)
		og_buf_fmt(out, "%s<cell id='%zu' memory='1024' cpus='%zu'/>",
			   i ? "" : "<numa>", i, i);
	og_buf_fmt(out, "%s</cpu><devices>", rule->cells[0] ? "</numa>" : "");
	for (size_t i = 0; rule->devs[i].bus; i++)
		og_buf_fmt(out,
			   "<hostdev mode='subsystem' type='pci' managed='yes'>"
			   "<source><address domain='0x0000' bus='0x4%zu' "
			   "slot='0x00' function='0x0'/></source><address "
			   "type='pci' domain='0x0000' bus='0x%02x' "
			   "slot='0x%02x' function='0'/></hostdev>",
			   i,
			   rule->devs[i].index ? rule->devs[i].index
					       : rule->devs[i].bus,
			   rule->machine ? 1U : 0U);
	add_tree(rule, tree);
	og_buf_add(out, tree->data, tree->len);
	og_buf_str(out, "</devices></domain>");
}

static unsigned number_of(const struct og_xml_node *node, const char *attr)
{
	const char *text = node ? og_xml_attr(node, attr) : NULL;

	return text ? (unsigned)strtoul(text, NULL, 0) : 0;
}

static const struct og_xml_node *bus_of(const struct og_xml_node *devices,
					unsigned index)
{
	og_xml_each (node, devices, "controller")
		if (strcmp(og_xml_attr(node, "type"), "pci") == 0 &&
		    number_of(node, "index") == index)
			return node;
	return NULL;
}

static void tell_place(const struct og_xml_node *devices, size_t device,
		       struct og_buf *out)
{
	const struct og_xml_node *node = og_xml_child(devices, "hostdev");
	const struct og_xml_node *port, *root, *target;
	const char *cell;
	unsigned bus;

	while (device--)
		node = og_xml_next(node, "hostdev");
	bus = number_of(og_xml_child(node, "address"), "bus");
	port = bus_of(devices, bus);
	root = bus_of(devices, number_of(og_xml_child(port, "address"), "bus"));
	target = og_xml_child(root, "target");
	cell = og_xml_value(target, "node");
	if (!port)
		og_buf_fmt(out, "%u that libvirt makes", bus);
	else if (!target)
		og_buf_fmt(out, "%u on pcie.0", bus);
	else
		og_buf_fmt(out, "%u below 0x%02x of %s", bus,
			   number_of(target, "busNr"), cell ? cell : "-");
}

static void refine(const struct og_buf *vm, const struct og_buf *domain,
		   struct og_refining *r, struct og_buf *out)
{
	struct og_err err = { 0 };

	if (og_refining_read(r, vm, domain, NULL, &err) < 0 ||
	    og_refine(r->domain, &r->plan, &err) < 0)
		ck_abort_msg("%s: %s", err.msg, og_buf_text(domain));
	og_xml_write(r->domain, out);
}

static void check_notes(const struct rule *rule, const struct og_notes *notes)
{
	ck_assert_msg(notes->count == (rule->note ? 1 : 0), "%s: %zu notes: %s",
		      rule->name, notes->count,
		      notes->count ? notes->all[0].text : "");
	ck_assert_msg(!rule->note || strstr(notes->all[0].text, rule->note),
		      "%s: %s", rule->name, notes->all[0].text);
}

START_TEST(keeps)
{
	const struct rule *rule = &rules[_i];
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	og_cleanup(og_refining_free) struct og_refining more = { 0 };
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, tree = OG_BUF_INIT;
	og_autobuf once = OG_BUF_INIT, twice = OG_BUF_INIT;
	struct og_xml_node *devices;

	add_vm(rule, &vm);
	add_domain(rule, &tree, &domain);
	refine(&vm, &domain, &r, &once);
	devices = og_xml_child(og_xml_root(r.domain), "devices");
	for (size_t i = 0; i < r.vm.n_pci; i++) {
		og_autobuf place = OG_BUF_INIT;

		tell_place(devices, i, &place);
		ck_assert_msg(strcmp(og_buf_text(&place), rule->places[i]) == 0,
			      "%s: device %zu: %s", rule->name, i,
			      og_buf_text(&place));
	}
	check_notes(rule, &r.notes);
	og_buf_str(&tree, "");
	ck_assert_msg((strstr(og_buf_text(&once), og_buf_text(&tree)) !=
		       NULL) == rule->is_left,
		      "%s: %.3000s", rule->name, og_buf_text(&once));
	refine(&vm, &once, &more, &twice);
	ck_assert_str_eq(og_buf_text(&once), og_buf_text(&twice));
}
END_TEST

Suite *og_suite_rules(void)
{
	Suite *s = suite_create("rules");
	TCase *c = tcase_create("rules");

	tcase_add_loop_test(c, keeps, 0, OG_COUNT(rules));
	suite_add_tcase(s, c);
	return s;
}
