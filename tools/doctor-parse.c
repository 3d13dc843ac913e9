// SPDX-License-Identifier: Apache-2.0
#include "doctor-parse.h"

#include "doctor-assign.h"
#include "mem.h"
#include "num.h"

/* --- /proc/cpuinfo --- */

static void read_flags(struct og_piece flags, struct og_cpuinfo *info)
{
	struct og_piece word;
	bool vmx = false, svm = false;

	while (og_piece_word(&flags, &word)) {
		vmx = vmx || og_piece_is(&word, "vmx");
		svm = svm || og_piece_is(&word, "svm");
		info->in_vm = info->in_vm || og_piece_is(&word, "hypervisor");
	}
	info->vmx = vmx && (info->vmx || !info->has_flags);
	info->svm = svm && (info->svm || !info->has_flags);
	info->has_flags = true;
}

static enum og_cpu_maker maker_of(struct og_piece value)
{
	struct og_piece word;

	if (!og_piece_word(&value, &word))
		return OG_CPU_OTHER;
	if (og_piece_is(&word, "GenuineIntel"))
		return OG_CPU_INTEL;
	if (og_piece_is(&word, "AuthenticAMD") ||
	    og_piece_is(&word, "HygonGenuine"))
		return OG_CPU_AMD;
	return OG_CPU_OTHER;
}

void og_cpuinfo_parse(const char *text, size_t len, struct og_cpuinfo *ret_info)
{
	struct og_piece rest = { text, len }, line;
	struct og_cpuinfo info = { 0 };

	while (og_piece_line(&rest, &line)) {
		const char *colon = memchr(line.s, ':', line.len);
		struct og_piece key, value, head = line;

		if (!colon || !og_piece_word(&head, &key))
			continue;
		value.s = colon + 1;
		value.len = line.len - (size_t)(value.s - line.s);
		if (og_piece_is(&key, "processor"))
			info.cpus++;
		else if (og_piece_is(&key, "flags"))
			read_flags(value, &info);
		else if (og_piece_is(&key, "vendor_id"))
			info.maker = maker_of(value);
	}
	*ret_info = info;
}

/* --- the kernel --- */

bool og_cmdline_has(const char *cmdline, const char *word)
{
	struct og_piece rest = { cmdline, strlen(cmdline) }, found;

	while (og_piece_word(&rest, &found))
		if (og_piece_is(&found, word))
			return true;
	return false;
}

char *og_cmdline_value(const char *cmdline, const char *key)
{
	struct og_piece rest = { cmdline, strlen(cmdline) }, word;
	size_t len = strlen(key);
	char *value = NULL;

	while (og_piece_word(&rest, &word)) {
		if (word.len <= len || memcmp(word.s, key, len) != 0 ||
		    word.s[len] != '=')
			continue;
		free(value);
		value = og_strndup(word.s + len + 1, word.len - len - 1);
	}
	return value;
}

unsigned og_release_parse(const char *release)
{
	size_t whole = strspn(release, "0123456789"), part;
	int major, minor;

	if (release[whole] != '.' ||
	    og_num_int(release, whole, 1, 999, &major) < 0)
		return 0;
	release += whole + 1;
	part = strspn(release, "0123456789");
	if (og_num_int(release, part, 0, 999, &minor) < 0)
		return 0;
	return (unsigned)(major * 1000 + minor);
}

/* --- limits --- */

int64_t og_limits_memlock(const char *text, size_t len)
{
	static const char name[] = "Max locked memory";
	struct og_piece rest = { text, len }, line, word;
	int64_t bytes;

	while (og_piece_line(&rest, &line)) {
		if (line.len < sizeof(name) ||
		    memcmp(line.s, name, sizeof(name) - 1) != 0)
			continue;
		line.s += sizeof(name) - 1;
		line.len -= sizeof(name) - 1;
		if (!og_piece_word(&line, &word))
			return -1;
		if (og_piece_is(&word, "unlimited"))
			return OG_MEMLOCK_UNLIMITED;
		if (og_num_i64(word.s, word.len, 0, INT64_MAX - 1, &bytes) < 0)
			return -1;
		return bytes;
	}
	return -1;
}

/* --- users and groups --- */

/* The field of that number, from 0, of "name:x:1000:…". */
static bool field(const struct og_piece *line, unsigned number,
		  struct og_piece *ret_field)
{
	struct og_piece rest = *line;

	for (;;) {
		const char *colon =
			rest.len ? memchr(rest.s, ':', rest.len) : NULL;
		size_t len = colon ? (size_t)(colon - rest.s) : rest.len;

		if (!number--) {
			*ret_field = (struct og_piece){ rest.s, len };
			return true;
		}
		if (!colon)
			return false;
		rest.s += len + 1;
		rest.len -= len + 1;
	}
}

static bool number_field(const struct og_piece *line, unsigned number,
			 uint32_t *ret_value)
{
	struct og_piece text;
	int64_t value;

	if (!field(line, number, &text) ||
	    og_num_i64(text.s, text.len, 0, UINT32_MAX, &value) < 0)
		return false;
	*ret_value = (uint32_t)value;
	return true;
}

static bool find_name(const char *text, size_t len, const char *name,
		      struct og_piece *ret_line)
{
	struct og_piece rest = { text, len }, line, first;

	while (og_piece_line(&rest, &line)) {
		if (!field(&line, 0, &first) || !og_piece_is(&first, name))
			continue;
		*ret_line = line;
		return true;
	}
	return false;
}

bool og_passwd_find(const char *text, size_t len, const char *name,
		    uint32_t *ret_uid, uint32_t *ret_gid)
{
	struct og_piece line;
	uint32_t uid, gid;

	if (!find_name(text, len, name, &line) ||
	    !number_field(&line, 2, &uid) || !number_field(&line, 3, &gid))
		return false;
	*ret_uid = uid;
	*ret_gid = gid;
	return true;
}

bool og_group_find(const char *text, size_t len, const char *name,
		   uint32_t *ret_gid)
{
	struct og_piece line;

	return find_name(text, len, name, &line) &&
	       number_field(&line, 2, ret_gid);
}

static bool find_gid(const char *text, size_t len, uint32_t gid,
		     struct og_piece *ret_line)
{
	struct og_piece rest = { text, len }, line;
	uint32_t found;

	while (og_piece_line(&rest, &line)) {
		if (!number_field(&line, 2, &found) || found != gid)
			continue;
		*ret_line = line;
		return true;
	}
	return false;
}

bool og_group_has(const char *text, size_t len, uint32_t gid, const char *user)
{
	struct og_piece line, members;

	if (!find_gid(text, len, gid, &line) || !field(&line, 3, &members))
		return false;
	while (members.len) {
		const char *comma = memchr(members.s, ',', members.len);
		size_t n = comma ? (size_t)(comma - members.s) : members.len;
		struct og_piece member = { members.s, n };

		if (og_piece_is(&member, user))
			return true;
		members.s += n + (comma ? 1 : 0);
		members.len -= n + (comma ? 1 : 0);
	}
	return false;
}

char *og_group_name(const char *text, size_t len, uint32_t gid)
{
	struct og_piece line, name;

	if (!find_gid(text, len, gid, &line) || !field(&line, 0, &name))
		return NULL;
	return og_strndup(name.s, name.len);
}

/* --- udev --- */

void og_udev_rule_free(struct og_udev_rule *rule)
{
	free(rule->group);
	rule->group = NULL;
}

/* The text in quotes after `key` in the line; NULL where it is not there. */
static char *quoted(const char *line, const char *key)
{
	const char *at = strstr(line, key);
	const char *end;

	if (!at)
		return NULL;
	at += strlen(key);
	end = strchr(at, '"');
	return end ? og_strndup(at, (size_t)(end - at)) : NULL;
}

static int32_t octal(const char *s)
{
	int32_t mode = 0;

	if (!*s || strlen(s) > 4)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '7')
			return -1;
		mode = mode * 8 + (*s - '0');
	}
	return mode;
}

static void take_rule(const char *line, struct og_udev_rule *rule)
{
	char *group = quoted(line, "GROUP=\"");
	og_autofree char *mode = quoted(line, "MODE=\"");
	int32_t bits = mode ? octal(mode) : -1;

	if (group) {
		free(rule->group);
		rule->group = group;
	}
	if (bits >= 0)
		rule->mode = bits;
}

void og_udev_parse(const char *text, size_t len, struct og_udev_rule *rule)
{
	struct og_piece rest = { text, len }, piece;

	while (og_piece_line(&rest, &piece)) {
		og_autofree char *line = og_strndup(piece.s, piece.len);

		if (line[strspn(line, " \t")] != '#' &&
		    strstr(line, "SUBSYSTEM==\"vfio\""))
			take_rule(line, rule);
	}
}
