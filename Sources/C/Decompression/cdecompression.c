#include "cdecompression.h"

#include <bzlib.h>
#include <dlfcn.h>
#include <lzma.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define FUNCTIONS(F)                                                                      \
  F(bz, BZ2_bzDecompressInit) F(bz, BZ2_bzDecompress) F(bz, BZ2_bzDecompressEnd)          \
  F(xz, lzma_stream_decoder) F(xz, lzma_code) F(xz, lzma_end)                             \
  F(zstd, ZSTD_createDStream) F(zstd, ZSTD_freeDStream) F(zstd, ZSTD_DCtx_setParameter)   \
  F(zstd, ZSTD_decompressStream) F(zstd, ZSTD_isError) F(zstd, ZSTD_getErrorCode)

#define DECLARE(library, name) __typeof__(&name) name##_;
static struct { FUNCTIONS(DECLARE) } lib;

/* The three functions of liblz4 that are used here, declared as in lz4frame.h. */
typedef struct lz4_context lz4_context;
enum { LZ4_VERSION = 100 };
static struct {
  size_t (*create)(lz4_context **, unsigned version);
  size_t (*free)(lz4_context *);
  size_t (*run)(lz4_context *, void *, size_t *, const void *, size_t *, const void *options);
  unsigned (*is_error)(size_t);
} lz4;

static int is_loaded, is_lz4_loaded;

static void load_lz4(void) {
  void *library = dlopen("liblz4.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  lz4.create = (__typeof__(lz4.create))dlsym(library, "LZ4F_createDecompressionContext");
  lz4.free = (__typeof__(lz4.free))dlsym(library, "LZ4F_freeDecompressionContext");
  lz4.run = (__typeof__(lz4.run))dlsym(library, "LZ4F_decompress");
  lz4.is_error = (__typeof__(lz4.is_error))dlsym(library, "LZ4F_isError");
  is_lz4_loaded = lz4.create && lz4.free && lz4.run && lz4.is_error;
}

static void load(void) {
  load_lz4();
  void *bz = dlopen("libbz2.so.1.0", RTLD_NOW | RTLD_LOCAL);
  void *xz = dlopen("liblzma.so.5", RTLD_NOW | RTLD_LOCAL);
  void *zstd = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!bz || !xz || !zstd) return;
#define FIND(library, name)                                                               \
  if (!(lib.name##_ = (__typeof__(&name))dlsym(library, #name))) return;
  FUNCTIONS(FIND)
  is_loaded = 1;
}

struct cdecompression {
  cdecompression_kind kind;
  size_t memory;
  z_stream gzip;
  bz_stream bzip2;
  lzma_stream xz;
  ZSTD_DStream *zstd;
  lz4_context *lz4;
};

/* The memory of an xz decoder besides its dictionary. */
enum { XZ_STATE_BYTES = 1 << 20 };

static int open_stream(cdecompression *stream) {
  switch (stream->kind) {
  case CDECOMPRESSION_GZIP: return inflateInit2(&stream->gzip, 15 + 16) == Z_OK;
  case CDECOMPRESSION_BZIP2: return lib.BZ2_bzDecompressInit_(&stream->bzip2, 0, 0) == BZ_OK;
  case CDECOMPRESSION_XZ: {
    uint64_t limit = stream->memory + XZ_STATE_BYTES;
    return lib.lzma_stream_decoder_(&stream->xz, limit, 0) == LZMA_OK;
  }
  case CDECOMPRESSION_LZ4: return !lz4.is_error(lz4.create(&stream->lz4, LZ4_VERSION));
  default: {
    int log = 63 - __builtin_clzll(stream->memory);
    stream->zstd = lib.ZSTD_createDStream_();
    return stream->zstd &&
           !lib.ZSTD_isError_(
               lib.ZSTD_DCtx_setParameter_(stream->zstd, ZSTD_d_windowLogMax, log));
  }
  }
}

static void close_stream(cdecompression *stream) {
  switch (stream->kind) {
  case CDECOMPRESSION_GZIP: inflateEnd(&stream->gzip); break;
  case CDECOMPRESSION_BZIP2: lib.BZ2_bzDecompressEnd_(&stream->bzip2); break;
  case CDECOMPRESSION_XZ: lib.lzma_end_(&stream->xz); break;
  case CDECOMPRESSION_LZ4: lz4.free(stream->lz4); break;
  default: lib.ZSTD_freeDStream_(stream->zstd);
  }
}

void cdecompression_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}

cdecompression *cdecompression_open(cdecompression_kind kind, size_t memory) {
  cdecompression_load();
  int is_usable = kind == CDECOMPRESSION_GZIP  ? 1
                  : kind == CDECOMPRESSION_LZ4 ? is_lz4_loaded
                                               : is_loaded;
  if (!is_usable) return NULL;
  cdecompression *stream = calloc(1, sizeof *stream);
  if (!stream) return NULL;
  stream->kind = kind;
  stream->memory = memory;
  if (open_stream(stream)) return stream;
  cdecompression_close(stream);
  return NULL;
}

void cdecompression_close(cdecompression *stream) {
  close_stream(stream);
  free(stream);
}

int cdecompression_restart(cdecompression *stream) {
  if (stream->kind == CDECOMPRESSION_GZIP) return inflateReset(&stream->gzip) == Z_OK;
  /* These go on with the next frame by themselves. */
  if (stream->kind == CDECOMPRESSION_ZSTD || stream->kind == CDECOMPRESSION_LZ4) return 1;
  close_stream(stream);
  if (stream->kind == CDECOMPRESSION_BZIP2) stream->bzip2 = (bz_stream){0};
  else stream->xz = (lzma_stream)LZMA_STREAM_INIT;
  return open_stream(stream);
}

/* zlib and bzip2 count in `unsigned`. */
static unsigned clamped(size_t count) { return count < 1 << 30 ? (unsigned)count : 1 << 30; }

static cdecompression_result run_gzip(z_stream *gzip, const unsigned char **input,
                                      size_t *input_count, unsigned char **output,
                                      size_t *output_count) {
  unsigned in = clamped(*input_count), out = clamped(*output_count);
  gzip->next_in = (unsigned char *)*input;
  gzip->avail_in = in;
  gzip->next_out = *output;
  gzip->avail_out = out;
  int code = inflate(gzip, Z_NO_FLUSH);
  *input = gzip->next_in;
  *output = gzip->next_out;
  *input_count -= in - gzip->avail_in;
  *output_count -= out - gzip->avail_out;
  if (code == Z_STREAM_END) return CDECOMPRESSION_END;
  return code == Z_OK || code == Z_BUF_ERROR ? CDECOMPRESSION_OK : CDECOMPRESSION_DAMAGED;
}

static cdecompression_result run_bzip2(bz_stream *bzip2, const unsigned char **input,
                                       size_t *input_count, unsigned char **output,
                                       size_t *output_count) {
  unsigned in = clamped(*input_count), out = clamped(*output_count);
  bzip2->next_in = (char *)*input;
  bzip2->avail_in = in;
  bzip2->next_out = (char *)*output;
  bzip2->avail_out = out;
  int code = lib.BZ2_bzDecompress_(bzip2);
  *input = (unsigned char *)bzip2->next_in;
  *output = (unsigned char *)bzip2->next_out;
  *input_count -= in - bzip2->avail_in;
  *output_count -= out - bzip2->avail_out;
  if (code == BZ_STREAM_END) return CDECOMPRESSION_END;
  return code == BZ_OK ? CDECOMPRESSION_OK : CDECOMPRESSION_DAMAGED;
}

static cdecompression_result run_xz(lzma_stream *xz, const unsigned char **input,
                                    size_t *input_count, unsigned char **output,
                                    size_t *output_count) {
  xz->next_in = *input;
  xz->avail_in = *input_count;
  xz->next_out = *output;
  xz->avail_out = *output_count;
  lzma_ret code = lib.lzma_code_(xz, LZMA_RUN);
  *input = xz->next_in;
  *output = xz->next_out;
  *input_count = xz->avail_in;
  *output_count = xz->avail_out;
  switch (code) {
  case LZMA_OK:
  case LZMA_BUF_ERROR: return CDECOMPRESSION_OK;
  case LZMA_STREAM_END: return CDECOMPRESSION_END;
  case LZMA_MEMLIMIT_ERROR:
  case LZMA_MEM_ERROR: return CDECOMPRESSION_TOO_LARGE;
  default: return CDECOMPRESSION_DAMAGED;
  }
}

static cdecompression_result run_zstd(ZSTD_DStream *zstd, const unsigned char **input,
                                      size_t *input_count, unsigned char **output,
                                      size_t *output_count) {
  ZSTD_inBuffer in = {*input, *input_count, 0};
  ZSTD_outBuffer out = {*output, *output_count, 0};
  size_t code = lib.ZSTD_decompressStream_(zstd, &out, &in);
  *input += in.pos;
  *output += out.pos;
  *input_count -= in.pos;
  *output_count -= out.pos;
  if (!lib.ZSTD_isError_(code)) return code == 0 ? CDECOMPRESSION_END : CDECOMPRESSION_OK;
  switch (lib.ZSTD_getErrorCode_(code)) {
  case ZSTD_error_frameParameter_windowTooLarge:
  case ZSTD_error_memory_allocation: return CDECOMPRESSION_TOO_LARGE;
  default: return CDECOMPRESSION_DAMAGED;
  }
}

static cdecompression_result run_lz4(lz4_context *context, const unsigned char **input,
                                     size_t *input_count, unsigned char **output,
                                     size_t *output_count) {
  size_t in = *input_count, out = *output_count;
  size_t code = lz4.run(context, *output, &out, *input, &in, NULL);
  if (lz4.is_error(code)) return CDECOMPRESSION_DAMAGED;
  *input += in;
  *output += out;
  *input_count -= in;
  *output_count -= out;
  return code == 0 ? CDECOMPRESSION_END : CDECOMPRESSION_OK;
}

cdecompression_result cdecompression_run(cdecompression *stream, const unsigned char **input,
                                         size_t *input_count, unsigned char **output,
                                         size_t *output_count) {
  switch (stream->kind) {
  case CDECOMPRESSION_GZIP:
    return run_gzip(&stream->gzip, input, input_count, output, output_count);
  case CDECOMPRESSION_BZIP2:
    return run_bzip2(&stream->bzip2, input, input_count, output, output_count);
  case CDECOMPRESSION_XZ: return run_xz(&stream->xz, input, input_count, output, output_count);
  case CDECOMPRESSION_LZ4: return run_lz4(stream->lz4, input, input_count, output, output_count);
  default: return run_zstd(stream->zstd, input, input_count, output, output_count);
  }
}
