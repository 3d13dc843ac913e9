/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where our own words stand in a domain's <metadata>. A URN, since it names a
 * vocabulary and not a place; its number changes with the vocabulary.
 */
#ifndef OG_DOMAIN_NS_H
#define OG_DOMAIN_NS_H

#define OG_DOMAIN_NS	  "urn:onegpu:domain:1"
#define OG_DOMAIN_PREFIX  "onegpu"
#define OG_DOMAIN_ELEMENT "vm"

#define OG_ONE_NS     "http://opennebula.org/xmlns/libvirt/1.0"
#define OG_ONE_PREFIX "one"

#endif
