/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hand PCI devices to vfio-pci and back: driver_override, unbind from the
 * driver that has it, drivers_probe. The writes are decided from what sysfs
 * shows, so whoever was interrupted at any of them can decide again: to finish
 * or to undo. Source: Documentation/ABI/testing/sysfs-bus-pci of Linux.
 *
 * Whether a device may go is not asked here: its user is not asked either, and
 * the kernel waits for one who does not let go.
 */
#ifndef OG_VFIOBIND_H
#define OG_VFIOBIND_H

#include "bdf.h"
#include "files.h"

enum og_vfiobind_goal {
	OG_VFIOBIND_TAKE, /* to vfio-pci */
	OG_VFIOBIND_GIVE, /* back to the host's drivers */
};

/* How a device stands. A variant of vfio-pci (mlx5_vfio_pci) is as good. */
struct og_vfiobind_state {
	struct og_bdf bdf;
	char *driver; /* NULL: none */
	char *only;   /* driver_override; NULL: any driver may have it */
};

struct og_vfiobind_write {
	struct og_bdf bdf; /* the device it is about */
	char *path;	   /* below the root */
	char *text;
};

struct og_vfiobind_plan {
	struct og_vfiobind_write *writes;
	size_t n, cap;
};

void og_vfiobind_state_free(struct og_vfiobind_state *state);
void og_vfiobind_plan_free(struct og_vfiobind_plan *plan);

/* vfio-pci or a variant of it. NULL, no driver, is not. */
bool og_vfiobind_is_vfio(const char *driver);

/* -ENODEV where there is no such device. */
int og_vfiobind_read(const struct og_files *files, const struct og_bdf *bdf,
		     struct og_vfiobind_state *ret_state, struct og_err *err);

/* Append the writes that lead from `now` to the goal; none where it is there.
 */
void og_vfiobind_add(const struct og_vfiobind_state *now,
		     enum og_vfiobind_goal goal, struct og_vfiobind_plan *plan);

/*
 * Who does the writes. `write` hands all of `text` over in one go and returns
 * 0 or -errno. A test's kernel is another table.
 */
struct og_vfiobind_kernel;
struct og_vfiobind_ops {
	int (*write)(const struct og_vfiobind_kernel *kernel, const char *path,
		     const char *text);
};

struct og_vfiobind_kernel {
	const struct og_vfiobind_ops *ops;
	const struct og_files *files; /* borrowed */
};

extern const struct og_vfiobind_ops og_vfiobind_real;

/*
 * Bring all of the devices there, one after the other, and look whether they
 * are. A device that is there already is left alone.
 *
 * When taking, all or nothing: after a failure those that were moved by this
 * call are put back as they stood, and the error says so, or which one could
 * not be. When giving, a failure ends it; again finishes it.
 *
 * -ENODEV: no such device. -ENOENT: vfio-pci is not loaded; nothing was
 * written. -EBUSY: another driver than asked for has the device in the end.
 */
int og_vfiobind_move(const struct og_vfiobind_kernel *kernel,
		     const struct og_bdf *bdfs, size_t n,
		     enum og_vfiobind_goal goal, struct og_err *err);

#endif
