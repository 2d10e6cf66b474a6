#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The events of a walk through a TOML document, in which each table is sorted by key. */
typedef enum {
  CTOML_SCALAR,      /* `text` is the value: a string, or any other value as TOML writes it */
  CTOML_BEGIN_TABLE,
  CTOML_END_TABLE,
  CTOML_BEGIN_ARRAY,
  CTOML_END_ARRAY,
} ctoml_event;

/* `key` is empty for the elements of an array and for end events. Texts are UTF-8 without a
   final NUL. */
typedef void (*ctoml_handler)(void *context, ctoml_event event, const char *key, size_t key_count,
                              const char *text, size_t text_count);

/* Parses a document and walks through it. Returns false if it is not TOML 1.0; the handler is not
   called then.

   It recurses for each level of nesting, so the caller must limit the number of dots and
   brackets. */
bool ctoml_walk(const char *bytes, size_t count, ctoml_handler handler, void *context);

#ifdef __cplusplus
}
#endif

#endif
