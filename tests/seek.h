/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a domain holds at a place, in one line:
 *
 *     cpu/topology@cores=2             an attribute
 *     os/loader=/x.fd                  a text
 *     devices/hostdev[1]/driver        it is there; the second of its name
 *     devices/controller[model=pcie-root]/pcihole64
 *     !features/smm                    it is not there
 */
#ifndef OG_TEST_SEEK_H
#define OG_TEST_SEEK_H

#include <stdbool.h>

#include "xmltree.h"

bool og_test_holds(const struct og_xml_node *root, const char *line);

#endif
