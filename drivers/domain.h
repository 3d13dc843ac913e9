/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A settled VM as a libvirt domain. Everything is put in through the tree of
 * lib/xmltree, never as text, so nothing that a user wrote can become markup.
 */
#ifndef OG_DOMAIN_H
#define OG_DOMAIN_H

#include "pcie.h"
#include "pins.h"

/* All that was read and decided; the writers only spell it out. */
struct og_plan {
	const struct og_vm *vm;
	const struct og_pcie *tree;
	const struct og_moves *moves;
	const struct og_notes *notes; /* kept in the metadata */
	struct og_cpuset emulator;    /* empty: not pinned */
	const char *datastores;	      /* folder of the system datastores */
	const struct og_host *host;   /* the machine; NULL: not looked at */
};

/* A whole new document. The caller frees. */
struct og_xml_doc *og_domain_new(const struct og_plan *plan);

/* Its parts, each added to the <domain> element (domain-*.c). */
void og_domain_add_cpu(struct og_xml_node *domain, const struct og_plan *plan);
/* Whether there is a <cpu> at all. */
bool og_domain_has_cpu(const struct og_vm *vm);
void og_domain_add_memory(struct og_xml_node *domain,
			  const struct og_plan *plan);
void og_domain_add_metadata(struct og_xml_node *domain,
			    const struct og_plan *plan);
void og_domain_add_os(struct og_xml_node *domain, const struct og_plan *plan);
void og_domain_add_features(struct og_xml_node *domain,
			    const struct og_plan *plan);
void og_domain_add_clock(struct og_xml_node *domain,
			 const struct og_plan *plan);
void og_domain_add_encryption(struct og_xml_node *domain,
			      const struct og_plan *plan);
/* Last of all: RAW. */
void og_domain_add_raws(struct og_xml_node *domain, const struct og_plan *plan);
/* Note what of it is left out, because libvirt would not read it. */
void og_raw_note(const struct og_vm *vm, struct og_notes *notes);

/*
 * What both a new domain and oned's may lack, put where it is missing: the
 * words that hide the hypervisor, AMD's feature for threads, and the window
 * for 64-bit BARs.
 */
void og_domain_hide(struct og_xml_node *features);
void og_domain_add_topoext(struct og_xml_node *cpu);
void og_domain_add_hole(struct og_xml_node *devices, const struct og_vm *vm);

/* <distances> of a cell that has none, where they are known. */
void og_domain_add_distances(struct og_xml_node *cell,
			     const struct og_plan *plan, size_t from);

/* Added to its <devices>. */
void og_domain_add_disks(struct og_xml_node *devices,
			 const struct og_plan *plan);
void og_domain_add_nics(struct og_xml_node *devices,
			const struct og_plan *plan);
void og_domain_add_display(struct og_xml_node *devices,
			   const struct og_plan *plan);
void og_domain_add_pci(struct og_xml_node *devices, const struct og_plan *plan);
void og_domain_add_controllers(struct og_xml_node *devices,
			       const struct og_pcie *tree);

/* Added to its <metadata>: our own words only. */
struct og_xml_node *og_domain_add_ours(struct og_xml_node *metadata,
				       const struct og_plan *plan);
void og_domain_add_iommus(struct og_xml_node *devices,
			  const struct og_plan *plan);
void og_domain_add_tpm(struct og_xml_node *devices, const struct og_plan *plan);

/* An attribute in small letters, as libvirt knows its words. */
void og_domain_set_word(struct og_xml_node *node, const char *name,
			const char *word);

/* Copies of the elements of a checked text; NULL adds none. */
void og_domain_add_pieces(struct og_xml_node *parent, const char *text);

/*
 * Memory is added to cells, so a VM without NUMA that it can be added to gets
 * one for all it has.
 */
bool og_domain_has_one_cell(const struct og_vm *vm);

/*
 * No emulated display in the finished <devices> where a passthrough device is
 * the VM's (domain-pci.c).
 */
void og_domain_settle_display(struct og_xml_node *devices,
			      const struct og_plan *plan);

/*
 * Addresses for the emulated devices below the finished <devices>, where the
 * tree has expanders that they are to stay off (domain-seats.c). What has an
 * address keeps it, and nobody is put where another device says it is.
 */
void og_domain_seat(struct og_xml_node *devices, const struct og_plan *plan);
/* The <address> of one. */
void og_domain_add_seat(struct og_xml_node *node, unsigned bus, unsigned slot);

/*
 * What UEFI needs to give BARs to devices below expander buses, said to QEMU
 * where the finished domain does not say it (domain-ports.c).
 */
void og_domain_spare_io(struct og_xml_node *domain);

/*
 * UEFI that keeps its variables, asked of libvirt where the finished domain
 * leaves the choice to it.
 */
void og_domain_keep_variables(struct og_xml_node *domain);

/* <boot order> for a device that has one; 0: none. */
void og_domain_add_boot(struct og_xml_node *device, int order);

/* "/var/lib/one/datastores/0/3": where the VM's files are. Caller frees. */
char *og_domain_folder(const struct og_plan *plan);

/* "0,1,8" or "0-3": a list for an attribute. The caller frees. */
char *og_domain_list(const struct og_cpuset *set);

#endif
