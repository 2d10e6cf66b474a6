#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

/* Starts a program with limits on what it may use, which posix_spawn cannot set.

   Between fork and exec there are only calls that are safe after a fork in a program with threads
   (POSIX, signal-safety(7)). */

typedef struct {
  /* The program's path, its arguments and its environment, each ended by NULL. */
  const char *program;
  char *const *arguments;
  char *const *environment;
  /* Where it writes; its standard input is /dev/null. */
  int output;
  int errors;
  /* Seconds of processor time; bytes of memory, of any file that it writes; open files. */
  uint64_t cpu_seconds;
  uint64_t memory_bytes;
  uint64_t file_bytes;
  uint64_t open_files;
} cspawn_request;

/* Starts it in a process group of its own, with / as its folder, to die when the thread that started
   it does. Returns its process id, or the negative of an errno. */
pid_t cspawn(const cspawn_request *request);

/* Ends a program that cspawn started, and all that is left in its process group. */
void cspawn_kill(pid_t process);

/* Whether it has ended, without waiting; it stays to be collected. */
int cspawn_has_ended(pid_t process);

/* Waits for its end: its exit status, or 128 and the number of the signal that ended it. */
int cspawn_collect(pid_t process);

#endif
