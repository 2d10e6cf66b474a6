#ifndef CLIBARCHIVE_H
#define CLIBARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads zip, tar and other containers with libarchive (Debian: libarchive-dev, libarchive13).

   The library is loaded when the first container is opened, not when the program starts, because
   it loads a dozen others. A container is read as a stream from its first byte to its last, so
   it can be inside another one or come from a pipe. */

typedef struct clibarchive clibarchive;

/* Passes on the next bytes, which stay valid until the next call. Returns their number, 0 at the
   end, or -1 after an error. */
typedef ssize_t (*clibarchive_source)(void *context, const void **bytes);

typedef enum {
  CLIBARCHIVE_OK = 0,
  CLIBARCHIVE_END,
  /* This member is damaged; the next one may be readable. */
  CLIBARCHIVE_DAMAGED,
  /* Nothing more can be read. */
  CLIBARCHIVE_FATAL
} clibarchive_result;

typedef enum {
  CLIBARCHIVE_ZIP,
  CLIBARCHIVE_TAR,
  CLIBARCHIVE_CPIO,
  CLIBARCHIVE_ISO,
  CLIBARCHIVE_RAR,
  /* Its directory is at its end, so it is read from a file. */
  CLIBARCHIVE_7ZIP
} clibarchive_format;

typedef struct {
  /* The name in the container, in any encoding; NULL if it is not known. Valid until the next
     call of clibarchive_next. */
  const char *name;
  clibarchive_format format;
  /* False for a folder, a link or a device. */
  int is_file;
  int is_encrypted;
  /* True if the member can be skipped without being decompressed. */
  int is_cheap_to_skip;
  /* True if a member of a zip is compressed by a method that may need a large dictionary. */
  int is_unusual;
} clibarchive_member;

/* True if the library is installed. */
int clibarchive_is_installed(void);

/* Opens a container of this format, whose bytes come from `source`, or from the file that is open as
   `descriptor` if it is not negative. Returns NULL if the library is missing or memory is exhausted.
   Errors in the container are reported with the first member. */
clibarchive *clibarchive_open(clibarchive_source source, void *context, int descriptor,
                              clibarchive_format format);

/* Moves to the next member; the rest of the current one is skipped. */
clibarchive_result clibarchive_next(clibarchive *container, clibarchive_member *member);

/* Reads up to `count` bytes of the member. Returns their number, 0 at the end, or the negative
   of a clibarchive_result after an error. */
ssize_t clibarchive_read(clibarchive *container, void *bytes, size_t count);

/* The number of bytes read from the source. */
int64_t clibarchive_position(clibarchive *container);

/* The library's message for the last error; never NULL. */
const char *clibarchive_error(clibarchive *container);

void clibarchive_close(clibarchive *container);

#endif
