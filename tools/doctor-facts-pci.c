// SPDX-License-Identifier: Apache-2.0
/*
 * The PCI devices of the host, read here, and what the probe says of them:
 * their names, the node it would tell oned, and which of them its pci.conf
 * lists. The probe is run: libpci is its business.
 */
#include <errno.h>

#include "devfile.h"
#include "doctor-facts.h"
#include "layout.h"
#include "pciscan.h"
#include "pcitraits.h"
#include "proc.h"
#include "tmpfile.h"

enum { CONF_MAX = 1 << 20, VFS_MAX = 65535 };

enum { BASE_DISPLAY = 0x03, BASE_ACCELERATOR = 0x12, COPROCESSOR = 0x0b40 };

static bool is_gpu(const struct og_pcidev *dev)
{
	return dev->class_id >> 8 == BASE_DISPLAY ||
	       dev->class_id >> 8 == BASE_ACCELERATOR ||
	       dev->class_id == COPROCESSOR;
}

/*
 * A display of the board's management controller, or of the virtual machine
 * that this is: nobody passes one through.
 */
static bool is_board_display(const struct og_pcidev *dev)
{
	static const uint16_t vendors[] = {
		0x1a03, /* ASPEED */
		0x102b, /* Matrox */
		0x18ca, /* XGI */
		0x1013, /* Cirrus Logic, as QEMU has it */
		0x1234, /* QEMU */
		0x1b36, /* QXL */
		0x1af4, /* virtio */
		0x15ad, /* VMware */
	};

	for (size_t i = 0; is_gpu(dev) && i < OG_COUNT(vendors); i++)
		if (dev->vendor == vendors[i])
			return !dev->driver || !strstr(dev->driver, "vfio");
	return false;
}

/* --- the probe --- */

/* What it said, on one line and without its name before it. */
static char *first_line(const struct og_proc *proc)
{
	const char *text = og_buf_text(&proc->err);
	static const char name[] = "onegpu-pci: ";

	if (strncmp(text, name, sizeof(name) - 1) == 0)
		text += sizeof(name) - 1;
	if (!*text)
		return og_asprintf("it ended with status %d", proc->status);
	return og_strndup(text, strcspn(text, "\n"));
}

/* NULL, or why there is no listing. */
static char *probe(const struct og_root *root, const char *conf,
		   struct og_probed *probed)
{
	og_autofree char *program = og_layout_program("probes", "onegpu-pci");
	og_autoproc proc = { 0 };
	struct og_err err = { 0 };
	const char *argv[] = { program,	 "--sysroot", og_root_path(root),
			       "--conf", conf,	      NULL };

	if (og_proc_run(argv, NULL, &proc, &err) < 0)
		return og_strdup(err.msg);
	if (proc.status != 0)
		return first_line(&proc);
	if (og_probed_parse(og_buf_text(&proc.out), proc.out.len, probed,
			    &err) < 0)
		return og_strdup(err.msg);
	return NULL;
}

static char *probe_text(const struct og_root *root, const struct og_buf *text,
			struct og_probed *probed)
{
	og_cleanup(og_tmpfile_drop) char *path = NULL;
	struct og_err err = { 0 };

	if (og_tmpfile_make("pci.conf", text, &path, &err) < 0)
		return og_strdup(err.msg);
	return probe(root, path, probed);
}

/* Where `onehost sync` puts it on a node, and where a front-end has it. */
static const char *const conf_paths[] = {
	"var/tmp/one/etc/im/kvm-probes.d/pci.conf",
	"var/lib/one/remotes/etc/im/kvm-probes.d/pci.conf",
};

/* The probe names the copy that it was given: say what it is a copy of. */
static void name_conf(struct og_doctor_facts *facts)
{
	const char *at = facts->conf_error
				 ? strstr(facts->conf_error, "pci.conf: ")
				 : NULL;
	char *error;

	if (!at)
		return;
	error = og_strdup(at + strlen("pci.conf: "));
	free(facts->conf_error);
	facts->conf_error = error;
}

static void read_own_conf(const struct og_root *root,
			  struct og_doctor_facts *facts)
{
	bool one = og_root_exists(root, "var/tmp/one") ||
		   og_root_exists(root, "var/lib/one/remotes");

	for (size_t i = 0; i < OG_COUNT(conf_paths); i++) {
		og_autobuf text = OG_BUF_INIT;

		if (og_root_read(root, conf_paths[i], CONF_MAX, &text) < 0)
			continue;
		facts->conf_path = og_asprintf("/%s", conf_paths[i]);
		facts->conf_error = probe_text(root, &text, &facts->listed);
		name_conf(facts);
		facts->conf = facts->conf_error ? OG_CONF_WRONG : OG_CONF_READ;
		return;
	}
	facts->conf = one ? OG_CONF_ABSENT : OG_CONF_NONE;
}

static void read_conf(const struct og_root *root, const char *conf,
		      struct og_doctor_facts *facts)
{
	if (!conf) {
		read_own_conf(root, facts);
		return;
	}
	facts->conf_path = og_strdup(conf);
	facts->conf_error = probe(root, conf, &facts->listed);
	name_conf(facts);
	facts->conf = facts->conf_error ? OG_CONF_WRONG : OG_CONF_READ;
}

/* Where all that matters is listed, that listing has the names too. */
static bool has_all_gpus(const struct og_doctor_facts *facts)
{
	for (size_t i = 0; i < facts->pci.n; i++) {
		const struct og_pcidev *dev = &facts->pci.devs[i];

		if (is_gpu(dev) && dev->numvfs <= 0 &&
		    !og_probed_find(&facts->listed, &dev->bdf))
			return false;
	}
	return facts->conf == OG_CONF_READ;
}

static void read_names(const struct og_root *root,
		       struct og_doctor_facts *facts)
{
	og_autobuf all = OG_BUF_INIT;

	og_buf_str(&all, ":filter: '*'\n");
	facts->probe_error = probe_text(root, &all, &facts->names);
}

/* --- single devices --- */

static void read_sriov(const struct og_files *files,
		       const struct og_pcidev *dev,
		       struct og_doctor_device *more)
{
	int64_t value;

	more->totalvfs = -1;
	if (dev->sriov != OG_SRIOV_PF)
		return;
	if (og_devfile_int(files, dev, "sriov_totalvfs", VFS_MAX, &value) == 0)
		more->totalvfs = (int32_t)value;
	if (og_devfile_int(files, dev, "sriov_drivers_autoprobe", 1, &value) ==
	    0)
		more->autoprobe = value ? OG_YES : OG_NO;
}

static void count_vf(const struct og_files *files,
		     struct og_doctor_facts *facts, const struct og_pcidev *vf)
{
	og_autofree char *name = og_devfile_link(files, vf, "physfn");
	struct og_bdf bdf;

	if (!name || og_bdf_parse(name, strlen(name), &bdf) < 0)
		return;
	for (size_t i = 0; i < facts->pci.n; i++) {
		if (og_bdf_cmp(&facts->pci.devs[i].bdf, &bdf) != 0)
			continue;
		facts->devices[i].vfs++;
		facts->devices[i].held_vfs += !og_pciready_lets_go(vf->driver);
	}
}

static void read_node(const struct og_root *root, const struct og_pcidev *dev,
		      struct og_doctor_device *more)
{
	og_autofree char *path = NULL;

	if (dev->iommu_group < 0)
		return;
	path = og_asprintf("dev/vfio/%d", dev->iommu_group);
	more->has_node = og_root_rights(root, path, &more->node) == 0;
}

static void take_probed(struct og_doctor_facts *facts, size_t i)
{
	struct og_pcidev *dev = &facts->pci.devs[i];
	struct og_doctor_device *more = &facts->devices[i];
	const struct og_probed_device *listed =
		og_probed_find(&facts->listed, &dev->bdf);
	const struct og_probed_device *probed = listed;

	if (!probed)
		probed = og_probed_find(&facts->names, &dev->bdf);
	more->near_node = dev->node;
	more->listed = listed != NULL;
	if (!probed)
		return;
	more->name = probed->name;
	more->near_node = probed->node;
	more->is_vgpu = probed->vgpu;
	dev->is_vgpu = probed->vgpu;
	if (probed->profiles)
		dev->profiles = og_strdup(probed->profiles);
}

/*
 * The display that the machine booted with, on a driver of the host and not
 * meant for OpenNebula: that of the host itself, where VMs have another GPU.
 */
static void keep_own_display(struct og_doctor_facts *facts)
{
	size_t others = 0;

	for (size_t i = 0; i < facts->pci.n; i++)
		others += facts->devices[i].candidate &&
			  facts->pci.devs[i].boot_vga != OG_YES;
	for (size_t i = 0; others && i < facts->pci.n; i++) {
		struct og_doctor_device *more = &facts->devices[i];
		const struct og_pcidev *dev = &facts->pci.devs[i];

		if (!more->candidate || more->listed ||
		    dev->boot_vga != OG_YES || !dev->driver ||
		    og_pciready_lets_go(dev->driver))
			continue;
		more->candidate = false;
		more->is_own = true;
	}
}

int og_doctor_read_pci(const struct og_root *root,
		       const struct og_doctor_listing *listing,
		       struct og_doctor_facts *facts, struct og_err *err)
{
	const struct og_files files = { &og_files_real, root };
	struct og_pcidevs *pci = &facts->pci;
	int r;

	r = og_pciscan_ids(&files, pci, err);
	if (r < 0)
		return r;
	og_pciscan_details(&files, pci);
	facts->devices = og_calloc(pci->n, sizeof(*facts->devices));
	if (listing && pci->n)
		read_conf(root, listing->conf, facts);
	if (pci->n && !(listing && has_all_gpus(facts)))
		read_names(root, facts);
	for (size_t i = 0; i < pci->n; i++)
		take_probed(facts, i);
	og_pcitraits_fill(&files, pci);
	for (size_t i = 0; i < pci->n; i++) {
		struct og_pcidev *dev = &pci->devs[i];

		read_sriov(&files, dev, &facts->devices[i]);
		read_node(root, dev, &facts->devices[i]);
		if (dev->sriov == OG_SRIOV_VF)
			count_vf(&files, facts, dev);
		facts->devices[i].is_own = is_board_display(dev);
		/* One that has given itself out as others is none. */
		facts->devices[i].candidate = is_gpu(dev) && dev->numvfs <= 0 &&
					      !facts->devices[i].is_own;
	}
	if (listing)
		keep_own_display(facts);
	return 0;
}
