# SPDX-License-Identifier: Apache-2.0
# onegpu doctor and onegpu devices.
check_PROGRAMS += tests/test-doctor tests/fuzz/fuzz-doctor
TESTS += tests/test-doctor
tests_test_doctor_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_doctor_SOURCES = tests/test-doctor.c tests/doctor-suites.h \
	tests/doctor-checks.c tests/doctor-distro.c tests/doctor-firmware.c \
	tests/doctor-parse.c tests/doctor-vm.c
tests_test_doctor_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)
tests_fuzz_fuzz_doctor_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_doctor_SOURCES = tests/fuzz/fuzz-doctor.c $(FUZZ_MAIN)
tests_fuzz_fuzz_doctor_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_doctor_LDADD = $(TOOLS_TEST_LDADD)
if !FUZZERS
TESTS += tests/fuzz/fuzz-doctor
endif

# onegpu doctor --frontend.
check_PROGRAMS += tests/test-frontend tests/fuzz/fuzz-frontend \
	tests/fuzz/fuzz-onedconf
TESTS += tests/test-frontend tests/cli-frontend.sh
tests_test_frontend_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_frontend_SOURCES = tests/test-frontend.c tests/frontend-suites.h \
	tests/fakefront.c tests/fakefront.h \
	tests/frontend-hosts.c tests/frontend-oned.c tests/frontend-onedconf.c \
	tests/frontend-records.c tests/frontend-tree.c
tests_test_frontend_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)
tests_fuzz_fuzz_frontend_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_frontend_SOURCES = tests/fuzz/fuzz-frontend.c $(FUZZ_MAIN)
tests_fuzz_fuzz_frontend_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_frontend_LDADD = $(TOOLS_TEST_LDADD)
tests_fuzz_fuzz_onedconf_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_onedconf_SOURCES = tests/fuzz/fuzz-onedconf.c $(FUZZ_MAIN)
tests_fuzz_fuzz_onedconf_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_onedconf_LDADD = $(TOOLS_TEST_LDADD)
if !FUZZERS
TESTS += tests/fuzz/fuzz-frontend tests/fuzz/fuzz-onedconf
endif
EXTRA_DIST += tests/cli-frontend.sh tests/frontend tests/golden/frontend

doctor_scripts = tests/cli-doctor.sh tests/cli-devices.sh \
	tests/doctor-docs.sh
TESTS += $(doctor_scripts)
EXTRA_DIST += $(doctor_scripts) tests/tap.sh tests/recorded.sh \
	tests/golden/doctor tests/golden/devices
