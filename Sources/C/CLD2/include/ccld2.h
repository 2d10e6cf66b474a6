/* Compact Language Detector 2 (Debian: libcld2-0), loaded when the first text is examined. */
#ifndef CCLD2_H
#define CCLD2_H

#include <stdbool.h>

/* True if the library is installed. */
bool ccld2_is_there(void);

/* The detected language of a text. */
struct ccld2_result {
  const char *code; /* CLD2's code of the main language; NULL without the library */
  bool is_reliable;
  int percent;      /* the percentage of the text in that language */
  int text_bytes;   /* the number of bytes in letters that were examined */
};

/* Detects the language of `length` bytes of plain text, which must be valid UTF-8. Thread-safe. */
struct ccld2_result ccld2_detect(const char *text, int length);

/* CLD2's code of the language with an English name, such as "GERMAN" or "Japanese": some names are
   in capitals. "un" if there is none; NULL without the library. */
const char *ccld2_code_of_name(const char *name);

#endif
