// SPDX-License-Identifier: Apache-2.0
#include "probed.h"

#include <errno.h>

#include "cpuset.h"
#include "num.h"

enum { DEVICES_MAX = 4096, NODE_MAX = OG_CPU_MAX - 1 };

/* One vector on its way, and the line being read. */
struct reader {
	struct og_probed *probed;
	unsigned line;
	bool inside, has_address;
	struct og_probed_device device;
	char *vendor;
};

void og_probed_free(struct og_probed *probed)
{
	for (size_t i = 0; i < probed->n_devices; i++) {
		free(probed->devices[i].name);
		free(probed->devices[i].profiles);
	}
	free(probed->devices);
	*probed = (struct og_probed){ 0 };
}

const struct og_probed_device *og_probed_find(const struct og_probed *probed,
					      const struct og_bdf *bdf)
{
	for (size_t i = 0; i < probed->n_devices; i++)
		if (og_bdf_cmp(&probed->devices[i].bdf, bdf) == 0)
			return &probed->devices[i];
	return NULL;
}

static void reader_free(struct reader *rd)
{
	free(rd->device.name);
	free(rd->device.profiles);
	free(rd->vendor);
}

static int end_device(struct reader *rd, struct og_err *err)
{
	struct og_probed *probed = rd->probed;
	struct og_probed_device *device = &rd->device;
	size_t vendor = rd->vendor ? strlen(rd->vendor) : 0;

	if (!rd->inside || !rd->has_address || !device->name)
		return og_err_set(err, -EINVAL,
				  "line %u: a PCI vector without ADDRESS or "
				  "DEVICE_NAME",
				  rd->line);
	if (probed->n_devices == DEVICES_MAX)
		return og_err_set(err, -E2BIG, "line %u: more than %d devices",
				  rd->line, DEVICES_MAX);
	if (vendor && strncmp(device->name, rd->vendor, vendor) == 0 &&
	    device->name[vendor] == ' ')
		memmove(device->name, device->name + vendor + 1,
			strlen(device->name + vendor));
	OG_RESERVE(probed->devices, probed->n_devices + 1, probed->cap_devices);
	probed->devices[probed->n_devices++] = *device;
	device->name = NULL;
	device->profiles = NULL;
	rd->inside = false;
	return 0;
}

static void begin_device(struct reader *rd)
{
	reader_free(rd);
	rd->device = (struct og_probed_device){ .node = -1 };
	rd->vendor = NULL;
	rd->has_address = false;
	rd->inside = true;
}

static bool is_word(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(s, word, len) == 0;
}

static void keep(char **text, const char *value)
{
	free(*text);
	*text = og_strdup(value);
}

/* `value` is unescaped and the caller's. */
static int take_pair(struct reader *rd, const char *name, size_t name_len,
		     const char *value)
{
	struct og_probed_device *device = &rd->device;
	size_t len = strlen(value);

	if (is_word(name, name_len, "ADDRESS")) {
		rd->has_address = true;
		return og_bdf_parse(value, len, &device->bdf);
	}
	if (is_word(name, name_len, "NUMA_NODE") && strcmp(value, "-") != 0)
		return og_num_int(value, len, 0, NODE_MAX, &device->node);
	if (is_word(name, name_len, "CLASS"))
		device->display = strncmp(value, "03", 2) == 0;
	if (is_word(name, name_len, "MDEV_MODE"))
		device->vgpu = true;
	if (is_word(name, name_len, "VENDOR_NAME"))
		keep(&rd->vendor, value);
	if (is_word(name, name_len, "DEVICE_NAME"))
		keep(&device->name, value);
	if (is_word(name, name_len, "PROFILES") && *value)
		keep(&device->profiles, value);
	return 0;
}

/* The text between the quotes of "…" with its backslashes resolved. */
static int unquote(const char *s, size_t len, char **ret_value)
{
	og_autobuf value = OG_BUF_INIT;

	if (len < 2 || s[0] != '"')
		return -EINVAL;
	og_buf_str(&value, "");
	for (size_t i = 1; i < len; i++) {
		if (s[i] == '"' && i + 1 == len) {
			*ret_value = og_steal(value.data);
			return 0;
		}
		if (s[i] == '"' || (s[i] == '\\' && ++i + 1 >= len))
			return -EINVAL;
		og_buf_char(&value, s[i]);
	}
	return -EINVAL;
}

static void trim(const char **s, size_t *len)
{
	while (*len && **s == ' ')
		++*s, --*len;
	while (*len && (*s)[*len - 1] == ' ')
		--*len;
}

/* `NAME = "value"` with or without the comma that joins it to the next. */
static int read_pair(struct reader *rd, const char *s, size_t len)
{
	const char *equals = memchr(s, '=', len);
	og_autofree char *value = NULL;
	size_t name_len;

	if (!rd->inside || !equals)
		return -EINVAL;
	name_len = (size_t)(equals - s);
	if (s[len - 1] == ',')
		len--;
	len -= name_len + 1;
	equals++;
	trim(&s, &name_len);
	trim(&equals, &len);
	if (unquote(equals, len, &value) < 0)
		return -EINVAL;
	return take_pair(rd, s, name_len, value);
}

static int read_line(struct reader *rd, const char *s, size_t len,
		     struct og_err *err)
{
	trim(&s, &len);
	rd->line++;
	if (len == 0)
		return 0;
	if (!rd->inside && is_word(s, len, "PCI = [")) {
		begin_device(rd);
		return 0;
	}
	if (is_word(s, len, "]"))
		return end_device(rd, err);
	if (read_pair(rd, s, len) < 0)
		return og_err_set(err, -EINVAL,
				  "line %u of the probe's output: \"%.*s\"",
				  rd->line, len > 200 ? 200 : (int)len, s);
	return 0;
}

int og_probed_parse(const char *text, size_t len, struct og_probed *ret_probed,
		    struct og_err *err)
{
	og_cleanup(og_probed_free) struct og_probed probed = { 0 };
	og_cleanup(reader_free) struct reader rd = { .probed = &probed };

	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		int r = read_line(&rd, text, line, err);

		if (r < 0)
			return r;
		text += line + (end ? 1 : 0);
		len -= line + (end ? 1 : 0);
	}
	if (rd.inside)
		return og_err_set(err, -EINVAL,
				  "line %u: the last PCI vector has no end",
				  rd.line);
	*ret_probed = probed;
	probed = (struct og_probed){ 0 };
	return 0;
}
