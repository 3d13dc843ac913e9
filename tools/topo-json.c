// SPDX-License-Identifier: Apache-2.0
#include "topo-json.h"

#include "jsonout.h"

static void put_set(struct og_json *json, const char *key,
		    const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	og_json_text(json, key, og_buf_text(&text));
}

static void put_text(struct og_json *json, const char *key, const char *text)
{
	if (text)
		og_json_text(json, key, text);
	else
		og_json_raw(json, key, "null");
}

static void put_core(struct og_json *json, const struct og_topo *topo,
		     const struct og_core *core)
{
	og_json_open(json, NULL, '{');
	og_json_number(json, "id", core->id);
	og_json_open(json, "cpus", '[');
	for (size_t i = 0; i < core->n_cpus; i++) {
		const struct og_cpu *cpu = &core->cpus[i];
		int vm = og_topo_vm_of_cpu(topo, cpu->id);

		og_json_open(json, NULL, '{');
		og_json_number(json, "id", cpu->id);
		og_json_bool(json, "isolated", cpu->isolated);
		og_json_number(json, "users", cpu->users);
		put_text(json, "vm", vm >= 0 ? topo->vms[vm].name : NULL);
		og_json_close(json, '}');
	}
	og_json_close(json, ']');
	og_json_close(json, '}');
}

static void put_pages(struct og_json *json, const struct og_pages *pages)
{
	og_json_open(json, NULL, '{');
	og_json_number(json, "size_kib", (int64_t)pages->size_kb);
	og_json_number(json, "total", (int64_t)pages->total);
	og_json_number(json, "held", (int64_t)pages->used);
	if (pages->free != UINT64_MAX)
		og_json_number(json, "free", (int64_t)pages->free);
	og_json_close(json, '}');
}

static void put_node(struct og_json *json, const struct og_topo *topo,
		     const struct og_node *node)
{
	og_json_open(json, NULL, '{');
	og_json_number(json, "id", node->id);
	og_json_number(json, "memory_kib", node->mem_total);
	og_json_number(json, "memory_held_kib", node->mem_used);
	if (node->mem_free != INT64_MAX)
		og_json_number(json, "memory_free_kib", node->mem_free);
	og_json_open(json, "hugepages", '[');
	for (size_t i = 0; i < node->n_pages; i++)
		put_pages(json, &node->pages[i]);
	og_json_close(json, ']');
	og_json_open(json, "distance", '[');
	for (size_t i = 0; i < node->n_distance; i++)
		og_json_number(json, NULL, node->distance[i]);
	og_json_close(json, ']');
	og_json_open(json, "cores", '[');
	for (size_t i = 0; i < node->n_cores; i++)
		put_core(json, topo, &node->cores[i]);
	og_json_close(json, ']');
	og_json_close(json, '}');
}

static void put_device(struct og_json *json,
		       const struct og_topo_device *device)
{
	char name[OG_BDF_TEXT];

	og_bdf_name(&device->bdf, name);
	og_json_open(json, NULL, '{');
	og_json_text(json, "address", name);
	og_json_text(json, "kind", og_topo_kind_name(device->kind));
	put_text(json, "name", device->name);
	if (device->node >= 0)
		og_json_number(json, "node", device->node);
	else
		og_json_raw(json, "node", "null");
	if (device->has_root) {
		og_autofree char *root = og_asprintf(
			"%04x:%02x", device->root_domain, device->root_bus);

		og_json_text(json, "root_complex", root);
	}
	if (device->has_switch) {
		og_bdf_name(&device->nearest_switch, name);
		og_json_text(json, "switch", name);
	}
	put_text(json, "interface", device->ifname);
	put_text(json, "driver", device->driver);
	og_json_number(json, "virtual_functions", device->vfs);
	put_text(json, "vm", device->vm);
	og_json_close(json, '}');
}

static void put_vm(struct og_json *json, const struct og_topo *topo, size_t i)
{
	const struct og_topo_vm *vm = &topo->vms[i];

	og_json_open(json, NULL, '{');
	og_json_text(json, "name", vm->name);
	if (vm->id >= 0)
		og_json_number(json, "id", vm->id);
	put_set(json, "cpus", &vm->cpus);
	put_set(json, "floats", &vm->floats);
	put_set(json, "memory_nodes", &vm->memory);
	og_json_number(json, "memory_kib", vm->memory_kib);
	og_json_text(json, "locality",
		     og_topo_locality_name(og_topo_locality(topo, i)));
	put_text(json, "moved", vm->moved);
	og_json_close(json, '}');
}

void og_topo_to_json(const struct og_topo *topo, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_text(&json, "host", topo->name);
	og_json_text(&json, "source", topo->believed ? "oned" : "host");
	og_json_open(&json, "nodes", '[');
	for (size_t i = 0; i < topo->host.n_nodes; i++)
		put_node(&json, topo, &topo->host.nodes[i]);
	og_json_close(&json, ']');
	og_json_open(&json, "devices", '[');
	for (size_t i = 0; i < topo->n_devices; i++)
		put_device(&json, &topo->devices[i]);
	og_json_close(&json, ']');
	put_text(&json, "vms_unknown", topo->vms_unknown);
	og_json_open(&json, "vms", '[');
	for (size_t i = 0; i < topo->n_vms; i++)
		put_vm(&json, topo, i);
	og_json_close(&json, ']');
	og_json_close(&json, '}');
}

void og_topo_diff_to_json(const struct og_lines *lines, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_open(&json, "differences", '[');
	for (size_t i = 0; i < lines->n; i++)
		og_json_text(&json, NULL, lines->all[i]);
	og_json_close(&json, ']');
	og_json_close(&json, '}');
}
