/* SPDX-License-Identifier: Apache-2.0 */
/* What libxml2 shows those who want to hear of faults: const since 2.12. */
#ifndef OG_XMLFAULT_H
#define OG_XMLFAULT_H

#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

#if LIBXML_VERSION >= 21200
#define OG_XML_FAULT const xmlError
#else
#define OG_XML_FAULT xmlError
#endif

#endif
