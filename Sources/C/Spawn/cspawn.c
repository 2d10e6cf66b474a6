#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int limit(int resource, uint64_t value) {
  if (value == UINT64_MAX) return 0;
  struct rlimit limit = {value, value};
  struct rlimit now;
  /* A limit cannot be higher than the current one. */
  if (getrlimit(resource, &now) == 0 && now.rlim_max < value)
    limit.rlim_cur = limit.rlim_max = now.rlim_max;
  return setrlimit(resource, &limit);
}

/* The descriptor for reporting an error, above the program's own descriptors. */
enum { REPORT = 3 };

static void start(const cspawn_request *request, int report, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);

  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);

  int input = request->input >= 0 ? request->input : open("/dev/null", O_RDONLY);
  if (input < 0) goto failed;
  /* Duplicate the descriptors first: any of them may be 0, 1, 2 or 3. */
  int output = fcntl(request->output, F_DUPFD, 10);
  int errors = fcntl(request->errors, F_DUPFD, 10);
  report = fcntl(report, F_DUPFD, 10);
  input = fcntl(input, F_DUPFD, 10);
  if (output < 0 || errors < 0 || report < 0 || input < 0) goto failed;
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) goto failed;
  if (dup2(report, REPORT) < 0) goto failed;
  report = REPORT;
  if (fcntl(REPORT, F_SETFD, FD_CLOEXEC) < 0) goto failed;
  if (syscall(SYS_close_range, REPORT + 1, ~0U, 0) != 0)
    for (int descriptor = REPORT + 1; descriptor < 65536; descriptor++) close(descriptor);

  if (chdir("/") != 0) goto failed;
  umask(077);
  if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_CPU, request->cpu_seconds) ||
      limit(RLIMIT_AS, request->memory_bytes) || limit(RLIMIT_FSIZE, request->file_bytes) ||
      limit(RLIMIT_NOFILE, request->open_files))
    goto failed;
  /* A program that was just written is busy while another process that was started meanwhile still has
     the file open, for a moment. */
  for (int attempt = 0; attempt < 50; attempt++) {
    execve(request->program, request->arguments, request->environment);
    if (errno != ETXTBSY) break;
    nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
  }
failed:;
  int code = errno;
  ssize_t written = write(report, &code, sizeof code);
  _exit(written < 0 ? 126 : 127);
}

/* The processes that cspawn started and that were not collected, guarded by `lock`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t started[1024];
static size_t started_count;

static void add(pid_t process) {
  if (started_count < sizeof started / sizeof *started) started[started_count++] = process;
}

static void remove_started(pid_t process) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < started_count; i++)
    if (started[i] == process) {
      started[i] = started[--started_count];
      break;
    }
  pthread_mutex_unlock(&lock);
}

int cspawn_is_started(pid_t process) {
  int is_started = 0;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < started_count; i++) is_started |= started[i] == process;
  pthread_mutex_unlock(&lock);
  return is_started;
}

pid_t cspawn(const cspawn_request *request) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -errno;
  /* The parent's signal handlers must not run in the child. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pthread_mutex_lock(&lock);
  pid_t process = fork();
  int code = errno;
  if (process == 0) start(request, report[1], parent);
  if (process > 0) add(process);
  pthread_mutex_unlock(&lock);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (process < 0) {
    close(report[0]);
    return -code;
  }
  /* If the program was started, the descriptor is closed and read returns 0. */
  ssize_t count;
  do count = read(report[0], &code, sizeof code);
  while (count < 0 && errno == EINTR);
  close(report[0]);
  if (count != sizeof code) return process;
  cspawn_collect(process);
  return -code;
}

void cspawn_kill(pid_t process) { kill(-process, SIGKILL); }

int cspawn_has_ended(pid_t process) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == process;
}

int cspawn_collect(pid_t process) {
  int status;
  int ended;
  do ended = waitpid(process, &status, 0);
  while (ended < 0 && errno == EINTR);
  remove_started(process);
  if (ended < 0) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
