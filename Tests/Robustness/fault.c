/* A library for LD_PRELOAD that disturbs a program in one of its calls that write to files.

   The calls are counted from 1. FAULT_AT is the number of the call that is disturbed; FAULT_ERRNO is the
   error that it returns, or 0 to kill the process with SIGKILL before the call. With FAULT_LASTS=1, all
   later calls fail too, as on a full disk. FAULT_COUNT names a file that gets the number of calls. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long at, error, lasts;
static long calls;

__attribute__((constructor)) static void start(void) {
  const char *text = getenv("FAULT_AT");
  at = text ? atol(text) : 0;
  text = getenv("FAULT_ERRNO");
  error = text ? atol(text) : EIO;
  text = getenv("FAULT_LASTS");
  lasts = text ? atol(text) : 0;
}

__attribute__((destructor)) static void end(void) {
  const char *name = getenv("FAULT_COUNT");
  FILE *file = name ? fopen(name, "w") : NULL;
  if (file) {
    fprintf(file, "%ld\n", calls);
    fclose(file);
  }
}

/* Returns true if the call must fail; errno is set. */
static int fails(int descriptor) {
  if (descriptor >= 0 && descriptor <= 2) return 0;
  long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  if (!at || call < at || (call > at && !lasts)) return 0;
  if (!error) {
    kill(getpid(), SIGKILL);
    pause();
  }
  errno = (int)error;
  return 1;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int d, const void *b, size_t n) { REAL(write); return fails(d) ? -1 : real(d, b, n); }
ssize_t pwrite(int d, const void *b, size_t n, off_t o) {
  REAL(pwrite);
  return fails(d) ? -1 : real(d, b, n, o);
}
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) {
  REAL(pwrite64);
  return fails(d) ? -1 : real(d, b, n, o);
}
int fsync(int d) { REAL(fsync); return fails(d) ? -1 : real(d); }
int fdatasync(int d) { REAL(fdatasync); return fails(d) ? -1 : real(d); }
int ftruncate(int d, off_t n) { REAL(ftruncate); return fails(d) ? -1 : real(d, n); }
int ftruncate64(int d, off64_t n) { REAL(ftruncate64); return fails(d) ? -1 : real(d, n); }
int fallocate(int d, int m, off_t o, off_t n) {
  REAL(fallocate);
  return fails(d) ? -1 : real(d, m, o, n);
}
int rename(const char *from, const char *to) { REAL(rename); return fails(-1) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return fails(-1) ? -1 : real(path); }
