/* Compact Language Detector 2 (Debian: libcld2-0), loaded when the first text is looked at. */
#ifndef CCLD2_H
#define CCLD2_H

#include <stdbool.h>

/* Whether the library is installed. */
bool ccld2_is_there(void);

/* What it makes of a text. */
struct ccld2_result {
  const char *code; /* its code of the language of most of the text; NULL without the library */
  bool is_reliable;
  int percent;      /* how much of the text is in that language */
  int text_bytes;   /* how much of the text was letters that tell something */
};

/* Looks at `length` bytes of plain text, which must be valid UTF-8. Any thread may call it. */
struct ccld2_result ccld2_detect(const char *text, int length);

#endif
