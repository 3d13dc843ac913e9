# SPDX-License-Identifier: Apache-2.0
# onegpu doctor and onegpu devices.
check_PROGRAMS += tests/test-doctor tests/fuzz/fuzz-doctor
TESTS += tests/test-doctor
tests_test_doctor_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_test_doctor_SOURCES = tests/test-doctor.c
tests_test_doctor_LDADD = $(TEST_LDADD) $(TOOLS_TEST_LDADD) $(CHECK_LIBS)
tests_fuzz_fuzz_doctor_CPPFLAGS = $(TOOLS_TEST_CPPFLAGS)
tests_fuzz_fuzz_doctor_SOURCES = tests/fuzz/fuzz-doctor.c $(FUZZ_MAIN)
tests_fuzz_fuzz_doctor_LDFLAGS = $(LDFLAGS_FUZZ)
tests_fuzz_fuzz_doctor_LDADD = $(TOOLS_TEST_LDADD)
if !FUZZERS
TESTS += tests/fuzz/fuzz-doctor
endif

doctor_scripts = tests/cli-doctor.sh tests/cli-devices.sh \
	tests/doctor-docs.sh
TESTS += $(doctor_scripts)
EXTRA_DIST += $(doctor_scripts) tests/tap.sh tests/recorded.sh \
	tests/golden/doctor tests/golden/devices
