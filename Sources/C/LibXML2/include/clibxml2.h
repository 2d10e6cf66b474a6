#ifndef CLIBXML2_H
#define CLIBXML2_H

#include <stddef.h>

/* Reads HTML with libxml2 (Debian: libxml2-dev), calling a handler for each tag and text.
   No tree is built, so memory does not grow with the size of the document.

   libxml2 is loaded when the first page is read, not when the program starts: it loads ICU, and
   loading both takes half as long as a whole search. */

typedef enum {
  CLIBXML2_OK = 0,
  CLIBXML2_NOT_INSTALLED,
  CLIBXML2_UNREADABLE,
  /* A function of the handler stopped the reading. */
  CLIBXML2_STOPPED
} clibxml2_result;

/* Loads libxml2 on the first call; returns 0 if it is not installed. */
int clibxml2_is_installed(void);

/* The functions that are called while a page is read. Strings are UTF-8 and valid
   only during the call. Texts are passed in pieces. `start` and `end` stop the reading if they
   return a value other than 0. */
typedef struct {
  int (*start)(void *context, const char *name);
  void (*attribute)(void *context, const char *name, const char *value, size_t count);
  void (*text)(void *context, const char *text, size_t count);
  int (*end)(void *context);
} clibxml2_handler;

/* Reads a page in `encoding` or, if that is NULL, in the encoding that the page declares. `end` is
   called for every element, even if the page has no end tag for it. */
clibxml2_result clibxml2_read_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context);

/* Returns the character that HTML calls `name`, as in &eacute;, or 0 if there is none. */
unsigned clibxml2_html_entity(const char *name);

#endif
