// SPDX-License-Identifier: Apache-2.0
#include "locality.h"

#include "shortage.h"

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

static bool is_tied(const struct og_vm *vm)
{
	return vm->pin == OG_PIN_NONE || vm->node_affinity >= 0;
}

/* What the node of a device lacks for the vnode that should be there. */
static bool tell_lack(const struct og_host *host, const struct og_vm *vm,
		      const struct og_vnode *vnodes, int32_t node,
		      struct og_buf *why)
{
	og_autobuf lack = OG_BUF_INIT;

	for (size_t i = 0; i < vm->n_vnodes; i++) {
		if (vnodes[i].want != node ||
		    !og_shortage_node(host, vm, &vm->vnodes[i], node, &lack))
			continue;
		og_buf_fmt(why, ": %s", og_buf_text(&lack));
		return true;
	}
	return false;
}

/*
 * Could the node's driver put CPUs and memory beside the devices? If not, why:
 * "2 of 4 cores free there, 4 needed" of the node of `dev` (NULL: of none),
 * or a sentence of its own, into `why` unless it is NULL.
 */
static bool can_mend(const struct og_host *host, const struct og_vm *vm,
		     const struct og_oned_alloc *alloc,
		     const struct og_device *dev, struct og_buf *why)
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
	struct og_err err = { 0 };

	if (is_tied(vm)) {
		if (why)
			og_buf_str(why, "; its template ties it there");
		return false;
	}
	for (size_t i = 0; i < vm->n_vnodes; i++)
		vnodes[i] = (struct og_vnode){
			.cpus = vm->vnodes[i].cpus,
			.memory = vm->vnodes[i].memory,
			.want = -1,
		};
	if (!assign_wishes(host, alloc, vnodes, vm->n_vnodes)) {
		if (why)
			og_buf_str(why, "; its devices are on more nodes than "
					"it has virtual nodes");
		return false;
	}
	if (og_fit_local(host, &req, NULL, why ? &err : NULL) == 0)
		return true;
	if (why && (!dev || !tell_lack(host, vm, vnodes, dev->node, why)))
		og_buf_fmt(why, "; %.150s", err.msg);
	return false;
}

/* ---- the best that can be had ------------------------------------------- */

static uint32_t devices_on(const struct og_host *host,
			   const struct og_oned_alloc *alloc, int32_t node)
{
	uint32_t n = 0;

	for (size_t i = 0; i < alloc->n_pcis; i++)
		n += alloc->pcis[i].device >= 0 &&
		     host->devices[alloc->pcis[i].device].node == node;
	return n;
}

/* The node with most devices that no vnode wants yet, or -1: the lowest. */
static int32_t next_wish(const struct og_host *host,
			 const struct og_oned_alloc *alloc,
			 const struct og_vnode *vnodes, size_t n)
{
	uint32_t most = 0;
	int32_t best = -1;

	for (size_t i = 0; i < host->n_nodes; i++) {
		int32_t node = host->nodes[i].id;
		uint32_t here = devices_on(host, alloc, node);

		if (here > most && !is_wanted(vnodes, n, node)) {
			most = here;
			best = node;
		}
	}
	return best;
}

/* Each vnode to a node with devices, as the node's driver wants them. */
static bool can_go_near(const struct og_host *host, const struct og_vm *vm,
			const struct og_oned_alloc *alloc, uint32_t *ret_near)
{
	og_autofree struct og_vnode *vnodes =
		og_calloc(vm->n_vnodes, sizeof(*vnodes));
	const struct og_fit_request req = {
		.pin = vm->pin,
		.threads = alloc->threads,
		.hugepage_kb = vm->hugepage_mb * 1024,
		.vnodes = vnodes,
		.n_vnodes = vm->n_vnodes,
	};

	*ret_near = 0;
	for (size_t i = 0; i < vm->n_vnodes; i++)
		vnodes[i] = (struct og_vnode){
			.cpus = vm->vnodes[i].cpus,
			.memory = vm->vnodes[i].memory,
			.want = -1,
		};
	for (size_t i = 0; i < vm->n_vnodes; i++) {
		vnodes[i].want = next_wish(host, alloc, vnodes, vm->n_vnodes);
		if (vnodes[i].want < 0)
			break;
		*ret_near += devices_on(host, alloc, vnodes[i].want);
	}
	return og_fit_local(host, &req, NULL, NULL) == 0;
}

static uint32_t count_far(const struct og_host *host, const struct og_vm *vm,
			  const struct og_oned_alloc *alloc)
{
	uint32_t all = 0, own = 0, near;

	for (size_t i = 0; i < alloc->n_pcis; i++) {
		int32_t dev = alloc->pcis[i].device;
		int32_t node = dev < 0 ? -1 : host->devices[dev].node;

		all += node >= 0;
		own += node >= 0 && is_covered(alloc, node);
	}
	if (!is_tied(vm) && can_go_near(host, vm, alloc, &near) && near > own)
		own = near;
	return all - own;
}

/* ---- sockets ------------------------------------------------------------ */

static bool has_node(uint64_t socket, int32_t node)
{
	return node >= 0 && node < 64 && socket >> node & 1;
}

/* Some vnode has its CPUs and its memory in this socket. */
static bool is_in_socket(const struct og_oned_alloc *alloc, uint64_t socket)
{
	for (size_t i = 0; i < alloc->n_vnodes; i++)
		if (alloc->vnodes[i].placed &&
		    has_node(socket, alloc->vnodes[i].node) &&
		    has_node(socket, alloc->vnodes[i].memory_node))
			return true;
	return false;
}

/* As for nodes: every device has a vnode, and none is torn. */
static enum og_in_socket judge_sockets(const struct og_host *host,
				       const struct og_oned_alloc *alloc)
{
	enum og_in_socket verdict = OG_SOCKET_YES;

	for (size_t i = 0; i < alloc->n_pcis; i++) {
		int32_t dev = alloc->pcis[i].device;
		int32_t node = dev < 0 ? -1 : host->devices[dev].node;
		uint64_t socket = og_host_socket(host, node);

		if (node < 0 || is_covered(alloc, node))
			continue;
		if (!socket)
			verdict = OG_SOCKET_UNKNOWN;
		else if (!is_in_socket(alloc, socket))
			return OG_SOCKET_NO;
	}
	for (size_t i = 0; i < alloc->n_vnodes; i++) {
		const struct og_oned_vnode *v = &alloc->vnodes[i];
		uint64_t socket = og_host_socket(host, v->node);

		if (!v->placed || v->node == v->memory_node)
			continue;
		if (!socket)
			verdict = OG_SOCKET_UNKNOWN;
		else if (!has_node(socket, v->memory_node))
			return OG_SOCKET_NO;
	}
	return verdict;
}

/* ---- the verdict -------------------------------------------------------- */

static void tell_where(const struct og_oned_alloc *alloc,
		       const struct og_device *dev, enum og_in_socket in_socket,
		       struct og_buf *story)
{
	const struct og_oned_vnode *torn = torn_vnode(alloc);
	const char *same =
		in_socket == OG_SOCKET_YES ? " of the same socket" : "";
	char address[OG_BDF_TEXT];

	if (!dev) {
		og_buf_fmt(story,
			   "oned takes CPUs of node %d, memory of node %d%s",
			   torn->node, torn->memory_node, same);
		return;
	}
	og_bdf_short(&dev->bdf, address);
	if (alloc->n_vnodes == 1 && !torn)
		og_buf_fmt(story, "oned pins to node %d, %s %s is on node %d%s",
			   alloc->vnodes[0].node, og_shortage_noun(dev),
			   address, dev->node, same);
	else
		og_buf_fmt(story,
			   "oned pins nothing to node %d, where %s %s "
			   "is",
			   dev->node, og_shortage_noun(dev), address);
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
				   struct og_nearness *ret_near,
				   struct og_buf *story)
{
	const struct og_device *dev;

	*ret_near = (struct og_nearness){ .in_socket = OG_SOCKET_YES };
	if (!alloc->pci_ok || !alloc->numa_ok || alloc->unlisted) {
		if (story)
			og_buf_str(story, why_it_fails(alloc));
		return OG_ALLOC_FAILS;
	}
	if (!og_vm_has_nodes(vm))
		return OG_LOCAL;
	dev = lonely_device(host, alloc);
	if (!dev && !(vm->n_pcis && torn_vnode(alloc)))
		return OG_LOCAL;
	ret_near->in_socket = judge_sockets(host, alloc);
	if (story)
		tell_where(alloc, dev, ret_near->in_socket, story);
	if (can_mend(host, vm, alloc, dev, story))
		return OG_MENDABLE;
	ret_near->far = count_far(host, vm, alloc);
	return ret_near->in_socket == OG_SOCKET_YES ? OG_SAME_SOCKET
						    : OG_REMOTE;
}
