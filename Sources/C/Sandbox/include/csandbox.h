#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Bounds for a process that reads files it must not trust, and messages with descriptors between
   two processes. */

/* Bounds the memory of this process: `bytes` more than it has now. Bounds also the address space,
   and the size of the files that it writes. Returns 0, or an errno. */
int csandbox_limit_memory(uint64_t bytes, uint64_t file_bytes);

/* Kills this process once it has used `seconds` more seconds of processor time. Returns 0, or an
   errno. */
int csandbox_limit_time(uint64_t seconds);

/* From now on, this process and its threads can open only files at and below `paths`, a list that
   ends with NULL, and only for reading. Paths that do not exist are ignored. Must be called before
   the process has other threads. Returns 0, or an errno: ENOSYS or EOPNOTSUPP if the kernel has no
   Landlock (Linux 5.13). See landlock(7). */
int csandbox_close_files(const char *const *paths);

/* From now on, system calls for sockets, for new processes, for other processes, and for changing
   files by their paths fail. Must be called before the process has other threads. Returns 0, or an
   errno. See seccomp(2). */
int csandbox_close_calls(void);

/* Sends bytes through a socket, with `descriptor` unless it is negative. Returns the number of
   bytes sent, or the negative of an errno. See unix(7). */
ssize_t csandbox_send(int socket, const void *bytes, size_t count, int descriptor);

/* Receives bytes from a socket. Sets `descriptor` if one came with them. Returns the number of
   bytes, 0 at the end, or the negative of an errno. */
ssize_t csandbox_receive(int socket, void *bytes, size_t count, int *descriptor);

#endif
