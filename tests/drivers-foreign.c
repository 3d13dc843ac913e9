// SPDX-License-Identifier: Apache-2.0
/*
 * What users bring into the tree by RAW, and what is not as oned writes it:
 * nothing is lost, whoever is on a bus stays there, or the VM is refused.
 */
#include <errno.h>

#include "harness.h"
#include "refine-suites.h"

#define PORT "model='pcie-root-port'"
#define PCI(index, model) \
	"<controller type='pci' index='" index "' model='" model "'/>"
#define ON(bus)                                             \
	"<sound model='ich9'><address type='pci' bus='" bus \
	"' slot='0x00' function='0x0'/></sound>"
#define OURS "<onegpu:vm xmlns:onegpu='urn:onegpu:domain:1'>"

/*
 * oned's tree is the root, ports 1 to 3 of which the GPU has the first, and
 * bridge 4; or, of gpu-node1, that of a cell.
 */
static const struct {
	const char *name;
	const char *first; /* into oned's <devices>, before its tree */
	const char *raw;   /* a <devices> of the user's */
	const char *attrs; /* of that */
	const char *has[3];
	const char *lacks;
	const char *error;
	bool is_pc, is_numa;
	const char *metadata;
	const char *pci; /* more of the PCI vector */
} cases[] = {
	{ .name = "an index that is left out is the lowest that is free",
	  .raw = "<controller type='pci' " PORT "/>" ON("0x05"),
	  .has = { PORT " index='5'", "bus='0x05' slot='0x00'",
		   "<onegpu:tree controllers='5'/>" } },
	{ .name = "so it is in oned's <devices>",
	  .first = "<controller type='pci' " PORT "/>" ON("0x05"),
	  .has = { PORT " index='5'", "bus='0x05' slot='0x00'" } },
	{ .name = "in a gap between indices too",
	  .raw = PCI("6", "pcie-root-port") "<controller type='pci' " PORT
					    "/>" ON("0x06"),
	  .has = { "index='6' " PORT, PORT " index='5'", "bus='0x06'" } },
	{ .name = "behind ours",
	  .raw = PCI("9", "pcie-root-port") ON("0x09"),
	  .has = { "index='5' " PORT, "bus='0x05' slot='0x00'" } },
	{ .name = "in the order of their indices",
	  .raw = PCI("12", "pcie-root-port") PCI("9", "pcie-root-port")
		  ON("0x0c"),
	  .has = { "index='6' " PORT, "index='5' " PORT,
		   "bus='0x06' slot='0x00'" } },
	{ .name = "an index is decimal, an address is not",
	  .raw = PCI("010", "pcie-root-port") ON("012"),
	  .has = { "index='5' " PORT, "bus='0x05' slot='0x00'" } },
	{ .name = "a switch",
	  .raw = "<controller type='pci' index='9' "
		 "model='pcie-switch-upstream-port'><address type='pci' "
		 "bus='0x02' slot='0' function='0'/></controller>"
		 "<controller type='pci' index='10' "
		 "model='pcie-switch-downstream-port'><address type='pci' "
		 "bus='0x09' slot='0' function='0'/></controller>" ON("0x0a"),
	  .has = { "index='5' model='pcie-switch-upstream-port'",
		   "bus='0x05' slot='0'", "bus='0x06' slot='0x00'" } },
	{ .name = "a model that oned does not write, in its <devices>",
	  .first = "<controller type='pci' index='7' model='pci-bridge'>"
		   "<address type='pci' bus='0x04' slot='1'/></controller>",
	  .has = { "index='5' model='pci-bridge'", "bus='0x04' slot='1'" } },
	{ .name = "an expander of the user's is none of oned's",
	  .raw = "<controller type='pci' index='8' model='pcie-expander-bus'>"
		 "<target busNr='0x80'/></controller>",
	  .has = { "index='5' model='pcie-expander-bus'",
		   "index='4' model='pcie-to-pci-bridge'" } },
	{ .name = "an IOMMU of the root that oned gives a device of no node",
	  .first = "<controller type='pci' index='12' "
		   "model='pcie-expander-bus'><target busNr='0xa0'><node>-"
		   "</node></target></controller><iommu model='intel'><driver "
		   "pciBus='12'/></iommu><iommu model='virtio'/>",
	  .has = { "<iommu model='virtio'/>" },
	  .lacks = "intel" },
	{ .name = "one that the user brought is not passed over",
	  .first = "<iommu model='intel'><driver pciBus='8'/></iommu>",
	  .raw = "<controller type='pci' index='8' model='pcie-expander-bus'>"
		 "<target busNr='0x80'><node>-</node></target></controller>",
	  .error = "its node is no cell of the guest" },
	{ .name = "a port goes behind ours, where nobody is",
	  .raw = PCI("5", "pcie-root-port") "<video><address type='pci' "
					    "bus='0x00' slot='0x03'/></video>",
	  .has = { "bus='0x00' slot='0x04' function='0x0'" } },
	{ .name = "a <devices> that cannot be merged",
	  .attrs = " xmlns:a='b'",
	  .raw = PCI("9", "pcie-root-port") ON("0x09"),
	  .has = { "index='5' " PORT, "bus='0x05' slot='0x00'" } },
	{ .name = "a bus that nobody declared is libvirt's to add",
	  .raw = ON("0x09"),
	  .has = { "bus='0x09' slot='0x00'" } },
	{ .name = "but not where another goes",
	  .raw = PCI("9", "pcie-root-port") ON("0x05"),
	  .error = "<sound> is on controller 5, which" },
	{ .name = "nor where expanders' numbers wait",
	  .is_numa = true,
	  .raw = ON("0x40"),
	  .error = "<sound> is on controller 64, which" },
	{ .name = "a port that oned has and we have not",
	  .is_numa = true,
	  .raw = ON("0x04"),
	  .error = "<sound> is on controller 4, which" },
	{ .name = "a switch stays off the expanders",
	  .is_numa = true,
	  .raw = PCI("40", "pcie-switch-upstream-port"),
	  .has = { "model='pcie-switch-upstream-port'><address type='pci' "
		   "domain='0x0000' bus='0x05'" } },
	{ .name = "no model",
	  .raw = "<controller type='pci' index='9'/>",
	  .error = "line 7: a PCI controller has no model" },
	{ .name = "no number",
	  .raw = PCI("x", "pcie-root-port"),
	  .error = "line 7: a PCI controller's index is no number" },
	{ .name = "hexadecimal, as libvirt does not read it",
	  .raw = PCI("0x9", "pcie-root-port"),
	  .error = "index is no number" },
	{ .name = "below zero",
	  .raw = PCI("-1", "pcie-root-port"),
	  .error = "index is no number" },
	{ .name = "oned's twice",
	  .raw = PCI("3", "pcie-root-port"),
	  .error = "line 7: PCI controller 3 is on line 6 too" },
	{ .name = "the user's twice",
	  .raw = PCI("9", "pcie-root-port") PCI("9", "pci-bridge"),
	  .error = "PCI controller 9 is on line 7 too" },
	{ .name = "the root twice",
	  .raw = PCI("0", "pcie-root"),
	  .error = "PCI controller 0 is on line 6 too" },
	{ .name = "another root",
	  .raw = PCI("9", "pcie-root"),
	  .error = "the root of this machine is controller 0" },
	{ .name = "a root of another machine",
	  .raw = "<controller type='pci' model='pci-root'/>",
	  .error = "the root of this machine is controller 0" },
	{ .name = "pc: nothing is ours",
	  .is_pc = true,
	  .raw = PCI("3", "pci-bridge") "<video><address type='pci' bus='0x00' "
					"slot='0x02'/></video>" ON("0x07"),
	  .has = { PCI("3", "pci-bridge"), "bus='0x00' slot='0x02'",
		   "bus='0x07'" } },
	{ .name = "pc: an index that is left out",
	  .is_pc = true,
	  .raw = PCI("0", "pci-root") "<controller type='pci' "
				      "model='pci-bridge'/>",
	  .has = { PCI("0", "pci-root"), "model='pci-bridge' index='1'" } },
	{ .name = "our metadata: as many are ours as it says",
	  .first = PCI("7", "pcie-root-port") ON("0x07"),
	  .metadata = OURS "<onegpu:tree controllers='5'/></onegpu:vm>",
	  .has = { "index='5' " PORT, "bus='0x05' slot='0x00'" } },
	{ .name = "our metadata: all are ours",
	  .first = PCI("7", "pcie-root-port"),
	  .metadata = OURS "</onegpu:vm>",
	  .has = { "index='4' " PORT, "index='5' model='pcie-to-pci" } },
	{ .name = "a display of the user's, in the GPU's way",
	  .is_numa = true,
	  .pci = "<ROLE>vga</ROLE>",
	  .raw = "<video><model type='vga'/></video>",
	  .has = { "<model type='none'/>" } },
	{ .name = "a display that is none already",
	  .is_numa = true,
	  .pci = "<ROLE>vga</ROLE>",
	  .raw = "<video><model type='none'/><!-- mine --></video>",
	  .has = { "<model type='none'/><!-- mine -->" } },
};

static void replace(struct og_buf *text, const char *from, const char *to)
{
	const char *at = strstr(og_buf_text(text), from);
	og_autobuf out = OG_BUF_INIT;

	ck_assert_msg(at != NULL, "no %s", from);
	og_buf_fmt(&out, "%.*s%s%s", (int)(at - og_buf_text(text)),
		   og_buf_text(text), to, at + strlen(from));
	og_buf_free(text);
	*text = out;
	out = OG_BUF_INIT;
}

static void flat(bool is_pc, struct og_buf *vm, struct og_buf *domain)
{
	og_buf_fmt(vm,
		   "<VM><ID>2</ID><TEMPLATE><PCI><ADDRESS>0000:41:00.0"
		   "</ADDRESS><CLASS>0302</CLASS><PCI_ID>0</PCI_ID><NUMA_NODE>-"
		   "</NUMA_NODE><VM_ADDRESS>01:%s.0</VM_ADDRESS></PCI>"
		   "</TEMPLATE></VM>",
		   is_pc ? "01" : "00");
	og_buf_fmt(domain,
		   "<domain type='kvm'>\n<name>one-2</name>\n<os><type "
		   "arch='x86_64' machine='%s'>hvm</type></os>\n<devices>\n"
		   "<hostdev mode='subsystem' type='pci'><source><address "
		   "domain='0x0000' bus='0x41' slot='0x00' function='0x0'/>"
		   "</source><address type='pci' bus='0x01' slot='0x0%d' "
		   "function='0x0'/></hostdev>\n<!-- first -->%s</devices>\n"
		   "<metadata></metadata>\n</domain>\n",
		   is_pc ? "pc" : "q35", is_pc,
		   is_pc ? ""
			 : PCI("0", "pcie-root") PCI("1", "pcie-root-port")
				   PCI("2", "pcie-root-port")
					   PCI("3", "pcie-root-port") PCI(
						   "4", "pcie-to-pci-bridge"));
}

static void numa(struct og_buf *vm, struct og_buf *domain)
{
	og_autofree char *vm_path = og_test_path("tests/refine/gpu-node1.vm");
	og_autofree char *path = og_test_path("tests/refine/gpu-node1.domain");

	og_test_read(vm_path, vm);
	og_test_read(path, domain);
}

static int refine(const struct og_buf *vm, const struct og_buf *domain,
		  struct og_buf *out, struct og_err *err)
{
	og_cleanup(og_refining_free) struct og_refining r = { 0 };
	int e = og_refining_read(&r, vm, domain, NULL, err);

	if (e == 0)
		e = og_refine(r.domain, &r.plan, err);
	if (e == 0)
		og_xml_write(r.domain, out);
	return e;
}

static void make(size_t i, struct og_buf *vm, struct og_buf *domain)
{
	og_autofree char *raw =
		og_asprintf("<devices%s>%s</devices>\n<metadata>%s",
			    cases[i].attrs ? cases[i].attrs : "",
			    cases[i].raw ? cases[i].raw : "",
			    cases[i].metadata ? cases[i].metadata : "");
	og_autofree char *more =
		og_asprintf("%s<CLASS>", cases[i].pci ? cases[i].pci : "");

	if (cases[i].is_numa)
		numa(vm, domain);
	else
		flat(cases[i].is_pc, vm, domain);
	replace(domain, "<metadata>", raw);
	replace(vm, "<CLASS>", more);
	if (cases[i].first)
		replace(domain, "<!-- first -->", cases[i].first);
}

START_TEST(keeps)
{
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, once = OG_BUF_INIT;
	og_autobuf twice = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r;

	make((size_t)_i, &vm, &domain);
	r = refine(&vm, &domain, &once, &err);
	if (cases[_i].error) {
		ck_assert_int_eq(r, -EINVAL);
		ck_assert_msg(strstr(err.msg, cases[_i].error), "%s: %s",
			      cases[_i].name, err.msg);
		ck_assert_ptr_null(strchr(err.msg, '\n'));
		return;
	}
	ck_assert_msg(r == 0, "%s: %s", cases[_i].name, err.msg);
	for (size_t i = 0; i < 3 && cases[_i].has[i]; i++)
		ck_assert_msg(strstr(og_buf_text(&once), cases[_i].has[i]),
			      "%s: no %s in %.3000s", cases[_i].name,
			      cases[_i].has[i], og_buf_text(&once));
	if (cases[_i].lacks)
		ck_assert_msg(!strstr(og_buf_text(&once), cases[_i].lacks),
			      "%s: %s", cases[_i].name, og_buf_text(&once));
	r = refine(&vm, &once, &twice, &err);
	ck_assert_msg(r == 0, "%s, again: %s", cases[_i].name, err.msg);
	ck_assert_str_eq(og_buf_text(&once), og_buf_text(&twice));
}
END_TEST

/* One controller more than there are buses, and as many as fit. */
START_TEST(counts)
{
	static const int bounds[] = { 10, 252, 300 };
	og_autobuf vm = OG_BUF_INIT, domain = OG_BUF_INIT, once = OG_BUF_INIT;
	og_autobuf raw = OG_BUF_INIT;
	struct og_err err = { 0 };
	int r;

	flat(false, &vm, &domain);
	og_buf_str(&raw, "<devices>");
	for (int i = 0; i < bounds[_i]; i++)
		og_buf_str(&raw, "<controller type='pci' model='pci-bridge'/>");
	og_buf_str(&raw, "</devices><metadata>");
	replace(&domain, "<metadata>", og_buf_text(&raw));
	r = refine(&vm, &domain, &once, &err);
	ck_assert_int_eq(r, _i ? -EINVAL : 0);
	ck_assert_msg(!_i || strstr(err.msg, "take some out"), "%s", err.msg);
}
END_TEST

Suite *og_suite_foreign(void)
{
	Suite *s = suite_create("foreign");
	TCase *c = tcase_create("foreign");

	tcase_add_loop_test(c, keeps, 0, OG_COUNT(cases));
	tcase_add_loop_test(c, counts, 0, 3);
	suite_add_tcase(s, c);
	return s;
}
