// SPDX-License-Identifier: Apache-2.0
#include "doctor-vm.h"

#include <errno.h>

const char *const og_vm_check_names[OG_VM_CHECKS] = {
	"devices",
	"CPUs and memory",
	"huge pages",
	"firmware",
};

void og_vm_report_free(struct og_vm_report *report)
{
	for (size_t i = 0; i < OG_VM_CHECKS; i++)
		og_finding_free(&report->findings[i]);
	free(report->title);
	*report = (struct og_vm_report){ 0 };
}

/* --- devices --- */

struct picker {
	const struct og_doctor_report *doctor;
	const struct og_live *live;
	int32_t self;
	bool *taken; /* of the host's devices, for this VM already */
};

static bool has_ids(const struct og_vm_device *wish,
		    const struct og_pcidev *dev)
{
	return (wish->vendor < 0 || wish->vendor == dev->vendor) &&
	       (wish->device < 0 || wish->device == dev->device) &&
	       (wish->class_id < 0 || wish->class_id == dev->class_id);
}

/* "by address 0000:e1:00.0", "10de:26b9:*" */
static char *wish_text(const struct og_vm_device *wish)
{
	const int32_t ids[] = { wish->vendor, wish->device, wish->class_id };
	og_autobuf text = OG_BUF_INIT;
	char name[OG_BDF_TEXT];

	if (wish->has_address) {
		og_bdf_name(&wish->bdf, name);
		return og_strdup(name);
	}
	for (size_t i = 0; i < OG_COUNT(ids); i++) {
		og_buf_str(&text, i ? ":" : "");
		if (ids[i] < 0)
			og_buf_char(&text, '*');
		else
			og_buf_fmt(&text, "%04x", (unsigned)ids[i]);
	}
	return og_steal(text.data);
}

static const struct og_verdict *verdict_of(const struct picker *picker,
					   const struct og_pcidev *dev)
{
	for (size_t i = 0; i < picker->doctor->n_verdicts; i++)
		if (picker->doctor->verdicts[i].dev == dev)
			return &picker->doctor->verdicts[i];
	return NULL;
}

/* Why the VM cannot have the device; NULL where it can. The caller frees. */
static char *refusal(const struct picker *picker, const struct og_pcidev *dev,
		     const struct og_remark **ret_why)
{
	const struct og_verdict *verdict = verdict_of(picker, dev);
	const struct og_live_domain *holder =
		og_live_holder(picker->live, &dev->bdf, picker->self);

	if (holder)
		return og_asprintf("the running VM %s has it", holder->name);
	if (verdict && verdict->why) {
		*ret_why = verdict->why;
		return og_asprintf("%s: %s",
				   og_doctor_checks[verdict->check - 1].name,
				   verdict->why->text);
	}
	if (!verdict && dev->ready && strcmp(dev->ready, "yes") != 0)
		return og_strdup(dev->ready);
	return NULL;
}

static const struct og_pcidev *give(struct picker *picker, size_t i,
				    struct og_finding *finding)
{
	const struct og_pcidev *dev = &picker->doctor->facts->pci.devs[i];

	picker->taken[i] = true;
	og_finding_add(finding, OG_DOCTOR_OK, dev, "is there and ready");
	return dev;
}

/* The first that it can have; what stands against the first it cannot. */
static const struct og_pcidev *pick(struct picker *picker,
				    const struct og_vm_device *wish,
				    struct og_finding *finding)
{
	const struct og_pcidevs *pci = &picker->doctor->facts->pci;
	const struct og_pcidev *refused = NULL;
	const struct og_remark *why = NULL;
	og_autofree char *reason = NULL, *text = wish_text(wish);
	struct og_remark *remark;
	size_t matching = 0;

	for (size_t i = 0; pci->devs && i < pci->n; i++) {
		const struct og_pcidev *dev = &pci->devs[i];
		const struct og_remark *his = NULL;
		char *against;

		if (wish->has_address ? og_bdf_cmp(&wish->bdf, &dev->bdf) != 0
				      : !has_ids(wish, dev))
			continue;
		matching++;
		if (picker->taken[i])
			continue;
		against = refusal(picker, dev, &his);
		if (!against)
			return give(picker, i, finding);
		if (!refused) {
			refused = dev;
			why = his;
			reason = against;
		} else {
			free(against);
		}
	}
	if (!refused) {
		remark = og_finding_add(
			finding, OG_DOCTOR_FAIL, NULL,
			matching ? "%s: all that this host has are this VM's "
				   "already"
				 : "%s: no such device on this host",
			text);
		og_buf_str(&remark->mend, "$ onegpu devices\n"
					  "tells what there is\n");
		return NULL;
	}
	remark = og_finding_add(finding, OG_DOCTOR_FAIL, refused,
				"not ready, %s", reason);
	if (why) {
		og_buf_add(&remark->mend, og_buf_text(&why->mend),
			   why->mend.len);
	}
	return refused;
}

/* The node of the VM's first device with one, where it has to run. */
static int32_t check_devices(struct picker *picker,
			     const struct og_vm_wish *wish,
			     struct og_finding *finding)
{
	const struct og_doctor_facts *facts = picker->doctor->facts;
	int32_t node = -1;

	for (size_t i = 0; i < wish->n_devices; i++) {
		const struct og_pcidev *dev =
			pick(picker, &wish->devices[i], finding);

		if (dev && node < 0)
			node = facts->devices[dev - facts->pci.devs].near_node;
	}
	if (!finding->n)
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "the VM asks for none");
	return node;
}

/* --- CPUs and memory --- */

static bool try_fit(const struct og_host *host, const struct og_vm_wish *wish,
		    int32_t node, struct og_err *err)
{
	size_t n = wish->n_cells ? wish->n_cells : 1;
	og_autofree struct og_vnode *vnodes = og_calloc(n, sizeof(*vnodes));
	const struct og_fit_request request = {
		.pin = wish->pin == OG_PIN_NONE ? OG_PIN_SHARED : wish->pin,
		.threads = wish->threads,
		.hugepage_kb = wish->hugepage_kb,
		.books = OG_BOOKS_KERNEL,
		.vnodes = vnodes,
		.n_vnodes = n,
	};

	vnodes[0] = (struct og_vnode){ wish->vcpus, wish->memory, node };
	for (size_t i = 0; i < wish->n_cells; i++)
		vnodes[i] = (struct og_vnode){ wish->cells[i].cpus,
					       wish->cells[i].memory,
					       i ? -1 : node };
	return og_fit_local(host, &request, NULL, err) == 0;
}

static int64_t memory_left(const struct og_host *host)
{
	int64_t sum = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		sum += node->mem_free == INT64_MAX ? node->mem_total
						   : node->mem_free;
	}
	return sum;
}

/* A VM without pins floats: all that counts is the machine as a whole. */
static void check_floating(const struct og_vm_wish *wish,
			   const struct og_host *host,
			   struct og_finding *finding)
{
	int64_t left = memory_left(host);

	if (left < wish->memory && !wish->hugepage_kb)
		og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
			       "%lld MiB are free, %lld are asked for",
			       (long long)(left / 1024),
			       (long long)(wish->memory / 1024));
	else
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%u CPUs that float, %lld MiB", wish->vcpus,
			       (long long)(wish->memory / 1024));
}

static void check_room(const struct og_vm_wish *wish,
		       const struct og_host *host, int32_t node,
		       struct og_finding *finding)
{
	struct og_err near_err = { 0 }, any_err = { 0 };
	struct og_remark *remark;

	if (!host->n_nodes) {
		og_finding_unseen(finding, NULL, "nodes and CPUs");
		return;
	}
	if (wish->pin == OG_PIN_NONE) {
		check_floating(wish, host, finding);
		return;
	}
	if (try_fit(host, wish, node, &near_err)) {
		if (node >= 0)
			og_finding_add(finding, OG_DOCTOR_OK, NULL,
				       "fits beside its device, on node %d",
				       node);
		else
			og_finding_add(finding, OG_DOCTOR_OK, NULL,
				       "%u CPUs and %lld MiB fit", wish->vcpus,
				       (long long)(wish->memory / 1024));
		return;
	}
	if (node >= 0 && try_fit(host, wish, -1, &any_err)) {
		remark = og_finding_add(finding, OG_DOCTOR_WARN, NULL,
					"fits, but not beside its device: %s",
					near_err.msg);
		og_buf_str(&remark->mend,
			   "a smaller VM, or one that goes from that node, "
			   "lets it\n");
		return;
	}
	remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
				"does not fit: %s", near_err.msg);
	og_buf_str(&remark->mend, "a smaller VM, or another host\n");
}

/* --- huge pages --- */

static void check_pages(const struct og_vm_wish *wish,
			const struct og_host *host, struct og_finding *finding)
{
	uint64_t free = 0, need;
	struct og_remark *remark;

	if (!wish->hugepage_kb) {
		og_finding_add(finding, OG_DOCTOR_NA, NULL,
			       "the VM asks for none");
		return;
	}
	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct og_node *node = &host->nodes[i];

		for (size_t k = 0; k < node->n_pages; k++)
			if (node->pages[k].size_kb == wish->hugepage_kb)
				free += node->pages[k].free == UINT64_MAX
						? node->pages[k].total
						: node->pages[k].free;
	}
	need = ((uint64_t)wish->memory + wish->hugepage_kb - 1) /
	       wish->hugepage_kb;
	if (free >= need) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "%llu of %llu MiB are free, %llu are needed",
			       (unsigned long long)free,
			       (unsigned long long)wish->hugepage_kb / 1024,
			       (unsigned long long)need);
		return;
	}
	remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
				"%llu of %llu MiB are free, %llu are needed",
				(unsigned long long)free,
				(unsigned long long)wish->hugepage_kb / 1024,
				(unsigned long long)need);
	og_buf_fmt(&remark->mend,
		   "# echo %llu > /sys/devices/system/node/node<n>/hugepages/"
		   "hugepages-%llukB/nr_hugepages\n",
		   (unsigned long long)need,
		   (unsigned long long)wish->hugepage_kb);
}

/* --- firmware --- */

static void check_firmware(const struct og_doctor_facts *facts,
			   const struct og_vm_wish *wish, bool has_firmware,
			   struct og_finding *finding)
{
	struct og_remark *remark;

	if (!wish->uefi) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL,
			       "BIOS, which QEMU brings along");
	} else if (!facts->has_usr) {
		og_finding_unseen(finding, NULL, "/usr is not there");
	} else if (wish->firmware ? has_firmware : facts->has_uefi) {
		og_finding_add(finding, OG_DOCTOR_OK, NULL, "%s",
			       wish->firmware ? wish->firmware
					      : facts->firmware);
	} else {
		remark = og_finding_add(finding, OG_DOCTOR_FAIL, NULL,
					"the VM asks for UEFI: %s is not "
					"installed",
					wish->firmware ? wish->firmware
						       : "OVMF");
		og_distro_install(&facts->distro, "ovmf", "edk2-ovmf",
				  &remark->mend);
	}
}

void og_vm_check(const struct og_doctor_report *doctor,
		 const struct og_vm_wish *wish, const struct og_host *host,
		 const struct og_live *live, bool has_firmware,
		 struct og_vm_report *ret_report)
{
	struct og_vm_report report = { 0 };
	og_autofree bool *taken =
		og_calloc(doctor->facts->pci.n, sizeof(*taken));
	struct picker picker = { doctor, live, wish->id, taken };
	int32_t node;

	report.title = wish->id < 0 ? og_asprintf("VM %s",
						  wish->name ? wish->name : "")
				    : og_asprintf("VM %d%s%s", wish->id,
						  wish->name ? ", " : "",
						  wish->name ? wish->name : "");
	node = check_devices(&picker, wish, &report.findings[0]);
	check_room(wish, host, node, &report.findings[1]);
	check_pages(wish, host, &report.findings[2]);
	check_firmware(doctor->facts, wish, has_firmware, &report.findings[3]);
	*ret_report = report;
}
