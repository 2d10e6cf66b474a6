#ifndef CLIBXML2_H
#define CLIBXML2_H

#include <stddef.h>

/* HTML through libxml2 (Debian: libxml2-dev), as a walk over the tree that it makes of a page.

   libxml2 is loaded when the first page is read, not when the program starts: it brings ICU with
   it, and loading both takes half as long as a whole search. */

/* What is called during the walk. Strings are UTF-8 and live for the call only. */
typedef struct {
  void (*start)(void *context, const char *name);
  void (*attribute)(void *context, const char *name, const char *value);
  void (*text)(void *context, const char *text);
  void (*end)(void *context);
} clibxml2_handler;

typedef enum {
  CLIBXML2_OK = 0,
  CLIBXML2_NOT_INSTALLED,
  CLIBXML2_UNREADABLE
} clibxml2_result;

/* Parses a page and walks it. The encoding is the page's own, as it declares it, or `encoding`
   where that is not NULL. A page that nests more than some 1,000 elements is unreadable. */
clibxml2_result clibxml2_walk_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context);

#endif
