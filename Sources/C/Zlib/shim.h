#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

/* gzip and deflate (Debian: zlib1g-dev), for the bodies of HTTP responses and for compressed files. */
#include <zlib.h>

/* inflateInit2 is a macro, which Swift cannot call. */
static inline int czlib_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

#endif
