// SPDX-License-Identifier: Apache-2.0
#include "rundom.h"

#include <errno.h>
#include <stdint.h>
#include <strings.h>

#include "domain-ns.h"
#include "num.h"
#include "rundom-part.h"

enum { PINS_MAX = 4096, VCPUS_MAX = 65536, DEVICES_MAX = 4096 };

void og_rundom_free(struct og_rundom *dom)
{
	free(dom->pins);
	free(dom->memory);
	free(dom->devices);
	*dom = (struct og_rundom){ 0 };
}

static int missing(const struct og_xml_node *node, const char *attr,
		   struct og_err *err)
{
	return og_err_set(err, -EINVAL, "line %u: <%s> has no %s",
			  og_xml_line(node), og_xml_name(node), attr);
}

int og_rundom_read_set(const struct og_xml_node *node, const char *attr,
		       struct og_cpuset *ret_set, struct og_err *err)
{
	const char *text = og_xml_attr(node, attr);

	if (!text)
		return missing(node, attr, err);
	if (og_cpuset_parse(text, strlen(text), ret_set) == 0)
		return 0;
	return og_err_set(err, -EINVAL, "line %u: <%s %s=\"%.64s\"> is no list",
			  og_xml_line(node), og_xml_name(node), attr, text);
}

static void add_pin(struct og_rundom *dom, const struct og_cpuset *cpus)
{
	for (size_t i = 0; i < dom->n_pins; i++) {
		if (og_cpuset_equal(&dom->pins[i].cpus, cpus)) {
			dom->pins[i].vcpus++;
			return;
		}
	}
	OG_RESERVE(dom->pins, dom->n_pins + 1, dom->cap_pins);
	dom->pins[dom->n_pins++] = (struct og_rundom_pin){ *cpus, 1 };
}

/* Those without a pin of their own are held to <vcpu cpuset>. */
static int read_others(const struct og_xml_node *root, size_t pinned,
		       struct og_rundom *dom, struct og_err *err)
{
	const struct og_xml_node *vcpu = og_xml_child(root, "vcpu");
	const char *text = og_xml_text(vcpu);
	struct og_cpuset cpus;
	int64_t n = 0;
	int r;

	if (!og_xml_attr(vcpu, "cpuset"))
		return 0;
	r = og_rundom_read_set(vcpu, "cpuset", &cpus, err);
	if (r < 0)
		return r;
	if (!text || og_num_i64(text, strlen(text), 1, VCPUS_MAX, &n) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u: <vcpu> is no number of CPUs",
				  og_xml_line(vcpu));
	for (size_t i = pinned; i < (size_t)n; i++)
		add_pin(dom, &cpus);
	return 0;
}

static int read_pins(const struct og_xml_node *root, struct og_rundom *dom,
		     struct og_err *err)
{
	size_t pinned = 0;

	og_xml_each (pin, og_xml_child(root, "cputune"), "vcpupin") {
		struct og_cpuset cpus;
		int r = og_rundom_read_set(pin, "cpuset", &cpus, err);

		if (r < 0)
			return r;
		if (dom->n_pins == PINS_MAX)
			return og_err_set(err, -E2BIG,
					  "more than %d different <vcpupin>",
					  PINS_MAX);
		add_pin(dom, &cpus);
		pinned++;
	}
	return read_others(root, pinned, dom, err);
}

/* "0x41", "65"; an attribute that is not there is 0, as libvirt has it. */
static bool read_part(const struct og_xml_node *address, const char *attr,
		      uint32_t max, uint32_t *ret_part)
{
	const char *text = og_xml_attr(address, attr);
	int64_t value = 0;
	uint32_t hex = 0;

	if (text && strncasecmp(text, "0x", 2) == 0) {
		if (og_num_hex(text + 2, strlen(text + 2), 8, &hex) < 0)
			return false;
		value = hex;
	} else if (text && og_num_i64(text, strlen(text), 0, max, &value) < 0) {
		return false;
	}
	*ret_part = (uint32_t)value;
	return value <= max;
}

static int read_address(const struct og_xml_node *address,
			struct og_rundom *dom, struct og_err *err)
{
	uint32_t domain, bus, slot, func;

	if (!read_part(address, "domain", UINT32_MAX, &domain) ||
	    !read_part(address, "bus", 0xff, &bus) ||
	    !read_part(address, "slot", 0x1f, &slot) ||
	    !read_part(address, "function", 7, &func))
		return og_err_set(err, -EINVAL,
				  "line %u: <address> is no PCI address",
				  og_xml_line(address));
	if (dom->n_devices == DEVICES_MAX)
		return og_err_set(err, -E2BIG, "more than %d devices",
				  DEVICES_MAX);
	OG_RESERVE(dom->devices, dom->n_devices + 1, dom->cap_devices);
	dom->devices[dom->n_devices++] = (struct og_bdf){
		.domain = domain,
		.bus = (uint8_t)bus,
		.slot = (uint8_t)slot,
		.func = (uint8_t)func,
	};
	return 0;
}

static bool is_type(const struct og_xml_node *node, const char *type)
{
	const char *text = og_xml_attr(node, "type");

	return text && strcmp(text, type) == 0;
}

static int read_source(const struct og_xml_node *from, struct og_rundom *dom,
		       struct og_err *err)
{
	const struct og_xml_node *address = og_xml_path(from, "source/address");

	return address ? read_address(address, dom, err) : 0;
}

/* A disk, and each that it is a copy on write of, may be a whole NVMe drive. */
static int read_disk(const struct og_xml_node *disk, struct og_rundom *dom,
		     struct og_err *err)
{
	int r = 0;

	for (; disk && r == 0; disk = og_xml_child(disk, "backingStore")) {
		const struct og_xml_node *copy = og_xml_child(disk, "mirror");

		if (is_type(disk, "nvme"))
			r = read_source(disk, dom, err);
		if (r == 0 && copy && is_type(copy, "nvme"))
			r = read_source(copy, dom, err);
	}
	return r;
}

/*
 * PCI devices are passed through as <hostdev type="pci">, for a network card
 * as <interface type="hostdev"> and for a drive as <disk type="nvme">.
 */
static int read_devices(const struct og_xml_node *devices,
			struct og_rundom *dom, struct og_err *err)
{
	int r = 0;

	og_xml_each (dev, devices, NULL) {
		const char *name = og_xml_name(dev);

		if (strcmp(name, "disk") == 0)
			r = read_disk(dev, dom, err);
		else if ((strcmp(name, "hostdev") == 0 &&
			  is_type(dev, "pci")) ||
			 (strcmp(name, "interface") == 0 &&
			  is_type(dev, "hostdev")))
			r = read_source(dev, dom, err);
		if (r < 0)
			break;
	}
	return r;
}

static void read_policy(const struct og_xml_node *root, struct og_rundom *dom)
{
	og_xml_each (meta, og_xml_child(root, "metadata"), OG_DOMAIN_ELEMENT) {
		const struct og_xml_node *pin = og_xml_child(meta, "pin");
		const char *ns = og_xml_ns(meta);

		if (!pin || !ns || strcmp(ns, OG_DOMAIN_NS) != 0)
			continue;
		dom->ours = true;
		dom->pin = og_pin_parse(og_xml_attr(pin, "policy"));
	}
}

int og_rundom_read(const struct og_xml_node *root, struct og_rundom *ret_dom,
		   struct og_err *err)
{
	og_cleanup(og_rundom_free) struct og_rundom dom = {
		.vm = OG_RUNDOM_FOREIGN,
	};
	const char *name = og_xml_value(root, "name");
	int r;

	if (strcmp(og_xml_name(root), "domain") != 0)
		return og_err_set(err, -EINVAL,
				  "the root element is <%.64s>, not <domain>",
				  og_xml_name(root));
	if (name && strncmp(name, "one-", 4) == 0)
		og_num_int(name + 4, strlen(name + 4), 0, INT32_MAX - 1,
			   &dom.vm);
	read_policy(root, &dom);
	r = read_pins(root, &dom, err);
	if (r < 0)
		return r;
	r = og_rundom_read_memory(root, &dom, err);
	if (r < 0)
		return r;
	og_xml_each (devices, root, "devices") {
		r = read_devices(devices, &dom, err);
		if (r < 0)
			return r;
	}
	*ret_dom = dom;
	dom = (struct og_rundom){ 0 };
	return 0;
}
