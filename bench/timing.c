// SPDX-License-Identifier: Apache-2.0
/*
 * Run two commands in turn and compare them:
 *
 *     timing RUNS INPUT COMMAND -- INPUT COMMAND
 *
 * INPUT is the file on stdin ("-": /dev/null), COMMAND one string of words
 * parted by blanks. Prints "min median rss" of each and the ratio of the two
 * minima: times in ms of wall clock, rss the peak in MiB as wait4() tells it.
 * The two alternate, so that a machine that slows down slows both.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "num.h"

enum { RUNS_MAX = 1000, WORDS_MAX = 32 };

struct contender {
	const char *input;
	char *words[WORDS_MAX + 1];
	double ms[RUNS_MAX];
	double rss_mib;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* What it prints is not looked at: stdout and stderr go to /dev/null. */
_Noreturn static void child(const struct contender *c)
{
	int in = open(c->input, O_RDONLY), null = open("/dev/null", O_WRONLY);

	if (in < 0 || null < 0 || dup2(in, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0)
		_exit(126);
	execvp(c->words[0], c->words);
	_exit(127);
}

static void run_once(struct contender *c, int run)
{
	double begin = now_ms(), rss;
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		child(c);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("timing");
		exit(1);
	}
	c->ms[run] = now_ms() - begin;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "timing: %s failed\n", c->words[0]);
		exit(1);
	}
	rss = (double)usage.ru_maxrss / 1024;
	if (rss > c->rss_mib)
		c->rss_mib = rss;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(struct contender *c, int runs)
{
	qsort(c->ms, (size_t)runs, sizeof(c->ms[0]), by_value);
	printf("%.2f %.2f %.1f ", c->ms[0], c->ms[runs / 2], c->rss_mib);
}

static void parse(struct contender *c, const char *input, char *command)
{
	char *word;
	int n = 0;

	c->input = strcmp(input, "-") == 0 ? "/dev/null" : input;
	while ((word = strsep(&command, " ")) && n < WORDS_MAX)
		if (*word)
			c->words[n++] = word;
	c->words[n] = NULL;
	if (n == 0) {
		fputs("timing: an empty command\n", stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct contender *pair = og_calloc(2, sizeof(*pair));
	int runs;

	if (argc != 7 || strcmp(argv[4], "--") != 0 ||
	    og_num_int(argv[1], strlen(argv[1]), 1, RUNS_MAX, &runs) < 0) {
		fputs("Usage: timing RUNS INPUT COMMAND -- INPUT COMMAND\n",
		      stderr);
		return 2;
	}
	parse(&pair[0], argv[2], argv[3]);
	parse(&pair[1], argv[5], argv[6]);
	for (int run = 0; run < runs; run++) {
		run_once(&pair[0], run);
		run_once(&pair[1], run);
	}
	report(&pair[0], runs);
	report(&pair[1], runs);
	printf("%.2f\n", pair[0].ms[0] / pair[1].ms[0]);
	free(pair);
	return 0;
}
