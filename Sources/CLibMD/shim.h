/* The message digests of libmd (Debian: libmd-dev), the library behind dpkg's own checksums. */
#include <sys/types.h>
#include <sha2.h>
