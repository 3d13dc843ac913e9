/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SCHEDULER_DRIVER_ACTION document: VMs to place, hosts, datastores,
 * networks, VM groups, and per VM what of these oned allows. Streamed in, held
 * as compact arrays; ascending by id, but VMs as sent.
 */
#ifndef OG_MESSAGE_H
#define OG_MESSAGE_H

#include "group.h"
#include "names.h"
#include "net.h"
#include "shost.h"
#include "store.h"
#include "vm.h"

struct og_message {
	struct og_vm *vms;
	size_t n_vms, cap_vms;
	struct og_shost *hosts;
	size_t n_hosts, cap_hosts;
	struct og_store *stores;
	size_t n_stores, cap_stores;
	struct og_net *nets; /* VNET_POOL; may be absent */
	size_t n_nets, cap_nets;
	struct og_group *groups; /* VM_GROUP_POOL; may be absent */
	size_t n_groups, cap_groups;
	struct og_names names; /* of the attributes of all of them */
};

void og_message_free(struct og_message *msg);

struct og_shost *og_message_host(const struct og_message *msg, int32_t id);
struct og_store *og_message_store(const struct og_message *msg, int32_t id);
struct og_net *og_message_net(const struct og_message *msg, int32_t id);

/* Streaming: feed pieces of XML, then finish. */
struct og_message_reader;

struct og_message_reader *og_message_reader_new(void);
void og_message_reader_free(struct og_message_reader *reader);
void og_message_reader_freep(struct og_message_reader **reader);
int og_message_reader_feed(struct og_message_reader *reader, const char *data,
			   size_t len, struct og_err *err);
/*
 * End of the document: every section must have been there and no id twice.
 */
int og_message_reader_finish(struct og_message_reader *reader,
			     struct og_message *ret_msg, struct og_err *err);

/* The whole document in one buffer. */
int og_message_read(const char *data, size_t len, struct og_message *ret_msg,
		    struct og_err *err);

#endif
