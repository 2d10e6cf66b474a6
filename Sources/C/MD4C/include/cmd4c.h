#ifndef CMD4C_H
#define CMD4C_H

#include <stddef.h>

/* Turns Markdown into HTML with md4c (Debian: libmd4c-dev, libmd4c0), which reads CommonMark with
   GitHub's tables in linear time and without a tree.

   The library is loaded when the first Markdown file is read. Debian has no static one. */

typedef enum {
  CMD4C_OK = 0,
  CMD4C_NOT_INSTALLED,
  /* The HTML would be longer than the limit, or memory is exhausted. */
  CMD4C_TOO_LARGE
} cmd4c_result;

/* Loads the library, for a process that will not be able to open its file. */
void cmd4c_load(void);

/* Returns in `html` the text of the document with the elements that structure it, which the caller
   frees. Addresses of links and pictures are left out. Raw HTML is kept. */
cmd4c_result cmd4c_html(const char *markdown, size_t count, size_t limit, char **html,
                        size_t *html_count);

#endif
