#ifndef CLIBARCHIVE_H
#define CLIBARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Containers and compressed files through libarchive (Debian: libarchive-dev, libarchive13).

   The library is loaded when the first container is opened, not when the program starts: it brings
   a dozen others with it. A container is read as a stream, from its first byte to its last: it can
   stand inside of another one, or come from a pipe. */

typedef struct clibarchive clibarchive;

/* Gives the next bytes, which stay where they are until the next call: how many there are, 0 at the
   end, or -1 where they cannot be read. */
typedef ssize_t (*clibarchive_source)(void *context, const void **bytes);

typedef enum {
  CLIBARCHIVE_OK = 0,
  CLIBARCHIVE_END,
  /* This member is damaged; the next one can be asked for. */
  CLIBARCHIVE_DAMAGED,
  /* Nothing more can be read. */
  CLIBARCHIVE_FATAL
} clibarchive_result;

typedef enum {
  /* One compressed file, without a name. */
  CLIBARCHIVE_RAW = 0,
  CLIBARCHIVE_ZIP,
  CLIBARCHIVE_TAR
} clibarchive_format;

typedef struct {
  /* As it is written in the container, in any encoding; NULL where it cannot be told. It lives
     until the next member is asked for. */
  const char *name;
  clibarchive_format format;
  /* Not a folder, a link or a device. */
  int is_file;
  int is_encrypted;
  /* It can be passed over without being decompressed. */
  int is_cheap_to_skip;
} clibarchive_member;

/* Whether the library is there. */
int clibarchive_is_installed(void);

/* Opens a zip, or else a tar or one file, compressed or not; NULL where the library or memory is
   lacking. What is wrong with the container is told when the first member is asked for. */
clibarchive *clibarchive_open(clibarchive_source source, void *context, int is_zip);

/* Goes to the next member, past what is left of the one before. */
clibarchive_result clibarchive_next(clibarchive *container, clibarchive_member *member);

/* Reads up to `count` bytes of the member: how many there were, 0 at its end, or less than 0, the
   negative of a clibarchive_result. */
ssize_t clibarchive_read(clibarchive *container, void *bytes, size_t count);

/* Whether any compression is taken off: else, what is RAW is no container at all. */
int clibarchive_is_compressed(clibarchive *container);

/* How many bytes were taken from the source. */
int64_t clibarchive_position(clibarchive *container);

/* What went wrong, in the library's words; never NULL. */
const char *clibarchive_error(clibarchive *container);

void clibarchive_close(clibarchive *container);

#endif
