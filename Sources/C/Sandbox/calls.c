#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* The calls that fail, in groups: new sockets; new programs; other processes; changes to files by
   their paths; the kernel itself. Some are missing from some architectures. */
static const int refused[] = {
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    SYS_execve, SYS_execveat,
#ifdef SYS_fork
    SYS_fork, SYS_vfork,
#endif
    SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_ptrace,
    SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd,
    SYS_pidfd_send_signal, SYS_kcmp,
#ifdef SYS_open
    SYS_creat, SYS_unlink, SYS_rmdir, SYS_mkdir, SYS_rename, SYS_link, SYS_symlink, SYS_mknod,
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
    SYS_unlinkat, SYS_mkdirat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mknodat,
    SYS_fchmodat, SYS_fchownat, SYS_fchmod, SYS_fchown, SYS_utimensat, SYS_truncate, SYS_openat2,
#ifdef SYS_renameat
    SYS_renameat,
#endif
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
    SYS_fremovexattr, SYS_bpf, SYS_perf_event_open, SYS_io_uring_setup, SYS_io_uring_enter,
    SYS_io_uring_register, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_mount,
    SYS_umount2, SYS_unshare, SYS_setns, SYS_chroot, SYS_pivot_root, SYS_init_module,
    SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_memfd_create,
};

enum { REFUSED = sizeof refused / sizeof *refused, LENGTH = 64 + 2 * REFUSED };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define FAIL(code) RETURN(SECCOMP_RET_ERRNO | (code))
/* Skips the next statement unless the loaded number is `value`. */
#define IF_EQUAL(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
/* Skips `count` statements unless the loaded number is `value`. */
#define UNLESS_EQUAL(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)

int csandbox_close_calls(void) {
#ifndef ARCHITECTURE
  return ENOSYS;
#else
  struct sock_filter filter[LENGTH];
  unsigned short count = 0;
#define ADD(...)                                                             \
  do {                                                                       \
    const struct sock_filter added[] = {__VA_ARGS__};                        \
    for (size_t i = 0; i < sizeof added / sizeof *added; i++) filter[count++] = added[i]; \
  } while (0)

  ADD(LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS), LOAD(nr));
#ifdef __x86_64__
  /* The x32 calls have other numbers. */
  ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), RETURN(SECCOMP_RET_KILL_PROCESS));
#endif
  for (size_t i = 0; i < REFUSED; i++) ADD(IF_EQUAL((unsigned)refused[i]), FAIL(EPERM));
  /* glibc then uses clone, whose flags can be seen here. */
  ADD(IF_EQUAL(SYS_clone3), FAIL(ENOSYS));
  ADD(UNLESS_EQUAL(SYS_clone, 4), LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1), RETURN(SECCOMP_RET_ALLOW),
      FAIL(EPERM));
  /* abort(3) sends a signal to its own process. */
  ADD(UNLESS_EQUAL(SYS_tgkill, 4), LOAD(args[0]), IF_EQUAL((unsigned)getpid()),
      RETURN(SECCOMP_RET_ALLOW), FAIL(EPERM));
  /* setrlimit(2) is this call for the own process, 0. */
  ADD(UNLESS_EQUAL(SYS_prlimit64, 4), LOAD(args[0]), IF_EQUAL(0), RETURN(SECCOMP_RET_ALLOW),
      FAIL(EPERM));
  ADD(UNLESS_EQUAL(SYS_openat, 4), LOAD(args[2]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1),
      FAIL(EACCES), RETURN(SECCOMP_RET_ALLOW));
#ifdef SYS_open
  ADD(UNLESS_EQUAL(SYS_open, 4), LOAD(args[1]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1),
      FAIL(EACCES), RETURN(SECCOMP_RET_ALLOW));
#endif
  ADD(RETURN(SECCOMP_RET_ALLOW));
  struct sock_fprog program = {count, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? 0 : errno;
#endif
}
