/* A strict JSON parser: RapidJSON (Debian: rapidjson-dev), a C++ library of headers alone. */
#ifndef CRAPIDJSON_H
#define CRAPIDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum crapidjson_kind {
  crapidjson_null,
  crapidjson_false,
  crapidjson_true,
  crapidjson_number,
  crapidjson_string,
  crapidjson_key,
  crapidjson_object, /* what is in it follows, up to crapidjson_end */
  crapidjson_array,  /* likewise */
  crapidjson_end
};

/* One value, one key, or the end of an object or array. */
struct crapidjson_token {
  uint32_t kind;
  uint32_t start; /* where its characters are in the text: as written, or with escapes undone */
  uint32_t length;
};

struct crapidjson_result {
  struct crapidjson_token *tokens; /* in the order of the text; to be freed with free() */
  size_t count;
  const char *error; /* what is wrong, in English; NULL if nothing is */
  size_t offset;     /* where, in bytes */
  int is_too_complex; /* whether it was given up for its depth or for its number of tokens */
};

/* Parses one JSON text (RFC 8259) that is UTF-8, shorter than 4 GiB, and followed by a NUL. Its
   strings are decoded in place. */
struct crapidjson_result crapidjson_parse(
    char *text, size_t length, size_t most_tokens, size_t most_depth);

#ifdef __cplusplus
}
#endif

#endif
