// SPDX-License-Identifier: Apache-2.0
#include "doctor-firmware.h"

#include <errno.h>

enum { DEPTH_MAX = 16, KEY_MAX = 64 };

/* Where the reader stands: of every level the key it is below. */
struct reader {
	const char *p, *end;
	unsigned depth;
	struct {
		bool is_object;
		char key[KEY_MAX];
	} levels[DEPTH_MAX];
	struct og_firmware fw;
};

void og_firmware_free(struct og_firmware *firmware)
{
	free(firmware->executable);
	firmware->executable = NULL;
}

static void skip_blanks(struct reader *rd)
{
	while (rd->p < rd->end && strchr(" \t\r\n", *rd->p) && *rd->p)
		rd->p++;
}

static bool take(struct reader *rd, char c)
{
	skip_blanks(rd);
	if (rd->p == rd->end || *rd->p != c)
		return false;
	rd->p++;
	return true;
}

/* A text of JSON; escapes are kept as they are, no key or path here has any. */
static int take_text(struct reader *rd, char **ret_text)
{
	const char *start;

	if (!take(rd, '"'))
		return -EINVAL;
	for (start = rd->p; rd->p < rd->end && *rd->p != '"'; rd->p++) {
		if (!*rd->p || (*rd->p == '\\' && ++rd->p == rd->end))
			return -EINVAL;
	}
	if (rd->p >= rd->end)
		return -EINVAL;
	*ret_text = og_strndup(start, (size_t)(rd->p - start));
	rd->p++;
	return 0;
}

/* The key at a level from the outside, 1 is the first. */
static bool is_below(const struct reader *rd, unsigned level, const char *key)
{
	return rd->depth >= level &&
	       strcmp(rd->levels[level - 1].key, key) == 0;
}

static void note(struct reader *rd, const char *text)
{
	struct og_firmware *fw = &rd->fw;

	if (is_below(rd, 1, "interface-types"))
		fw->uefi = fw->uefi || strcmp(text, "uefi") == 0;
	else if (is_below(rd, 1, "features"))
		fw->secure_boot =
			fw->secure_boot || strcmp(text, "secure-boot") == 0;
	else if (is_below(rd, 1, "targets") && is_below(rd, 3, "architecture"))
		fw->x86_64 = fw->x86_64 || strcmp(text, "x86_64") == 0;
	else if (is_below(rd, 1, "targets") && is_below(rd, 3, "machines"))
		fw->q35 = fw->q35 || strstr(text, "q35") != NULL;
	else if (is_below(rd, 1, "mapping") && !fw->executable &&
		 is_below(rd, rd->depth, "filename") &&
		 (rd->depth == 2 || is_below(rd, 2, "executable")))
		fw->executable = og_strdup(text);
}

static int open_level(struct reader *rd, bool is_object)
{
	if (rd->depth == DEPTH_MAX)
		return -EINVAL;
	rd->levels[rd->depth].is_object = is_object;
	rd->levels[rd->depth++].key[0] = '\0';
	return 0;
}

/* true, 12, null: nothing here wants to know. */
static int skip_word(struct reader *rd)
{
	const char *start = rd->p;

	while (rd->p < rd->end && *rd->p && !strchr(",]} \t\r\n\"{[:", *rd->p))
		rd->p++;
	return rd->p > start ? 0 : -EINVAL;
}

/* A value, or the beginning of one that holds others. */
static int take_value(struct reader *rd, bool *ret_opened)
{
	og_autofree char *text = NULL;

	*ret_opened = true;
	if (take(rd, '{'))
		return open_level(rd, true);
	if (take(rd, '['))
		return open_level(rd, false);
	*ret_opened = false;
	if (rd->p < rd->end && *rd->p == '"') {
		if (take_text(rd, &text) < 0)
			return -EINVAL;
		note(rd, text);
		return 0;
	}
	return skip_word(rd);
}

static int take_key(struct reader *rd)
{
	char *key = rd->levels[rd->depth - 1].key;
	og_autofree char *text = NULL;

	if (take_text(rd, &text) < 0 || !take(rd, ':'))
		return -EINVAL;
	key[0] = '\0';
	if (strlen(text) < KEY_MAX)
		memcpy(key, text, strlen(text) + 1);
	return 0;
}

/* Ends as many levels as end here. */
static void close_levels(struct reader *rd)
{
	while (rd->depth &&
	       take(rd, rd->levels[rd->depth - 1].is_object ? '}' : ']'))
		rd->depth--;
}

static int read_all(struct reader *rd)
{
	bool opened;

	if (!take(rd, '{') || open_level(rd, true) < 0)
		return -EINVAL;
	close_levels(rd);
	while (rd->depth) {
		if (rd->levels[rd->depth - 1].is_object && take_key(rd) < 0)
			return -EINVAL;
		if (take_value(rd, &opened) < 0)
			return -EINVAL;
		close_levels(rd);
		if (rd->depth && !opened && !take(rd, ','))
			return -EINVAL;
		/* What was opened empty is closed: then a comma follows. */
		if (rd->depth && opened)
			take(rd, ',');
	}
	skip_blanks(rd);
	return rd->p == rd->end ? 0 : -EINVAL;
}

int og_firmware_parse(const char *text, size_t len,
		      struct og_firmware *ret_firmware)
{
	struct reader rd = { .p = text, .end = text + len };

	if (read_all(&rd) < 0) {
		og_firmware_free(&rd.fw);
		return -EINVAL;
	}
	*ret_firmware = rd.fw;
	return 0;
}
