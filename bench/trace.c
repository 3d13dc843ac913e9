// SPDX-License-Identifier: Apache-2.0
#include "trace.h"

#include <errno.h>

#include "buf.h"
#include "num.h"

enum {
	FILE_MAX = 64 << 20,
	LINES_MAX = 1000000,
	FIELDS_MAX = 11,
	CPU_MILLI_MAX = 1024000,
	GPUS_MAX = 16,
	MEMORY_MIB_MAX = 64 << 20,
	KIB_PER_MIB = 1024,
};

static const char hosts_file[] = "openb_node_list_all_node.csv";
static const char hosts_header[] = "sn,cpu_milli,memory_mib,gpu,model";
static const char tasks_file[] = "openb_pod_list_default.csv";
static const char tasks_header[] =
	"name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,"
	"creation_time,deletion_time,scheduled_time";

struct field {
	const char *text;
	size_t len;
};

struct row {
	struct og_trace *trace;
	struct field fields[FIELDS_MAX];
	size_t n_fields;
};

void og_trace_free(struct og_trace *trace)
{
	free(trace->hosts);
	free(trace->tasks);
	*trace = (struct og_trace){ 0 };
}

static int number(const struct row *row, size_t i, const char *name,
		  int64_t min, int64_t max, int64_t *ret_value,
		  struct og_err *err)
{
	const struct field *f = &row->fields[i];

	if (og_num_i64(f->text, f->len, min, max, ret_value) < 0)
		return og_err_set(err, -EINVAL,
				  "%s is \"%.*s\", not a number of %lld to "
				  "%lld",
				  name, (int)(f->len < 40 ? f->len : 40),
				  f->text, (long long)min, (long long)max);
	return 0;
}

static int take_host(struct row *row, struct og_err *err)
{
	struct og_trace *trace = row->trace;
	struct og_trace_host host = { 0 };
	int64_t cpu, memory, gpus;

	if (row->fields[0].len == 0 || row->fields[0].len >= sizeof(host.name))
		return og_err_set(err, -EINVAL, "sn has %zu characters",
				  row->fields[0].len);
	memcpy(host.name, row->fields[0].text, row->fields[0].len);
	if (number(row, 1, "cpu_milli", 1, CPU_MILLI_MAX, &cpu, err) < 0 ||
	    number(row, 2, "memory_mib", 1, MEMORY_MIB_MAX, &memory, err) < 0 ||
	    number(row, 3, "gpu", 0, GPUS_MAX, &gpus, err) < 0)
		return -EINVAL;
	if (cpu % 2000 != 0)
		return og_err_set(err, -EINVAL,
				  "cpu_milli is %lld, not whole cores of two "
				  "threads",
				  (long long)cpu);
	host.cpus = (uint32_t)(cpu / 1000);
	host.gpus = (uint32_t)gpus;
	host.memory = memory * KIB_PER_MIB;
	OG_RESERVE(trace->hosts, trace->n_hosts + 1, trace->cap_hosts);
	trace->hosts[trace->n_hosts++] = host;
	return 0;
}

static int take_task(struct row *row, struct og_err *err)
{
	struct og_trace *trace = row->trace;
	int64_t cpu, memory, gpus, share, created;

	if (number(row, 1, "cpu_milli", 1, CPU_MILLI_MAX, &cpu, err) < 0 ||
	    number(row, 2, "memory_mib", 0, MEMORY_MIB_MAX, &memory, err) < 0 ||
	    number(row, 3, "num_gpu", 0, GPUS_MAX, &gpus, err) < 0 ||
	    number(row, 4, "gpu_milli", 0, 1000, &share, err) < 0 ||
	    number(row, 8, "creation_time", 0, INT32_MAX, &created, err) < 0)
		return -EINVAL;
	OG_RESERVE(trace->tasks, trace->n_tasks + 1, trace->cap_tasks);
	trace->tasks[trace->n_tasks++] = (struct og_trace_task){
		.cpu_milli = (uint32_t)cpu,
		.gpus = (uint32_t)gpus,
		.gpu_milli = (uint32_t)share,
		.memory = memory * KIB_PER_MIB,
		.created = created,
	};
	return 0;
}

/* The number of fields, or FIELDS_MAX + 1 where there are more. */
static size_t split(const char *line, size_t len,
		    struct field fields[FIELDS_MAX])
{
	const char *end = line + len;

	for (size_t n = 0; n < FIELDS_MAX; n++) {
		const char *comma = memchr(line, ',', (size_t)(end - line));
		const char *stop = comma ? comma : end;

		fields[n] = (struct field){ line, (size_t)(stop - line) };
		if (!comma)
			return n + 1;
		line = comma + 1;
	}
	return FIELDS_MAX + 1;
}

static int parse(struct og_trace *trace, const char *text, size_t len,
		 const char *header, size_t n_fields,
		 int (*take)(struct row *row, struct og_err *err),
		 struct og_err *err)
{
	const char *end = text + len;
	struct row row = { .trace = trace };

	for (unsigned line = 1; text < end; line++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t n;
		int r = 0;

		if (!stop)
			return og_err_set(err, -EINVAL,
					  "line %u: the last line has no end",
					  line);
		n = (size_t)(stop - text);
		if (line > LINES_MAX)
			return og_err_set(err, -EFBIG,
					  "line %u: more than %d lines", line,
					  LINES_MAX);
		row.n_fields = split(text, n, row.fields);
		if (line == 1 &&
		    (n != strlen(header) || memcmp(text, header, n) != 0))
			r = og_err_set(err, -EINVAL, "it must be \"%s\"",
				       header);
		else if (row.n_fields != n_fields)
			r = og_err_set(err, -EINVAL, "it must have %zu fields",
				       n_fields);
		else if (line > 1)
			r = take(&row, err);
		if (r < 0)
			return og_err_prefix(err, "line %u", line);
		text = stop + 1;
	}
	return 0;
}

int og_trace_parse_hosts(struct og_trace *trace, const char *text, size_t len,
			 struct og_err *err)
{
	return parse(trace, text, len, hosts_header, 5, take_host, err);
}

int og_trace_parse_tasks(struct og_trace *trace, const char *text, size_t len,
			 struct og_err *err)
{
	return parse(trace, text, len, tasks_header, 11, take_task, err);
}

static int read_file(const char *folder, const char *name,
		     struct og_trace *trace,
		     int (*parse_text)(struct og_trace *trace, const char *text,
				       size_t len, struct og_err *err),
		     struct og_err *err)
{
	og_autofree char *path = og_asprintf("%s/%s", folder, name);
	og_autobuf text = OG_BUF_INIT;
	int r = og_buf_read_file(&text, path, FILE_MAX, err);

	if (r < 0)
		return r;
	r = parse_text(trace, og_buf_text(&text), text.len, err);
	return r < 0 ? og_err_prefix(err, "%s", path) : 0;
}

/* Pointers into one array: of equal times, the one listed first. */
static int cmp_created(const void *a, const void *b)
{
	const struct og_trace_task *x = *(struct og_trace_task *const *)a;
	const struct og_trace_task *y = *(struct og_trace_task *const *)b;

	if (x->created != y->created)
		return x->created < y->created ? -1 : 1;
	return (x > y) - (x < y);
}

static void sort_tasks(struct og_trace *trace)
{
	size_t n = trace->n_tasks;
	og_autofree struct og_trace_task **order = og_calloc(n, sizeof(*order));
	struct og_trace_task *sorted = og_calloc(n, sizeof(*sorted));

	for (size_t i = 0; i < n; i++)
		order[i] = &trace->tasks[i];
	if (n > 1)
		qsort(order, n, sizeof(*order), cmp_created);
	for (size_t i = 0; i < n; i++)
		sorted[i] = *order[i];
	free(trace->tasks);
	trace->tasks = sorted;
	trace->cap_tasks = n;
}

int og_trace_read(const char *folder, struct og_trace *ret_trace,
		  struct og_err *err)
{
	og_cleanup(og_trace_free) struct og_trace trace = { 0 };
	int r = read_file(folder, hosts_file, &trace, og_trace_parse_hosts,
			  err);

	if (r == 0)
		r = read_file(folder, tasks_file, &trace, og_trace_parse_tasks,
			      err);
	if (r < 0)
		return r;
	if (!trace.n_hosts || !trace.n_tasks)
		return og_err_set(err, -EINVAL, "%s: no machines or no tasks",
				  folder);
	sort_tasks(&trace);
	*ret_trace = trace;
	trace = (struct og_trace){ 0 };
	return 0;
}
