// SPDX-License-Identifier: Apache-2.0
/* The proof: pins of the domain against the topology, drawn and counted. */
#include <errno.h>

#include "demo.h"
#include "hwtopo.h"
#include "nearness.h"
#include "picture.h"
#include "seat.h"

enum { DOCUMENT_MAX = 4 * 1024 * 1024 };

/* Everything the picture is drawn from. */
struct scene {
	struct og_host host;
	struct og_seat vm;     /* as oned allocated it */
	struct og_seat domain; /* as the node will start it */
	struct og_cpuset held; /* by the running domains */
	struct og_buf others;  /* their names */
	struct og_picture_device *devices;
	char **labels;
	size_t n_devices;
};

static void scene_free(struct scene *sc)
{
	og_host_free(&sc->host);
	og_seat_free(&sc->vm);
	og_seat_free(&sc->domain);
	og_buf_free(&sc->others);
	for (size_t i = 0; i < sc->n_devices; i++)
		free(sc->labels[i]);
	free(sc->labels);
	free(sc->devices);
}

static int read_topology(const struct og_demo *demo, struct og_host *ret_host,
			 struct og_err *err)
{
	og_autofree char *path = og_demo_path(demo, "root");
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	og_cleanup(og_hwtopo_freep) struct og_hwtopo *topo = NULL;
	int r;

	r = og_root_open(path, &root, err);
	if (r == 0)
		r = og_hwtopo_load(root, OG_HWTOPO_CORES, &topo, err);
	if (r == 0)
		r = og_hwtopo_host(topo, ret_host, err);
	return r;
}

static int read_vm(const struct og_demo *demo, struct og_seat *ret_seat,
		   struct og_err *err)
{
	og_autofree char *path = og_demo_path(demo, "vm.xml");
	og_autobuf text = OG_BUF_INIT;
	int r;

	r = og_buf_read_file(&text, path, DOCUMENT_MAX, err);
	if (r == 0 && (r = og_seat_of_vm(og_buf_text(&text), text.len, ret_seat,
					 err)) < 0)
		og_err_prefix(err, "%s", path);
	return r;
}

static bool is_xml(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".xml") == 0;
}

static int read_running(const struct og_root *root, const char *name,
			struct scene *sc, struct og_err *err)
{
	og_autobuf text = OG_BUF_INIT;
	og_autoseat seat = { 0 };
	int r;

	r = og_root_read(root, name, DOCUMENT_MAX, &text);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", name, strerror(-r));
	r = og_seat_of_domain(og_buf_text(&text), text.len, &seat, err);
	if (r < 0)
		return og_err_prefix(err, "%s", name);
	og_cpuset_or(&sc->held, &seat.cpus);
	og_buf_fmt(&sc->others, "%s%s", sc->others.len ? ", " : "", seat.name);
	return 0;
}

static int read_all_running(const struct og_demo *demo, struct scene *sc,
			    struct og_err *err)
{
	og_autofree char *path = og_demo_path(demo, "running");
	og_cleanup(og_root_freep) struct og_root *root = NULL;
	char **names = NULL;
	size_t count = 0;
	int r;

	r = og_root_open(path, &root, err);
	if (r < 0)
		return r;
	r = og_root_list(root, ".", &names, &count);
	if (r < 0)
		return og_err_set(err, r, "%s: %s", path, strerror(-r));
	for (size_t i = 0; i < count && r == 0; i++)
		if (is_xml(names[i]))
			r = read_running(root, names[i], sc, err);
	og_root_names_free(names, count);
	return r;
}

static bool is_of_vm(const struct og_seat *seat, const struct og_bdf *bdf)
{
	for (size_t i = 0; i < seat->n_devices; i++)
		if (og_bdf_cmp(&seat->devices[i], bdf) == 0)
			return true;
	return false;
}

static void place_devices(const struct og_demo *demo, struct scene *sc)
{
	size_t n = demo->probed.n_devices;

	sc->devices = og_calloc(n, sizeof(*sc->devices));
	sc->labels = og_calloc(n, sizeof(*sc->labels));
	sc->n_devices = n;
	for (size_t i = 0; i < n; i++) {
		const struct og_probed_device *probed =
			&demo->probed.devices[i];
		char address[OG_BDF_TEXT];

		og_bdf_short(&probed->bdf, address);
		sc->labels[i] =
			og_asprintf("%s %s %s", probed->display ? "GPU" : "PCI",
				    address, probed->name);
		sc->devices[i] = (struct og_picture_device){
			.label = sc->labels[i],
			.node = probed->node,
			.of_vm = is_of_vm(&sc->domain, &probed->bdf),
		};
	}
}

static void draw(const struct og_demo *demo, const struct scene *sc,
		 struct og_buf *out)
{
	struct og_picture picture = {
		.host = &sc->host,
		.devices = sc->devices,
		.n_devices = sc->n_devices,
		.held = &sc->held,
		.vm = sc->domain.name,
		.others = og_buf_text(&sc->others),
		.sides = { { .title = "where oned 7.5 would put it",
			     .cpus = sc->vm.cpus,
			     .memory = sc->vm.memory },
			   { .title = "where onegpu puts it",
			     .cpus = sc->domain.cpus,
			     .memory = sc->domain.memory } },
	};

	og_picture_draw(&picture, &demo->style, out);
}

/* The nodes of the VM's devices; each must have one. */
static int nodes_of_devices(const struct og_demo *demo,
			    const struct og_seat *seat,
			    struct og_cpuset *ret_near, struct og_err *err)
{
	struct og_cpuset near = { 0 };

	if (seat->n_devices == 0)
		return og_err_set(err, -ENODEV, "the domain has no PCI device");
	for (size_t i = 0; i < seat->n_devices; i++) {
		const struct og_probed_device *device =
			og_probed_find(&demo->probed, &seat->devices[i]);
		char address[OG_BDF_TEXT];

		og_bdf_short(&seat->devices[i], address);
		if (!device || device->node < 0)
			return og_err_set(err, -ENODEV,
					  "no node is known for device %s",
					  address);
		og_cpuset_add(&near, (unsigned)device->node);
	}
	*ret_near = near;
	return 0;
}

static int check(const struct og_demo *demo, const struct scene *sc,
		 struct og_err *err)
{
	const struct og_seat *domain = &sc->domain;
	struct og_cpuset near, shared = domain->cpus;
	struct og_nearness found;
	int r;

	r = nodes_of_devices(demo, domain, &near, err);
	if (r < 0)
		return r;
	if (domain->pinned != domain->vcpus)
		return og_err_set(err, -EXDEV, "%lld of %lld vCPUs are pinned",
				  (long long)domain->pinned,
				  (long long)domain->vcpus);
	og_nearness_count(&sc->host, &near, &domain->cpus, &domain->memory,
			  &found);
	if (!og_nearness_holds(&found))
		return og_err_set(err, -EXDEV,
				  "%u of %u CPUs and %u of %u memory nodes are "
				  "beside the devices",
				  found.local_cpus, found.cpus,
				  found.local_nodes, found.nodes);
	og_cpuset_and(&shared, &sc->held);
	if (!og_cpuset_is_empty(&shared))
		return og_err_set(err, -EXDEV,
				  "%u CPUs are taken from running VMs",
				  og_cpuset_count(&shared));
	return 0;
}

int og_demo_locality(struct og_demo *demo, struct og_buf *out,
		     struct og_err *err)
{
	og_cleanup(scene_free) struct scene sc = { 0 };
	int r;

	if (demo->domain.len == 0)
		return og_err_set(err, -ENODATA, "there is no domain to check");
	r = read_topology(demo, &sc.host, err);
	if (r == 0)
		r = read_vm(demo, &sc.vm, err);
	if (r == 0)
		r = og_seat_of_domain(og_buf_text(&demo->domain),
				      demo->domain.len, &sc.domain, err);
	if (r == 0)
		r = read_all_running(demo, &sc, err);
	if (r < 0)
		return r;
	place_devices(demo, &sc);
	og_buf_char(out, '\n');
	draw(demo, &sc, out);
	og_buf_char(out, '\n');
	return check(demo, &sc, err);
}
