noinst_LIBRARIES += drivers/libdrivers.a
drivers_libdrivers_a_CPPFLAGS = $(ROOM_CPPFLAGS) -I$(top_srcdir)/drivers
drivers_libdrivers_a_SOURCES =

pkglibexec_PROGRAMS += drivers/onegpu-domain
drivers_onegpu_domain_CPPFLAGS = $(drivers_libdrivers_a_CPPFLAGS)
drivers_onegpu_domain_SOURCES = drivers/domain-main.c
drivers_onegpu_domain_LDADD = drivers/libdrivers.a $(LIB_LDADD) \
	$(XML_LIBS) $(HWLOC_LIBS)
