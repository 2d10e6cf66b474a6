#include "library.h"
#include "clibxml2.h"

#include <dlfcn.h>
#include <pthread.h>

static clibxml2_functions functions;
static int is_loaded;

static void load(void) {
  void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  int is_complete = 1;
#define FIND(member, symbol)                                                        \
  functions.member = (__typeof__(functions.member))dlsym(library, symbol);          \
  if (!functions.member) is_complete = 0;
  FIND(new_html_parser, "htmlNewParserCtxt")
  FIND(read_html, "htmlCtxtReadIO")
  FIND(free_html_parser, "htmlFreeParserCtxt")
  FIND(html_entity, "htmlEntityLookup")
  FIND(free_document, "xmlFreeDoc")
  FIND(stop, "xmlStopParser")
#undef FIND
  void (*init)(void) = (void (*)(void))dlsym(library, "xmlInitParser");
  if (!init || !is_complete) return;
  init();
  is_loaded = 1;
}

const clibxml2_functions *clibxml2_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_loaded ? &functions : NULL;
}

int clibxml2_is_installed(void) { return clibxml2_load() != NULL; }
