#ifndef CTOML_H
#define CTOML_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is met on a walk through a TOML document, in the order of its keys. */
typedef enum {
  CTOML_SCALAR,      /* `text` is the value: a string as it is, others as TOML writes them */
  CTOML_BEGIN_TABLE,
  CTOML_END_TABLE,
  CTOML_BEGIN_ARRAY,
  CTOML_END_ARRAY,
} ctoml_event;

/* `key` is empty for the elements of an array and at ends. Texts are UTF-8, and are not ended by a
   NUL. */
typedef void (*ctoml_handler)(void *context, ctoml_event event, const char *key, size_t key_count,
                              const char *text, size_t text_count);

/* Parses a document and walks through it; says whether it is TOML 1.0, and calls nothing if not.

   It recurses as deep as the document nests: the caller bounds the dots and brackets in it. */
bool ctoml_walk(const char *bytes, size_t count, ctoml_handler handler, void *context);

#ifdef __cplusplus
}
#endif

#endif
