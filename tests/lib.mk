# test-lib: suites of lib/, a file for each module.
check_PROGRAMS += tests/test-lib
TESTS += tests/test-lib
tests_test_lib_CPPFLAGS = $(TEST_CPPFLAGS)
tests_test_lib_SOURCES = tests/test-lib.c tests/lib-suites.h \
	tests/build.c tests/build.h tests/random.h \
	tests/lib-b64.c \
	tests/lib-buf.c \
	tests/lib-cpuset.c \
	tests/lib-err.c \
	tests/lib-host.c \
	tests/lib-hostxml.c \
	tests/lib-log.c \
	tests/lib-mem.c \
	tests/lib-num.c \
	tests/lib-numafit.c \
	tests/lib-numafit-random.c \
	tests/lib-xmlread.c
tests_test_lib_LDADD = $(TEST_LDADD) $(LIB_LDADD) $(XML_LIBS) \
	$(NETTLE_LIBS) $(CHECK_LIBS)
