#define _GNU_SOURCE
#include "clibarchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The functions of libarchive that are used here. */
#define FUNCTIONS(F)                                                                      \
  F(archive_read_new) F(archive_read_free) F(archive_read_open)                           \
  F(archive_read_support_format_zip_streamable) F(archive_read_support_format_tar)        \
  F(archive_read_support_format_cpio) F(archive_read_support_format_iso9660)              \
  F(archive_read_support_format_rar) F(archive_read_support_format_rar5)                  \
  F(archive_read_support_format_7zip) F(archive_read_open_fd)                             \
  F(archive_read_support_format_empty) F(archive_format_name)                             \
  F(archive_read_set_format_option) F(archive_read_next_header) F(archive_read_data_block) \
  F(archive_entry_pathname) F(archive_entry_filetype) F(archive_entry_hardlink)           \
  F(archive_entry_is_encrypted) F(archive_entry_size_is_set)                              \
  F(archive_entry_size)                                                                   \
  F(archive_filter_bytes) F(archive_error_string)

#define DECLARE(name) __typeof__(&name) name##_;
static struct { FUNCTIONS(DECLARE) } lib;

static int is_loaded;
/* libarchive converts names by the thread's locale, so this one is set during calls. */
static locale_t utf8;

static void load(void) {
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) if (!(lib.name##_ = (__typeof__(&name))dlsym(library, #name))) return;
  FUNCTIONS(FIND)
  utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  is_loaded = 1;
}

struct clibarchive {
  struct archive *archive;
  clibarchive_source source;
  void *context;
  clibarchive_format format;
  /* The result of opening the container; an error is reported with the first member. */
  int opened;
  /* The rest of the current block, its offset in the member, and the number of bytes returned. */
  const char *block;
  size_t left;
  int64_t block_offset;
  int64_t position;
  /* The size of the current member of a RAR, -1 if it is not known. The library takes a member that
     goes on in another volume for complete. */
  int64_t size;
};

int clibarchive_is_installed(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_loaded;
}

static la_ssize_t pull(struct archive *archive, void *context, const void **bytes) {
  (void)archive;
  clibarchive *container = context;
  ssize_t count = container->source(container->context, bytes);
  errno = 0;
  return count;
}

/* If a name cannot be converted, libarchive calls exit() when errno is ENOMEM, whoever has set it. */
static locale_t enter(void) {
  errno = 0;
  return utf8 ? uselocale(utf8) : (locale_t)0;
}

static void leave(locale_t before) {
  if (before) uselocale(before);
}

static void support(struct archive *archive, clibarchive_format format) {
  switch (format) {
  case CLIBARCHIVE_ZIP: lib.archive_read_support_format_zip_streamable_(archive); break;
  case CLIBARCHIVE_TAR: lib.archive_read_support_format_tar_(archive); break;
  case CLIBARCHIVE_CPIO: lib.archive_read_support_format_cpio_(archive); break;
  case CLIBARCHIVE_ISO: lib.archive_read_support_format_iso9660_(archive); break;
  case CLIBARCHIVE_RAR:
    lib.archive_read_support_format_rar_(archive);
    lib.archive_read_support_format_rar5_(archive);
    break;
  case CLIBARCHIVE_7ZIP: lib.archive_read_support_format_7zip_(archive); break;
  }
}

/* The number of bytes that are read from a file at a time. */
enum { FILE_BLOCK_BYTES = 64 << 10 };

clibarchive *clibarchive_open(clibarchive_source source, void *context, int descriptor,
                              clibarchive_format format) {
  if (!clibarchive_is_installed()) return NULL;
  clibarchive *container = calloc(1, sizeof *container);
  if (!container) return NULL;
  struct archive *archive = lib.archive_read_new_();
  if (!archive) {
    free(container);
    return NULL;
  }
  container->archive = archive;
  container->source = source;
  container->context = context;
  container->format = format;
  lib.archive_read_support_format_empty_(archive);
  support(archive, format);
  /* Concatenated tar files are read to the end, as with tar -i. */
  lib.archive_read_set_format_option_(archive, "tar", "read_concatenated_archives", "1");
  locale_t before = enter();
  container->opened = descriptor < 0
                          ? lib.archive_read_open_(archive, container, NULL, pull, NULL)
                          : lib.archive_read_open_fd_(archive, descriptor, FILE_BLOCK_BYTES);
  leave(before);
  return container;
}

static clibarchive_result result(int code) {
  switch (code) {
  case ARCHIVE_OK: return CLIBARCHIVE_OK;
  case ARCHIVE_EOF: return CLIBARCHIVE_END;
  case ARCHIVE_FATAL: return CLIBARCHIVE_FATAL;
  default: return CLIBARCHIVE_DAMAGED;
  }
}

/* True unless the current member of a zip is stored or compressed by deflate. */
static int is_unusual(struct archive *archive) {
  const char *name = lib.archive_format_name_(archive);
  return name && !strstr(name, "(deflation)") && !strstr(name, "(uncompressed)");
}

clibarchive_result clibarchive_next(clibarchive *container, clibarchive_member *member) {
  if (container->opened != ARCHIVE_OK) return CLIBARCHIVE_FATAL;
  struct archive_entry *entry;
  container->left = 0;
  container->block_offset = container->position = 0;
  locale_t before = enter();
  int code = lib.archive_read_next_header_(container->archive, &entry);
  /* A warning means, for example, that a name could not be converted. */
  if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
    code = ARCHIVE_OK;
    errno = 0;
    member->format = container->format;
    member->is_unusual = member->format == CLIBARCHIVE_ZIP && is_unusual(container->archive);
    member->name = lib.archive_entry_pathname_(entry);
    member->is_file =
        lib.archive_entry_filetype_(entry) == AE_IFREG && !lib.archive_entry_hardlink_(entry);
    member->is_encrypted = lib.archive_entry_is_encrypted_(entry);
    container->size = member->format == CLIBARCHIVE_RAR && member->is_file &&
                              lib.archive_entry_size_is_set_(entry)
                          ? lib.archive_entry_size_(entry)
                          : -1;
    member->is_cheap_to_skip =
        member->format == CLIBARCHIVE_ZIP && lib.archive_entry_size_is_set_(entry);
  }
  leave(before);
  return result(code);
}

/* The size of a member that has turned out to be cut. */
#define CUT INT64_MIN

/* archive_read_data is not used because it discards the bytes before an error. */
ssize_t clibarchive_read(clibarchive *container, void *bytes, size_t count) {
  while (container->left == 0) {
    const void *block;
    int code = lib.archive_read_data_block_(container->archive, &block, &container->left,
                                            &container->block_offset);
    container->block = block;
    if (code == ARCHIVE_EOF) {
      container->left = 0;
      if (container->position < container->size) {
        container->size = CUT;
        return -(ssize_t)CLIBARCHIVE_DAMAGED;
      }
    }
    if (code != ARCHIVE_OK) return code == ARCHIVE_EOF ? 0 : -(ssize_t)result(code);
  }
  /* A hole in a sparse file is returned as zero bytes. */
  int64_t hole = container->block_offset - container->position;
  if (hole > 0) {
    if ((uint64_t)hole < count) count = (size_t)hole;
    memset(bytes, 0, count);
  } else {
    if (container->left < count) count = container->left;
    memcpy(bytes, container->block, count);
    container->block += count;
    container->left -= count;
    container->block_offset += (int64_t)count;
  }
  container->position += (int64_t)count;
  return (ssize_t)count;
}

int64_t clibarchive_position(clibarchive *container) {
  return lib.archive_filter_bytes_(container->archive, -1);
}

const char *clibarchive_error(clibarchive *container) {
  if (container->size == CUT) return "the rest is in another volume";
  const char *words = lib.archive_error_string_(container->archive);
  return words ? words : "";
}

void clibarchive_close(clibarchive *container) {
  lib.archive_read_free_(container->archive);
  free(container);
}
