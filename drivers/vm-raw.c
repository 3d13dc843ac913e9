// SPDX-License-Identifier: Apache-2.0
/* RAW of type kvm: the VM's own, then the configuration's. */
#include <errno.h>
#include <strings.h>

#include "vm-field.h"
#include "vm-read.h"
#include "vm-text.h"

enum { RAWS_MAX = 64 };

static int add(struct og_vm *vm, const char *text, struct og_err *err)
{
	struct og_err why = { 0 };

	if (!text)
		return 0;
	if (vm->n_raws == RAWS_MAX)
		return og_err_set(err, -E2BIG, "more than %d RAW vectors",
				  RAWS_MAX);
	if (og_text_check_xml(text, &why) < 0)
		return og_err_set(err, -EINVAL,
				  "RAW has DATA that is not well-formed: %s",
				  why.msg);
	OG_RESERVE(vm->raws, vm->n_raws + 1, vm->cap_raws);
	vm->raws[vm->n_raws++] = text;
	return 0;
}

int og_vm_read_raw(const struct og_xml_node *tmpl,
		   const struct og_driver_conf *conf, struct og_vm *vm,
		   struct og_err *err)
{
	og_xml_each (raw, tmpl, "RAW") {
		struct og_field f = { raw, "RAW" };

		if (og_field_is(f, "TYPE", "kvm") &&
		    add(vm, og_field_text(f, "DATA"), err) < 0)
			return -EINVAL;
	}
	return add(vm, og_driver_conf_text(conf, NULL, "RAW"), err);
}
