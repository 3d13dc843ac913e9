// SPDX-License-Identifier: Apache-2.0
/* Where the data of a disk are: names that oned's storage drivers made. */
#include "domain-disk.h"

static const struct {
	const char *protocol, *secret_type, *secret_key, *transport, *port;
} protocols[] = {
	[OG_DISK_RBD] = { "rbd", "ceph", "uuid", NULL, "6789" },
	[OG_DISK_ISCSI] = { "iscsi", "iscsi", "usage", NULL, "3260" },
	[OG_DISK_SHEEPDOG] = { "sheepdog", NULL, NULL, "tcp", NULL },
	[OG_DISK_GLUSTER] = { "gluster", NULL, NULL, "tcp", "24007" },
	[OG_DISK_SHARE] = { NULL, NULL, NULL, NULL, NULL },
};

static char *rbd_name(const struct og_vm *vm, const struct og_vm_disk *disk)
{
	og_autofree char *name = NULL;

	if (disk->source)
		name = og_strdup(disk->source);
	else
		name = og_asprintf("%s/one-sys",
				   disk->pool ? disk->pool : "one");
	if (disk->source && !disk->clone)
		return og_steal(name);
	return og_asprintf("%s-%d-%d", name, vm->id, disk->id);
}

static char *gluster_name(const struct og_vm *vm, const struct og_vm_disk *disk)
{
	const char *last = strrchr(disk->source, '/');

	if (disk->clone)
		return og_asprintf("%s/%d/disk.%d", disk->volume, vm->id,
				   disk->id);
	return og_asprintf("%s/%s", disk->volume,
			   last ? last + 1 : disk->source);
}

static char *network_name(const struct og_vm *vm, const struct og_vm_disk *disk)
{
	if (disk->kind == OG_DISK_RBD)
		return rbd_name(vm, disk);
	if (disk->kind == OG_DISK_GLUSTER)
		return gluster_name(vm, disk);
	if (disk->kind == OG_DISK_SHEEPDOG && disk->clone)
		return og_asprintf("%s-%d-%d", disk->source, vm->id, disk->id);
	return og_strdup(disk->source);
}

/* "a:1", "a", "[fe80::1]:1" and "fe80::1", which has no port. */
static void add_host(struct og_xml_node *source, enum og_disk_kind kind,
		     const char *text, size_t len)
{
	struct og_xml_node *host = og_xml_add(source, "host", NULL);
	og_autofree char *name = og_strndup(text, len);
	char *end = name[0] == '[' ? strchr(name, ']') : NULL;
	char *colon = strchr(end ? end : name, ':');
	const char *port = protocols[kind].port;

	if (colon && (end || !strchr(colon + 1, ':'))) {
		*colon = '\0';
		port = colon[1] ? colon + 1 : port;
	}
	if (end)
		*end = '\0';
	og_xml_set(host, "name", end ? name + 1 : name);
	if (port)
		og_xml_set(host, "port", port);
	if (protocols[kind].transport)
		og_xml_set(host, "transport", protocols[kind].transport);
}

static void network_source(struct og_xml_node *node, const struct og_vm *vm,
			   const struct og_vm_disk *disk)
{
	og_autofree char *name = network_name(vm, disk);
	struct og_xml_node *source = og_xml_add(node, "source", NULL), *auth;
	const char *hosts = disk->hosts ? disk->hosts : "";

	og_xml_set(source, "protocol", protocols[disk->kind].protocol);
	og_xml_set(source, "name", name);
	for (hosts += strspn(hosts, " "); *hosts; hosts += strspn(hosts, " ")) {
		size_t len = strcspn(hosts, " ");

		add_host(source, disk->kind, hosts, len);
		hosts += len;
		/* QEMU logs in to one; libvirt forgets the others. */
		if (disk->kind == OG_DISK_ISCSI)
			break;
	}
	if (!disk->user || !disk->secret)
		return;
	auth = og_xml_add(node, "auth", NULL);
	og_xml_set(auth, "username", disk->user);
	auth = og_xml_add(auth, "secret", NULL);
	og_xml_set(auth, "type", protocols[disk->kind].secret_type);
	og_xml_set(auth, protocols[disk->kind].secret_key, disk->secret);
}

const char *og_domain_disk_type(const struct og_vm_disk *disk)
{
	if (disk->kind == OG_DISK_BLOCK)
		return "block";
	return disk->kind == OG_DISK_FILE ? "file" : "network";
}

void og_domain_disk_source(struct og_xml_node *node, const struct og_plan *plan,
			   const struct og_vm_disk *disk)
{
	og_autofree char *folder = og_domain_folder(plan);
	struct og_xml_node *source;

	if (disk->kind == OG_DISK_BLOCK || disk->kind == OG_DISK_FILE) {
		source = og_xml_add(node, "source", NULL);
		og_xml_setf(source,
			    disk->kind == OG_DISK_BLOCK ? "dev" : "file",
			    "%s/disk.%d", folder, disk->id);
	} else {
		network_source(node, plan->vm, disk);
	}
}

static void add_map(struct og_xml_node *idmap, const char *name,
		    const char *target)
{
	struct og_xml_node *node = og_xml_add(idmap, name, NULL);

	og_xml_set(node, "start", "0");
	og_xml_set(node, "target", target ? target : "100000");
	og_xml_set(node, "count", "65536");
}

void og_domain_add_share(struct og_xml_node *devices,
			 const struct og_vm_disk *disk)
{
	struct og_xml_node *node = og_xml_add(devices, "filesystem", NULL);
	struct og_xml_node *child;

	og_xml_set(node, "type", "mount");
	og_xml_set(node, "accessmode", "passthrough");
	child = og_xml_add(node, "driver", NULL);
	og_xml_set(child, "type", "virtiofs");
	og_xml_set(child, "queue", "1024");
	child = og_xml_add(node, "binary", NULL);
	og_xml_set(child, "path", "/var/tmp/one/vmm/kvm/virtiofsd.sh");
	og_xml_set(child, "xattr", "on");
	og_xml_set(og_xml_add(child, "cache", NULL), "mode", "always");
	og_xml_set(og_xml_add(child, "sandbox", NULL), "mode", "namespace");
	og_xml_set(og_xml_add(node, "source", NULL), "dir", disk->source);
	og_xml_set(og_xml_add(node, "target", NULL), "dir", disk->tag);
	if (disk->readonly)
		og_xml_add(node, "readonly", NULL);
	child = og_xml_add(node, "idmap", NULL);
	add_map(child, "uid", disk->uid_map);
	add_map(child, "gid", disk->gid_map);
}
