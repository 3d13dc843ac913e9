/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tells of a thread: on which CPUs the kernel may run it
 * (/proc/PID/task/TID/status), which vCPU of QEMU it is (its comm), and in
 * which cgroup it is. Pure.
 */
#ifndef OG_TASKSTATUS_H
#define OG_TASKSTATUS_H

#include "cpuset.h"

enum { OG_TASKSTATUS_MAX = 64 * 1024 };

/* Cpus_allowed_list. -EINVAL where there is none, or one that is no list. */
int og_taskstatus_cpus(const char *text, size_t len,
		       struct og_cpuset *ret_cpus);

/* "CPU 3/KVM" is vCPU 3; -1 for any other thread. */
int og_taskstatus_vcpu(const char *comm);

/*
 * The folder, below the root of the host, that has the thread's cpuset files,
 * from the text of its cgroup file: of version 1 the line of that controller,
 * else the one of version 2. NULL where neither is there, or the path is odd.
 * The caller frees.
 */
char *og_taskstatus_cpuset_dir(const char *text);

#endif
