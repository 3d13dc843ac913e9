// SPDX-License-Identifier: Apache-2.0
#include "audit.h"
#include "b64.h"
#include "jsonout.h"
#include "style.h"

static const char *const localities[] = {
	[OG_AUDIT_NO_DEVICE] = "no device", [OG_AUDIT_UNKNOWN] = "unknown",
	[OG_AUDIT_LOCAL] = "local",	    [OG_AUDIT_PARTIAL] = "partial",
	[OG_AUDIT_REMOTE] = "remote",
};

/* --- by node --- */

/* vCPUs that may run on this node alone; -1: those of no single node. */
static unsigned vcpus_on(const struct og_audit *audit,
			 const struct og_audit_vm *vm, int32_t node)
{
	unsigned n = 0;

	for (size_t i = 0; i < vm->n_vcpus; i++) {
		const struct og_cpuset *cpus = &vm->vcpus[i].cpus;
		int32_t its = -2;

		if (!vm->vcpus[i].seen)
			continue;
		for (int id = -1; (id = og_cpuset_next(cpus, id)) >= 0;) {
			const struct og_node *on =
				og_host_node_of_cpu(&audit->host, id);

			if (on)
				its = its == -2 || its == on->id ? on->id : -1;
		}
		n += its == node;
	}
	return n;
}

static int64_t memory_on(const struct og_audit_vm *vm, int32_t node)
{
	return vm->memory && node >= 0 && node < OG_NUMAMAPS_NODES
		       ? vm->memory->kib[node]
		       : 0;
}

static void put_part(struct og_buf *out, size_t start, const char *where,
		     unsigned vcpus, long long mib)
{
	og_buf_fmt(out, "%s%s: ", out->len > start ? "; " : "", where);
	if (vcpus)
		og_buf_fmt(out, "%u vCPU%s%s", vcpus, vcpus == 1 ? "" : "s",
			   mib ? ", " : "");
	if (mib)
		og_buf_fmt(out, "%lld MiB", mib);
}

/* "node 1: 4 vCPUs, 8192 MiB; over nodes: 1 vCPU" */
static void put_actual(const struct og_audit *audit,
		       const struct og_audit_vm *vm, struct og_buf *out)
{
	unsigned loose = vcpus_on(audit, vm, -1);
	size_t start = out->len;

	for (size_t i = 0; i < audit->host.n_nodes; i++) {
		int32_t id = audit->host.nodes[i].id;
		og_autofree char *where = og_asprintf("node %d", id);
		unsigned n = vcpus_on(audit, vm, id);
		long long mib = (long long)(memory_on(vm, id) / 1024);

		if (n || mib)
			put_part(out, start, where, n, mib);
	}
	if (loose)
		put_part(out, start, "over nodes", loose, 0);
}

/* Without a pin and a node for its memory nothing can differ. */
static bool is_planned(const struct og_audit_vm *vm)
{
	for (size_t i = 0; i < vm->n_vcpus; i++)
		if (vm->vcpus[i].planned)
			return true;
	return !og_cpuset_is_empty(&vm->memory_plan);
}

/* --- text --- */

static void put_devices(const struct og_audit_vm *vm, struct og_buf *out)
{
	for (size_t i = 0; i < vm->n_devices; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_short(&vm->devices[i].bdf, name);
		og_buf_fmt(out, "%s%s on ", i ? ", " : "; ", name);
		if (vm->devices[i].node >= 0)
			og_buf_fmt(out, "node %d", vm->devices[i].node);
		else
			og_buf_str(out, "no node");
	}
	if (vm->n_devices)
		og_buf_fmt(out, ": %s", localities[vm->locality]);
}

static void put_line(const struct og_audit *audit, const struct og_audit_vm *vm,
		     struct og_buf *out)
{
	og_autofree char *moved = og_moves_text(&vm->moves);
	og_autobuf actual = OG_BUF_INIT;

	og_buf_fmt(out, "%s: ", vm->name);
	if (vm->unseen)
		og_buf_fmt(out, "NOT SEEN (%s)", vm->unseen);
	else if (vm->differs.n)
		og_buf_str(out, "DIFFERS");
	else
		og_buf_str(out, is_planned(vm) ? "as planned" : "not pinned");
	for (size_t i = 0; i < vm->differs.n; i++)
		og_buf_fmt(out, "%s%s", i ? "; " : ": ", vm->differs.all[i]);
	put_actual(audit, vm, &actual);
	og_buf_fmt(out, "%s%s", actual.len ? "; " : "", og_buf_text(&actual));
	put_devices(vm, out);
	if (moved)
		og_buf_fmt(out, "; moved by onegpu: %s", moved);
}

void og_audit_to_text(const struct og_audit *audit, struct og_buf *out)
{
	static const struct og_style plain = { .utf8 = true };

	for (size_t i = 0; i < audit->n; i++) {
		og_autobuf line = OG_BUF_INIT;

		put_line(audit, &audit->vms[i], &line);
		og_style_clip(&plain, out, og_buf_text(&line), 65536);
		og_buf_char(out, '\n');
	}
	if (audit->n == 0)
		og_buf_str(out, "No VM runs here.\n");
}

/* --- JSON --- */

static void put_set(struct og_json *json, const char *key, bool known,
		    const struct og_cpuset *set)
{
	og_autobuf text = OG_BUF_INIT;

	og_cpuset_format(&text, set);
	if (known)
		og_json_text(json, key, og_buf_text(&text));
	else
		og_json_raw(json, key, "null");
}

static void put_thread(struct og_json *json, const char *key,
		       const struct og_audit_vcpu *thread)
{
	og_json_open(json, key, '{');
	if (!key)
		og_json_number(json, "id", thread->id);
	put_set(json, "planned", thread->planned, &thread->plan);
	put_set(json, "actual", thread->seen, &thread->cpus);
	og_json_close(json, '}');
}

static void put_memory(struct og_json *json, const struct og_audit_vm *vm)
{
	put_set(json, "memory_planned", !og_cpuset_is_empty(&vm->memory_plan),
		&vm->memory_plan);
	og_json_open(json, "memory", '[');
	for (int n = 0; vm->memory && n < OG_NUMAMAPS_NODES; n++) {
		if (vm->memory->kib[n] == 0)
			continue;
		og_json_open(json, NULL, '{');
		og_json_number(json, "node", n);
		og_json_number(json, "kib", vm->memory->kib[n]);
		og_json_close(json, '}');
	}
	og_json_close(json, ']');
}

static void put_json_devices(struct og_json *json, const struct og_audit_vm *vm)
{
	og_json_open(json, "devices", '[');
	for (size_t i = 0; i < vm->n_devices; i++) {
		char name[OG_BDF_TEXT];

		og_bdf_name(&vm->devices[i].bdf, name);
		og_json_open(json, NULL, '{');
		og_json_text(json, "address", name);
		if (vm->devices[i].node >= 0)
			og_json_number(json, "node", vm->devices[i].node);
		else
			og_json_raw(json, "node", "null");
		og_json_close(json, '}');
	}
	og_json_close(json, ']');
}

static void put_vm(struct og_json *json, const struct og_audit_vm *vm)
{
	og_autofree char *moved = og_moves_text(&vm->moves);

	og_json_open(json, NULL, '{');
	og_json_text(json, "name", vm->name);
	if (vm->id >= 0)
		og_json_number(json, "id", vm->id);
	og_json_bool(json, "as_planned", !vm->unseen && vm->differs.n == 0);
	if (vm->unseen)
		og_json_text(json, "not_seen", vm->unseen);
	og_json_open(json, "differences", '[');
	for (size_t i = 0; i < vm->differs.n; i++)
		og_json_text(json, NULL, vm->differs.all[i]);
	og_json_close(json, ']');
	og_json_text(json, "locality", localities[vm->locality]);
	if (moved)
		og_json_text(json, "moved", moved);
	og_json_open(json, "vcpus", '[');
	for (size_t i = 0; i < vm->n_vcpus; i++)
		put_thread(json, NULL, &vm->vcpus[i]);
	og_json_close(json, ']');
	put_thread(json, "emulator", &vm->emulator);
	put_memory(json, vm);
	put_json_devices(json, vm);
	og_json_close(json, '}');
}

void og_audit_to_json(const struct og_audit *audit, struct og_buf *out)
{
	struct og_json json = { .out = out };

	og_json_open(&json, NULL, '{');
	og_json_bool(&json, "as_planned", !og_audit_has_differences(audit));
	og_json_open(&json, "vms", '[');
	for (size_t i = 0; i < audit->n; i++)
		put_vm(&json, &audit->vms[i]);
	og_json_close(&json, ']');
	og_json_close(&json, '}');
}

/* --- the probe --- */

static void put_attribute(struct og_buf *out, const char *name,
			  const char *value)
{
	og_buf_fmt(out, "%s=\"%s\"\n", name, value);
}

/* Of one that was not seen nothing is claimed. */
static void put_probe(const struct og_audit *audit,
		      const struct og_audit_vm *vm, struct og_buf *out)
{
	static const char *const words[] = {
		[OG_AUDIT_UNKNOWN] = "UNKNOWN",
		[OG_AUDIT_LOCAL] = "LOCAL",
		[OG_AUDIT_PARTIAL] = "PARTIAL",
		[OG_AUDIT_REMOTE] = "REMOTE",
	};
	og_autobuf actual = OG_BUF_INIT, inner = OG_BUF_INIT;

	if (vm->id < 0 || vm->unseen)
		return;
	if (vm->locality != OG_AUDIT_NO_DEVICE)
		put_attribute(&inner, "GPU_LOCALITY", words[vm->locality]);
	put_actual(audit, vm, &actual);
	put_attribute(&inner, "NUMA_ACTUAL", og_buf_text(&actual));
	og_buf_fmt(out, "VM = [ ID=\"%d\", MONITOR=\"", vm->id);
	og_b64_encode(out, og_buf_text(&inner), inner.len);
	og_buf_str(out, "\" ]\n");
}

void og_audit_to_probe(const struct og_audit *audit, struct og_buf *out)
{
	for (size_t i = 0; i < audit->n; i++)
		put_probe(audit, &audit->vms[i], out);
}
