// SPDX-License-Identifier: Apache-2.0
#include "shost.h"

void og_shost_init(struct og_shost *host)
{
	*host = (struct og_shost){ .id = -1, .cluster = -1 };
	og_host_init(&host->share);
}

void og_shost_free(struct og_shost *host)
{
	free(host->name);
	free(host->local);
	free(host->fault);
	og_host_free(&host->share);
	og_shost_init(host);
}
