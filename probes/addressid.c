// SPDX-License-Identifier: Apache-2.0
#include "addressid.h"

#include <uuid.h>

void og_addressid(const struct og_bdf *bdf, char text[OG_ADDRESSID_TEXT])
{
	/* RFC 4122, appendix C. */
	static const uuid_t x500 = { 0x6b, 0xa7, 0xb8, 0x14, 0x9d, 0xad,
				     0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0,
				     0x4f, 0xd4, 0x30, 0xc8 };
	char address[OG_BDF_TEXT];
	uuid_t id;

	og_bdf_address(bdf, address);
	uuid_generate_sha1(id, x500, address, strlen(address));
	uuid_unparse_lower(id, text);
}
