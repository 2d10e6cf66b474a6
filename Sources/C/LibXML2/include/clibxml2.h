#ifndef CLIBXML2_H
#define CLIBXML2_H

#include <stddef.h>

/* HTML and XML through libxml2 (Debian: libxml2-dev), as calls for each tag and text: no tree is
   made, so memory does not grow with the size of what is read.

   libxml2 is loaded when the first page is read, not when the program starts: it brings ICU with
   it, and loading both takes half as long as a whole search. */

typedef enum {
  CLIBXML2_OK = 0,
  CLIBXML2_NOT_INSTALLED,
  CLIBXML2_UNREADABLE,
  /* A function of the handler asked for it. */
  CLIBXML2_STOPPED
} clibxml2_result;

/* What is called while a page or a document is read. Strings are UTF-8 and live for the call only.
   Texts come in pieces. `start` and `end` stop the reading where they return something but 0. */
typedef struct {
  /* `prefix` and `uri` are NULL in HTML, and where a name is in no namespace. */
  int (*start)(void *context, const char *name, const char *prefix, const char *uri);
  void (*attribute)(void *context, const char *name, const char *value, size_t count);
  void (*text)(void *context, const char *text, size_t count);
  int (*end)(void *context);
} clibxml2_handler;

/* Reads a page. The encoding is the page's own, as it declares it, or `encoding` where that is not
   NULL. Elements that are open at the end are ended; so are those that HTML lets be left open. */
clibxml2_result clibxml2_read_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context);

/* What is wrong with a document, and where. */
typedef struct {
  int line;
  char message[200];
} clibxml2_fault;

/* Gives up to `count` bytes of a document; 0 at its end, and also where reading fails. */
typedef int (*clibxml2_source)(void *context, char *bytes, int count);

/* Reads a document that `source` gives piece by piece, up to its end or the first fault. The
   encoding is the document's own, or `encoding` where that is not NULL.

   Nothing else is opened: no DTD, no file, no address. A document that declares entities is at
   fault; those that HTML knows by name are read, declared or not. */
clibxml2_result clibxml2_read_xml(clibxml2_source source, const char *encoding,
                                  clibxml2_handler handler, void *context, clibxml2_fault *fault);

#endif
