#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

/* Starts a program with resource limits, which posix_spawn cannot set.

   Between fork and exec it calls only functions that are safe in a child of a multithreaded
   process: see signal-safety(7). */

typedef struct {
  /* The program's path, its arguments and its environment; both lists end with NULL. */
  const char *program;
  char *const *arguments;
  char *const *environment;
  /* Its standard input, output and error; -1 stands for /dev/null as the input. */
  int input;
  int output;
  int errors;
  /* Limits, UINT64_MAX for none: seconds of processor time, bytes of memory, bytes of each file that it writes, open
     files. */
  uint64_t cpu_seconds;
  uint64_t memory_bytes;
  uint64_t file_bytes;
  uint64_t open_files;
} cspawn_request;

/* Starts the program in a process group of its own, with / as its working directory. It is
   killed when the thread that started it ends. Returns its process id, or the negative of an
   errno. */
pid_t cspawn(const cspawn_request *request);

/* Kills a program that cspawn started, and its whole process group. */
void cspawn_kill(pid_t process);

/* From now on, processes whose parents have ended become children of this process, so that
   cspawn_sweep finds them. Only for a program that starts all its processes with cspawn. See
   PR_SET_CHILD_SUBREAPER in prctl(2). */
void cspawn_adopt(void);

/* Kills the processes that a program has left running: those that have `mark`, such as
   "NAME=value", in their environment, whatever their process group and session, and adopted
   processes too if `kills_adopted` is not 0. */
void cspawn_sweep(const char *mark, int kills_adopted);

/* True if cspawn started this process, and cspawn_collect has not collected it. */
int cspawn_is_started(pid_t process);

/* True if the program has ended. Does not wait; the process still has to be collected. */
int cspawn_has_ended(pid_t process);

/* Waits for the program to end. Returns its exit status, or 128 plus the number of the signal
   that ended it. */
int cspawn_collect(pid_t process);

#endif
