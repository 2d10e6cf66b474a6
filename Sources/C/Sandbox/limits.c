#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit(int resource, uint64_t value) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return errno;
  /* A limit cannot be higher than the hard limit. */
  rlim_t wanted = now.rlim_max < value ? now.rlim_max : value;
  struct rlimit limit = {wanted, wanted};
  return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

int csandbox_limit_memory(uint64_t bytes, uint64_t file_bytes) {
  /* proc(5): the first number of statm is the size of the address space, the sixth that of data and
     stack, in pages. */
  unsigned long size = 0, data = 0;
  FILE *file = fopen("/proc/self/statm", "re");
  int found = file ? fscanf(file, "%lu %*u %*u %*u %*u %lu", &size, &data) : 0;
  if (file) fclose(file);
  if (found != 2) return ENOSYS;
  /* Each arena reserves 64 MiB of address space. */
  mallopt(M_ARENA_MAX, 2);
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  int code = limit(RLIMIT_DATA, data * page + bytes);
  if (!code) code = limit(RLIMIT_AS, size * page + bytes + (256 << 20));
  if (!code) code = limit(RLIMIT_FSIZE, file_bytes);
  return code ? code : limit(RLIMIT_CORE, 0);
}

int csandbox_limit_time(uint64_t seconds) {
  struct rusage used;
  struct rlimit limit;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return errno;
  uint64_t wanted =
      (uint64_t)used.ru_utime.tv_sec + (uint64_t)used.ru_stime.tv_sec + 1 + seconds;
  limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
  return setrlimit(RLIMIT_CPU, &limit) == 0 ? 0 : errno;
}
