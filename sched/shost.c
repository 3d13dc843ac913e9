// SPDX-License-Identifier: Apache-2.0
#include "shost.h"

enum { STATE_UNKNOWN = -1, STATE_MONITORING = 1, STATE_MONITORED = 2 };

void og_shost_init(struct og_shost *host)
{
	*host = (struct og_shost){ .id = -1,
				   .cluster = -1,
				   .state = STATE_UNKNOWN };
	og_host_init(&host->share);
}

void og_shost_free(struct og_shost *host)
{
	free(host->name);
	free(host->local);
	free(host->vms);
	free(host->placed);
	og_attrs_free(&host->attrs);
	free(host->fault);
	og_host_free(&host->share);
	og_shost_init(host);
}

void og_shost_changed(struct og_shost *host)
{
	host->is_known = false;
}

bool og_shost_is_enabled(const struct og_shost *host)
{
	return host->state == STATE_UNKNOWN ||
	       host->state == STATE_MONITORING ||
	       host->state == STATE_MONITORED;
}
