/* A strict JSON parser: RapidJSON (Debian: rapidjson-dev), a header-only C++ library. */
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
  crapidjson_object, /* its members follow, up to crapidjson_end */
  crapidjson_array,  /* its elements follow, up to crapidjson_end */
  crapidjson_end
};

/* One value, one key, or the end of an object or array. */
struct crapidjson_token {
  uint32_t kind;
  uint32_t start; /* the offset of its characters in the text, where escapes are decoded */
  uint32_t length;
};

struct crapidjson_result {
  struct crapidjson_token *tokens; /* in the order of the text; the caller frees them with free() */
  size_t count;
  const char *error; /* the error in English; NULL if there is none */
  size_t offset;     /* the offset of the error in bytes */
  int is_too_complex; /* true if the depth or the number of tokens exceeded its limit */
};

/* Parses one JSON text (RFC 8259). It must be UTF-8, shorter than 4 GiB, and followed by a NUL.
   Strings are decoded in place. */
struct crapidjson_result crapidjson_parse(
    char *text, size_t length, size_t max_tokens, size_t max_depth);

#ifdef __cplusplus
}
#endif

#endif
