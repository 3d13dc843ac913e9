// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include <errno.h>
#include <stdio.h>

#define STORY(story, ...) \
	snprintf((story)->text, sizeof((story)->text), __VA_ARGS__)

static const char *device_word(const struct og_device *dev)
{
	return dev->class_id >> 8 == 3 ? "GPU" : "device";
}

/* Some vnode has its CPUs and its memory on this node. */
static bool is_covered(const struct og_oned_alloc *alloc, int32_t node)
{
	for (size_t i = 0; i < alloc->n_vnodes; i++)
		if (alloc->vnodes[i].placed && alloc->vnodes[i].node == node &&
		    alloc->vnodes[i].memory_node == node)
			return true;
	return false;
}

/* The first device of the VM that no vnode is beside, or NULL. */
static const struct og_device *lonely_device(const struct og_host *host,
					     const struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < alloc->n_pcis; i++) {
		const struct og_device *dev;

		if (alloc->pcis[i].device < 0)
			continue;
		dev = &host->devices[alloc->pcis[i].device];
		if (dev->node >= 0 && !is_covered(alloc, dev->node))
			return dev;
	}
	return NULL;
}

/* The first vnode whose memory is on another node than its CPUs, or NULL. */
static const struct og_oned_vnode *torn_vnode(const struct og_oned_alloc *alloc)
{
	for (size_t i = 0; i < alloc->n_vnodes; i++)
		if (alloc->vnodes[i].placed &&
		    alloc->vnodes[i].node != alloc->vnodes[i].memory_node)
			return &alloc->vnodes[i];
	return NULL;
}

static bool is_wanted(const struct og_vnode *vnodes, size_t n, int32_t node)
{
	for (size_t i = 0; i < n; i++)
		if (vnodes[i].want == node)
			return true;
	return false;
}

/* A vnode for devices of this node: the one oned put there, else any. */
static struct og_vnode *vnode_for(const struct og_oned_alloc *alloc,
				  struct og_vnode *vnodes, size_t n,
				  int32_t node)
{
	struct og_vnode *any = NULL;

	for (size_t i = 0; i < n; i++) {
		if (vnodes[i].want >= 0)
			continue;
		if (alloc->vnodes[i].node == node)
			return &vnodes[i];
		if (!any)
			any = &vnodes[i];
	}
	return any;
}

/*
 * Give each node that has devices of the VM a vnode. False where there are
 * more such nodes than vnodes: then nothing can make the VM local.
 */
static bool assign_wishes(const struct og_host *host,
			  const struct og_oned_alloc *alloc,
			  struct og_vnode *vnodes, size_t n)
{
	for (size_t i = 0; i < alloc->n_pcis; i++) {
		struct og_vnode *v;
		int32_t node;

		if (alloc->pcis[i].device < 0)
			continue;
		node = host->devices[alloc->pcis[i].device].node;
		if (node < 0 || is_wanted(vnodes, n, node))
			continue;
		v = vnode_for(alloc, vnodes, n, node);
		if (!v)
			return false;
		v->want = node;
	}
	return true;
}

/* Could the node's driver put CPUs and memory beside the devices? */
static bool can_mend(const struct og_host *host, const struct og_vm *vm,
		     const struct og_oned_alloc *alloc, struct og_err *err)
{
	og_autofree struct og_vnode *vnodes =
		og_calloc(vm->n_vnodes, sizeof(*vnodes));
	struct og_fit_request req = {
		.pin = vm->pin,
		.threads = alloc->threads,
		.hugepage_kb = vm->hugepage_mb * 1024,
		.vnodes = vnodes,
		.n_vnodes = vm->n_vnodes,
	};

	if (vm->pin == OG_PIN_NONE || vm->node_affinity >= 0) {
		og_err_set(err, -ENOSPC, "its template ties it there");
		return false;
	}
	for (size_t i = 0; i < vm->n_vnodes; i++)
		vnodes[i] = (struct og_vnode){
			.cpus = vm->vnodes[i].cpus,
			.memory = vm->vnodes[i].memory,
			.want = -1,
		};
	if (!assign_wishes(host, alloc, vnodes, vm->n_vnodes)) {
		og_err_set(err, -ENOSPC,
			   "its devices are on more nodes than it has virtual "
			   "nodes");
		return false;
	}
	return og_fit_local(host, &req, NULL, err) == 0;
}

static void tell_where(const struct og_host *host,
		       const struct og_oned_alloc *alloc,
		       const struct og_device *dev,
		       struct og_locality_story *story)
{
	const struct og_oned_vnode *torn = torn_vnode(alloc);
	char address[OG_BDF_TEXT];

	(void)host;
	if (!dev) {
		STORY(story, "oned takes CPUs of node %d, memory of node %d",
		      torn->node, torn->memory_node);
		return;
	}
	og_bdf_short(&dev->bdf, address);
	if (alloc->n_vnodes == 1 && !torn)
		STORY(story, "oned pins to node %d, %s %s is on node %d",
		      alloc->vnodes[0].node, device_word(dev), address,
		      dev->node);
	else
		STORY(story, "oned pins nothing to node %d, where %s %s is",
		      dev->node, device_word(dev), address);
}

static const char *why_it_fails(const struct og_oned_alloc *alloc)
{
	if (!alloc->pci_ok)
		return "oned would not give it all devices";
	if (alloc->unpredictable)
		return "DISTANCE lists too few nodes";
	if (alloc->unlisted)
		return "with this VMS_THREAD oned counts CPUs that it cannot "
		       "list";
	return "its virtual nodes do not fit together";
}

enum og_locality og_locality_judge(const struct og_host *host,
				   const struct og_vm *vm,
				   const struct og_oned_alloc *alloc,
				   struct og_locality_story *ret_story)
{
	const struct og_device *dev;
	struct og_err err = { 0 };
	size_t len;
	bool mend;

	ret_story->text[0] = '\0';
	if (!alloc->pci_ok || !alloc->numa_ok || alloc->unlisted) {
		STORY(ret_story, "%s", why_it_fails(alloc));
		return OG_ALLOC_FAILS;
	}
	if (!og_vm_has_nodes(vm))
		return OG_LOCAL;
	dev = lonely_device(host, alloc);
	if (!dev && !(vm->n_pcis && torn_vnode(alloc)))
		return OG_LOCAL;
	tell_where(host, alloc, dev, ret_story);
	mend = can_mend(host, vm, alloc, &err);
	if (mend)
		return OG_MENDABLE;
	len = strlen(ret_story->text);
	snprintf(ret_story->text + len, sizeof(ret_story->text) - len,
		 "; %.150s", err.msg);
	return OG_REMOTE;
}
