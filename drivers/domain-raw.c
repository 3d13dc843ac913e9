// SPDX-License-Identifier: Apache-2.0
/*
 * Pieces of a domain that a person wrote as XML. They were checked when they
 * were read, and are copied element by element: none can end the element that
 * it is put into.
 *
 * libvirt's schema has room for one of each. Where libvirt itself reads them
 * all as one, RAW's are put into what is there; where it reads the first and
 * forgets the others they are left out, which og_raw_note() says.
 */
#include "domain.h"
#include "part.h"
#include "vm-text.h"

static const char whole[] =
	"features memoryBacking cputune memtune blkiotune clock pm os";
static const char first[] = "cpu metadata";

void og_domain_add_pieces(struct og_xml_node *parent, const char *text)
{
	og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

	if (!text || og_text_xml(text, &doc, NULL) < 0)
		return;
	og_xml_each (piece, og_xml_root(doc), NULL)
		og_xml_add_copy(parent, piece);
}

static bool is_empty(const struct og_xml_node *node)
{
	return !og_xml_child(node, NULL) && !og_xml_attr_name(node, 0) &&
	       !og_xml_text(node);
}

/* <kvm> into <kvm>, which libvirt reads as one too; <acpi/> is there once. */
static void add_feature(struct og_xml_node *features,
			const struct og_xml_node *piece)
{
	struct og_xml_node *there = og_part(features, og_xml_name(piece));

	if (og_xml_child(there, NULL) && og_xml_child(piece, NULL) &&
	    !og_xml_attr_name(piece, 0)) {
		og_xml_each (word, piece, NULL)
			og_xml_add_copy(there, word);
		return;
	}
	if (!there || !is_empty(there) || !is_empty(piece))
		og_xml_add_copy(features, piece);
}

static void add_part(struct og_xml_node *domain,
		     const struct og_xml_node *piece)
{
	const char *name = og_xml_name(piece);
	struct og_xml_node *there =
		og_xml_ns(piece) ? NULL : og_part(domain, name);

	if (there && og_text_is_word_of(first, name))
		return;
	/* Attributes of a second one: each has a rule of its own. */
	if (!there || !og_text_is_word_of(whole, name) ||
	    og_xml_attr_name(piece, 0)) {
		og_xml_add_copy(domain, piece);
		return;
	}
	og_xml_each (part, piece, NULL) {
		if (strcmp(name, "features") == 0)
			add_feature(there, part);
		else
			og_xml_add_copy(there, part);
	}
}

void og_domain_add_raws(struct og_xml_node *domain, const struct og_plan *plan)
{
	const struct og_vm *vm = plan->vm;
	struct og_xml_node *devices = og_xml_child(domain, "devices");

	for (size_t i = 0; i < vm->n_raws; i++) {
		og_cleanup(og_xml_doc_freep) struct og_xml_doc *doc = NULL;

		if (og_text_xml(vm->raws[i], &doc, NULL) < 0)
			continue;
		og_xml_each (piece, og_xml_root(doc), NULL) {
			if (strcmp(og_xml_name(piece), "devices") != 0) {
				add_part(domain, piece);
				continue;
			}
			og_xml_each (device, piece, NULL)
				og_xml_add_copy(devices, device);
		}
	}
}

void og_raw_note(const struct og_vm *vm, struct og_notes *notes)
{
	for (size_t i = 0; i < vm->n_raws; i++) {
		const char *name = NULL;

		if (og_text_has_piece(vm->raws[i], "metadata"))
			name = "metadata";
		if (og_domain_has_cpu(vm) &&
		    og_text_has_piece(vm->raws[i], "cpu"))
			name = "cpu";
		if (name)
			og_notes_add(notes, OG_WARN,
				     "RAW has a <%s> and the VM one of its "
				     "own, which is the one that libvirt "
				     "reads: RAW's has no effect",
				     name);
	}
}
