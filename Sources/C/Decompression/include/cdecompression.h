#ifndef CDECOMPRESSION_H
#define CDECOMPRESSION_H

#include <stddef.h>

/* Decompresses gzip with zlib, and bzip2, xz, zstd and LZ4 with the libraries that libarchive uses too
   (Debian: libbz2-dev, liblzma-dev, libzstd-dev), which are loaded when they are first needed.

   libarchive could do this, but not within bounds: it looks for compression inside the compression,
   lets a header ask for a gigabyte, and holds the name in a gzip header in memory. */

typedef enum {
  CDECOMPRESSION_GZIP,
  CDECOMPRESSION_BZIP2,
  CDECOMPRESSION_XZ,
  CDECOMPRESSION_ZSTD,
  CDECOMPRESSION_LZ4
} cdecompression_kind;

typedef enum {
  /* More input or more space is needed. */
  CDECOMPRESSION_OK = 0,
  /* A stream has ended. Another one may follow. */
  CDECOMPRESSION_END,
  CDECOMPRESSION_DAMAGED,
  /* Decompressing takes more memory than allowed. */
  CDECOMPRESSION_TOO_LARGE
} cdecompression_result;

typedef struct cdecompression cdecompression;

/* Loads the libraries, for a process that will not be able to open their files. */
void cdecompression_load(void);

/* Returns NULL if the library is not installed, or if memory is exhausted. `memory` is the largest
   number of bytes that the dictionary may take; it must be a power of 2. */
cdecompression *cdecompression_open(cdecompression_kind kind, size_t memory);

/* Decompresses bytes, and moves the pointers past what was read and written. */
cdecompression_result cdecompression_run(cdecompression *stream, const unsigned char **input,
                                         size_t *input_count, unsigned char **output,
                                         size_t *output_count);

/* Prepares for another stream after the end of one. Returns 0 if memory is exhausted. */
int cdecompression_restart(cdecompression *stream);

void cdecompression_close(cdecompression *stream);

#endif
