/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pci.conf: which devices the administrator wants listed. Knows its keys,
 * what they mean and where the file lies by default; lib/yamlconf knows YAML.
 *
 *     :filter: '10de:*,1002:*'   # a string, comma-separated, or a list
 *     :short_address: []         # only these addresses
 *     :device_name: []           # only names that match one of these
 *     :nvidia_vendors: ['10de']  # vendors treated as NVIDIA
 *
 * A device is listed where `filter` matches, and `short_address` is empty or
 * holds it, and `device_name` is empty or one of its expressions matches.
 */
#ifndef OG_PCICONF_H
#define OG_PCICONF_H

#include <regex.h>

#include "pcidev.h"
#include "pciid.h"

#define OG_PCICONF_MAX (1024 * 1024) /* bytes of a file */

struct og_pciconf {
	struct og_pciid *filter;
	size_t n_filter, cap_filter;
	struct og_bdf *addresses;
	size_t n_addresses, cap_addresses;
	regex_t **names; /* POSIX extended, case ignored */
	size_t n_names, cap_names;
	uint16_t *nvidia;
	size_t n_nvidia, cap_nvidia;
};

void og_pciconf_free(struct og_pciconf *conf);

/*
 * Read the text of a file; what it leaves out has its default: filter "0:0",
 * which is nothing, no addresses, no names, vendor 10de. Errors name the
 * line, and the value where it is to blame.
 */
int og_pciconf_parse(const char *text, size_t len, struct og_pciconf *ret_conf,
		     struct og_err *err);

/*
 * Where the file of a probe lies, for the resolved path of its program:
 * remotes/im/kvm-probes.d/host/system/pci has
 * remotes/etc/im/kvm-probes.d/pci.conf. NULL where the program lies too near
 * to the top to be in such a tree. The caller frees.
 */
char *og_pciconf_default_path(const char *program);

/* By ids and address; true for one that every pattern may still refuse. */
bool og_pciconf_wants_id(const struct og_pciconf *conf,
			 const struct og_pcidev *dev);
bool og_pciconf_wants_name(const struct og_pciconf *conf, const char *name);
bool og_pciconf_is_nvidia(const struct og_pciconf *conf, uint16_t vendor);

#endif
