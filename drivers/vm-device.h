/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads that disks and NICs share: words of a closed set, and numbers of
 * queues. Where the VM is silent, the field's configuration speaks.
 */
#ifndef OG_VM_DEVICE_H
#define OG_VM_DEVICE_H

#include "vm-field.h"

/*
 * The one of `words` (NULL ends) that the field says in any case, spelt as
 * there; `*ret_word` is left alone where it says nothing. -EINVAL with the
 * list for anything else.
 */
int og_device_word(struct og_field f, const char *name,
		   const char *const *words, const char **ret_word,
		   struct og_err *err);

/*
 * A number of queues: "auto" is `vcpus`, of which 0 means that the VM does not
 * say how many it has. `text` NULL says nothing. Where it is no such number
 * nothing is read and `*ret_ignored` is `name`, as oned drops it.
 */
void og_device_queues(const char *text, const char *name, uint32_t vcpus,
		      uint32_t *ret_queues, const char **ret_ignored);

#endif
