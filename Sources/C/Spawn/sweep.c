#define _GNU_SOURCE
#include "cspawn.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int adopts;

void cspawn_adopt(void) { adopts = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }

/* Reads the start of a file of a process in /proc, and ends it with 0. Returns its length. */
static size_t read_file(pid_t process, const char *name, char *bytes, size_t room) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  size_t length = 0;
  ssize_t count = 0;
  if (file >= 0) {
    while (length < room - 1 && (count = read(file, bytes + length, room - 1 - length)) > 0)
      length += (size_t)count;
    close(file);
  }
  bytes[length] = 0;
  return length;
}

static int has_mark(pid_t process, const char *mark) {
  /* The mark is the first variable, unless the program changed its environment. */
  static const size_t room = 64 << 10;
  char *bytes = malloc(room);
  if (!bytes) return 0;
  size_t length = read_file(process, "environ", bytes, room);
  int found = 0;
  for (size_t start = 0; start < length && !found; start += strlen(bytes + start) + 1)
    found = strcmp(bytes + start, mark) == 0;
  free(bytes);
  return found;
}

/* True if this process has adopted `process`. */
static int is_adopted(pid_t process) {
  char bytes[512];
  read_file(process, "stat", bytes, sizeof bytes);
  /* The name, in parentheses, may contain parentheses. Then come the state and the parent. */
  char *end = strrchr(bytes, ')');
  int parent = 0;
  char state = 0;
  return end && sscanf(end + 1, " %c %d", &state, &parent) == 2 && parent == getpid() &&
         !cspawn_is_started(process);
}

/* Kills what it finds; returns the number of processes that it killed. */
static int sweep(const char *mark, int kills_adopted) {
  DIR *folder = opendir("/proc");
  if (!folder) return 0;
  int killed = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
    if (process <= 0 || process == getpid() || cspawn_is_started(process)) continue;
    int adopted = adopts && is_adopted(process);
    if (!has_mark(process, mark) && !(adopted && kills_adopted)) continue;
    killed += kill(process, SIGKILL) == 0;
    if (adopted) waitpid(process, NULL, 0);
  }
  closedir(folder);
  return killed;
}

void cspawn_sweep(const char *mark, int kills_adopted) {
  /* A process that is not killed yet may start another one. */
  for (int round = 0; round < 100 && sweep(mark, kills_adopted) > 0; round++) {
  }
}
