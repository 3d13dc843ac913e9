/* SPDX-License-Identifier: Apache-2.0 */
/*
 * onegpu-driver.yaml: what every domain of a node gets whose VM does not say.
 * The names and defaults of OpenNebula's vmm_exec_kvm.conf (knobs.h), as one
 * text each, since a VM's own words for the same things are texts too and are
 * read by the same code.
 *
 * oned lets clusters and hosts override these. A driver that is sent the VM
 * alone sees neither, so what they say must stand in the node's own file;
 * og_driver_conf_overlay() is for whoever has their templates.
 */
#ifndef OG_DRIVER_CONF_H
#define OG_DRIVER_CONF_H

#include "knobs.h"
#include "xmltree.h"

struct og_driver_conf {
	char *text[OG_KNOBS_MAX]; /* by the rows of og_knobs; NULL: not set */
};

/* The defaults. */
void og_driver_conf_init(struct og_driver_conf *conf);
void og_driver_conf_free(struct og_driver_conf *conf);

/*
 * Over the defaults. Errors name the line, the key and what it takes; an
 * unknown key is refused with the nearest known one. A list becomes one text
 * with blanks. An empty value unsets a default.
 */
int og_driver_conf_parse(const char *text, size_t len,
			 struct og_driver_conf *ret_conf, struct og_err *err);
/* The same of a file; errors name it too. */
int og_driver_conf_read(const char *path, struct og_driver_conf *ret_conf,
			struct og_err *err);

/*
 * What the <TEMPLATE> of a cluster or a host sets, unchecked as oned does: an
 * empty text counts, an empty number or an empty yes does not.
 */
void og_driver_conf_overlay(struct og_driver_conf *conf,
			    const struct og_xml_node *tmpl);

/* "OS", "ARCH"; vector NULL for those outside any. NULL: not set. */
const char *og_driver_conf_text(const struct og_driver_conf *conf,
				const char *vector, const char *name);

/* Set one by its whole name, "OS/ARCH", which must be known. */
void og_driver_conf_set(struct og_driver_conf *conf, const char *name,
			const char *text);

#endif
