#ifndef CLIBXML2_H
#define CLIBXML2_H

#include <stddef.h>

/* Reads HTML and XML with libxml2 (Debian: libxml2-dev), calling a handler for each tag and text.
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

/* The functions that are called while a page or a document is read. Strings are UTF-8 and valid
   only during the call. Texts are passed in pieces. `start` and `end` stop the reading if they
   return a value other than 0. */
typedef struct {
  /* `prefix` and `uri` are NULL in HTML, and for a name without a namespace. */
  int (*start)(void *context, const char *name, const char *prefix, const char *uri);
  void (*attribute)(void *context, const char *name, const char *value, size_t count);
  void (*text)(void *context, const char *text, size_t count);
  int (*end)(void *context);
} clibxml2_handler;

/* Reads a page in `encoding` or, if that is NULL, in the encoding that the page declares. `end` is
   called for every element, even if the page has no end tag for it. */
clibxml2_result clibxml2_read_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context);

/* The first error in a document, and its line. */
typedef struct {
  int line;
  char message[200];
} clibxml2_fault;

/* Copies up to `count` bytes of a document to `bytes`. Returns their number, or 0 at the end or
   if reading fails. */
typedef int (*clibxml2_source)(void *context, char *bytes, int count);

/* Reads a document from `source`, up to its end or the first error, in `encoding` or, if that is
   NULL, in the encoding that the document declares.

   Nothing else is opened: no DTD, no file, no URL. Declaring entities is an error. HTML's named
   entities are decoded without a declaration. */
clibxml2_result clibxml2_read_xml(clibxml2_source source, const char *encoding,
                                  clibxml2_handler handler, void *context, clibxml2_fault *fault);

#endif
