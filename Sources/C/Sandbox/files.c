#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* All rights to files, by the version of Landlock: the first version has 13, the second 14 (refer),
   the third 15 (truncate). */
static uint64_t rights(long version) {
  return version >= 3 ? (1 << 15) - 1 : version == 2 ? (1 << 14) - 1 : (1 << 13) - 1;
}

int csandbox_close_files(const char *const *paths) {
  long version =
      syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return errno;
  struct landlock_ruleset_attr attributes = {.handled_access_fs = rights(version)};
  int rules =
      (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (rules < 0) return errno;
  int code = 0;
  for (; *paths && !code; paths++) {
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = open(*paths, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0) continue;
    struct stat status;
    if (fstat(rule.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode))
      rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
      code = errno;
    close(rule.parent_fd);
  }
  if (!code && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) code = errno;
  if (!code && syscall(SYS_landlock_restrict_self, rules, 0) != 0) code = errno;
  close(rules);
  return code;
}
