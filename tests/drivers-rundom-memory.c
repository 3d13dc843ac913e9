// SPDX-License-Identifier: Apache-2.0
/* The memory and huge pages that running domains hold. */
#include "drivers.h"
#include "harness.h"

/* A guest of one cell of 1 GiB that stands on node 1, with `devices`. */
#define CELL(backing, devices)                                               \
	"<domain><name>one-5</name><memory unit='GiB'>9</memory>" backing    \
	"<numatune><memnode cellid='0' nodeset='1'/></numatune><cpu><numa>"  \
	"<cell id='0' memory='1' unit='GiB'/></numa></cpu><devices>" devices \
	"</devices></domain>"
#define DIMM(model, source, size, more)                                   \
	"<memory model='" model "'><source>" source "</source><target>"   \
	"<size unit='MiB'>" size "</size><node>0</node>" more "</target>" \
	"</memory>"

#define BACKING(pages) \
	"<memoryBacking><hugepages>" pages "</hugepages></memoryBacking>"
#define WHOLE(pages)                                     \
	"<domain><memory unit='MiB'>8</memory>" BACKING( \
		pages) "<numatune>"                      \
		       "<memory nodeset='1'/></numatune></domain>"

static const struct {
	const char *name, *text;
	uint64_t pages[2]; /* of 2 MiB that are used, of each node */
	int64_t memory[2]; /* and other memory, in MiB */
} marked[] = {
	{ "memory by cell",
	  "<domain><name>one-5</name><numatune><memnode cellid='0' "
	  "nodeset='1'/></numatune><cpu><numa><cell id='0' memory='1' "
	  "unit='GiB'/></numa></cpu></domain>",
	  { 0 },
	  { 0, 1024 } },
	{ "memory as a whole",
	  "<domain><memory>1048576</memory><numatune><memory "
	  "nodeset='0-1'/></numatune></domain>",
	  { 0 },
	  { 512, 512 } },
	{ "memory anywhere",
	  "<domain><memory>1048576</memory><numatune><memory "
	  "placement='auto'/></numatune></domain>" },
	{ "a cell of its own and one of the whole",
	  "<domain><memory unit='GiB'>3</memory><numatune><memory "
	  "nodeset='0'/><memnode cellid='1' nodeset='1'/></numatune>"
	  "<cpu><numa><cell id='0' memory='1' unit='GiB'/><cell id='1' "
	  "memory='2' unit='GiB'/></numa></cpu></domain>",
	  { 0 },
	  { 1024, 2048 } },
	{ "memory that was plugged in",
	  CELL("", DIMM("dimm", "", "256", "")),
	  { 0 },
	  { 0, 1280 } },
	{ "memory that was plugged in, of another node",
	  CELL("", DIMM("dimm", "<nodemask>0</nodemask>", "256", "")),
	  { 0 },
	  { 256, 1024 } },
	{ "a file as memory",
	  CELL("", DIMM("nvdimm", "<path>/pmem</path>", "256", "")),
	  { 0 },
	  { 0, 1280 } },
	{ "memory of no cell is of no node",
	  CELL("", "<memory model='virtio-pmem'><source><path>/p</path>"
		   "</source><target><size unit='MiB'>256</size>"
		   "</target></memory>"),
	  { 0 },
	  { 0, 1024 } },
	{ "virtio-mem: what was asked for",
	  CELL("", DIMM("virtio-mem", "", "512",
			"<requested unit='MiB'>256</requested>"
			"<current unit='MiB'>128</current>")),
	  { 0 },
	  { 0, 1280 } },
	{ "virtio-mem: what was not given back yet",
	  CELL("", DIMM("virtio-mem", "", "512",
			"<requested unit='MiB'>128</requested>"
			"<current unit='MiB'>384</current>")),
	  { 0 },
	  { 0, 1408 } },
	{ "two pieces of memory",
	  CELL("", DIMM("dimm", "", "256", "") DIMM("dimm", "", "128", "")),
	  { 0 },
	  { 0, 1408 } },
	{ "plugged into a domain that is bound as a whole",
	  "<domain><memory unit='MiB'>1024</memory><numatune><memory "
	  "nodeset='1'/></numatune><devices>" DIMM(
		  "dimm", "<nodemask>0</nodemask>", "256",
		  "") "</devices></domain>",
	  { 0 },
	  { 256, 768 } },
	{ "plugged into a domain that is bound to nothing",
	  "<domain><memory unit='MiB'>1024</memory><devices>" DIMM(
		  "dimm", "", "256", "") "</devices></domain>" },
	{ "pages as a whole",
	  WHOLE("<page size='2048' unit='KiB'/>"),
	  { 0, 4 } },
	{ "pages of a size nobody has",
	  WHOLE("<page size='1' unit='GiB'/>"),
	  { 0, 0 },
	  { 0, 8 } },
	{ "pages for all cells and what was plugged in",
	  CELL(BACKING("<page size='2048'/>"), DIMM("dimm", "", "256", "")),
	  { 0, 512 + 128 } },
	{ "pages for the cell by its number",
	  CELL(BACKING("<page size='1048576'/><page size='2048' nodeset='0'/>"),
	       ""),
	  { 0, 512 } },
	{ "pages for another cell",
	  CELL(BACKING("<page size='2048' nodeset='1-3'/>"), ""),
	  { 0, 0 },
	  { 0, 1024 } },
	{ "pages of what was plugged in alone",
	  CELL("", DIMM("dimm",
			"<pagesize unit='MiB'>2</pagesize>"
			"<nodemask>0</nodemask>",
			"255", "")),
	  { 128, 0 },
	  { 0, 1024 } },
	{ "ordinary pages of what was plugged in",
	  CELL(BACKING("<page size='2048'/>"),
	       DIMM("dimm", "<pagesize unit='KiB'>4</pagesize>", "256", "")),
	  { 0, 512 },
	  { 0, 256 } },
	{ "no pages of a file",
	  CELL(BACKING("<page size='2048'/>"),
	       DIMM("nvdimm", "<path>/pmem</path>", "256", "")),
	  { 0, 512 },
	  { 0, 256 } },
};

START_TEST(marks)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = { 0 };
	og_cleanup(og_host_free) struct og_host host;
	const char *name = marked[_i].name;
	struct og_err err = { 0 };

	og_test_rundom_host(&host);
	ck_assert_msg(og_test_rundom(marked[_i].text, &dom, &err) == 0,
		      "%s: %s", name, err.msg);
	og_rundom_mark(&dom, &host);
	for (int n = 0; n < 2; n++) {
		const struct og_node *node = &host.nodes[n];

		ck_assert_msg(node->pages[0].used == marked[_i].pages[n],
			      "%s: node %d: %llu pages", name, n,
			      (unsigned long long)node->pages[0].used);
		ck_assert_msg(node->mem_used == marked[_i].memory[n] * 1024,
			      "%s: node %d: %lld KiB", name, n,
			      (long long)node->mem_used);
		ck_assert(!node->cores[0].dedicated);
		ck_assert_uint_eq(node->cores[0].cpus[0].users +
					  node->cores[0].cpus[1].users,
				  0);
	}
}
END_TEST

static const struct {
	const char *text, *error;
} refused[] = {
	{ "<domain><numatune><memnode cellid='0' nodeset='0'/></numatune>"
	  "</domain>",
	  "a cell that is not there" },
	{ "<domain><numatune><memnode cellid='0'/></numatune><cpu><numa><cell "
	  "id='0' memory='1'/></numa></cpu></domain>",
	  "<memnode> has no nodeset" },
	{ "<domain><numatune><memnode cellid='0' nodeset='0'/></numatune><cpu>"
	  "<numa><cell id='0'/></numa></cpu></domain>",
	  "<cell> has no size" },
	{ "<domain><numatune><memory nodeset='0'/></numatune></domain>",
	  "no <memory>" },
	{ "<domain><memory unit='acre'>1</memory><numatune><memory "
	  "nodeset='0'/></numatune></domain>",
	  "<memory> has no size in a known unit" },
	{ "<domain><memory unit='T'>99999999999</memory><numatune><memory "
	  "nodeset='0'/></numatune></domain>",
	  "<memory> has no size" },
	{ "<domain><memoryBacking><hugepages><page size='-1'/></hugepages>"
	  "</memoryBacking></domain>",
	  "<page> has no size" },
	{ CELL(BACKING("<page size='2048' nodeset='x'/>"), ""),
	  "nodeset=\"x\"> is no list" },
	{ CELL("", DIMM("dimm", "<nodemask>x</nodemask>", "1", "")),
	  "<nodemask> is no list" },
	{ CELL("", DIMM("dimm", "<nodemask/>", "1", "")),
	  "<nodemask> is no list" },
	{ CELL("", DIMM("dimm", "<pagesize>x</pagesize>", "1", "")),
	  "<pagesize> has no size in a known unit" },
	{ CELL("", DIMM("dimm", "", "x", "")), "<size> has no size" },
	{ CELL("", DIMM("virtio-mem", "", "1", "<current>-1</current>")),
	  "<current> has no size" },
	{ CELL("", "<memory model='dimm'><target><node>x</node></target>"
		   "</memory>"),
	  "<node> of a memory device is no number" },
};

START_TEST(refuses)
{
	struct og_rundom dom;
	struct og_err err = { 0 };

	ck_assert_int_lt(og_test_rundom(refused[_i].text, &dom, &err), 0);
	ck_assert_msg(strstr(err.msg, refused[_i].error), "%s", err.msg);
}
END_TEST

Suite *og_suite_rundom_memory(void)
{
	Suite *s = suite_create("rundom-memory");
	TCase *c = tcase_create("rundom-memory");

	tcase_add_loop_test(c, marks, 0, OG_COUNT(marked));
	tcase_add_loop_test(c, refuses, 0, OG_COUNT(refused));
	suite_add_tcase(s, c);
	return s;
}
