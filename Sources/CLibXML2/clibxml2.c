#include "clibxml2.h"

#include <dlfcn.h>
#include <libxml/HTMLparser.h>
#include <limits.h>
#include <pthread.h>

static struct {
  __typeof__(&htmlNewParserCtxt) new_context;
  __typeof__(&htmlCtxtReadMemory) read_memory;
  __typeof__(&htmlFreeParserCtxt) free_context;
  __typeof__(&xmlFreeDoc) free_document;
} xml;

static int is_loaded;

static void load(void) {
  void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  void (*init)(void) = (void (*)(void))dlsym(library, "xmlInitParser");
  xml.new_context = (__typeof__(xml.new_context))dlsym(library, "htmlNewParserCtxt");
  xml.read_memory = (__typeof__(xml.read_memory))dlsym(library, "htmlCtxtReadMemory");
  xml.free_context = (__typeof__(xml.free_context))dlsym(library, "htmlFreeParserCtxt");
  xml.free_document = (__typeof__(xml.free_document))dlsym(library, "xmlFreeDoc");
  if (!init || !xml.new_context || !xml.read_memory || !xml.free_context || !xml.free_document)
    return;
  init();
  /* Old pages leave hundreds of elements open. Each end tag can cost as much as the page is deep. */
  unsigned int *deepest = (unsigned int *)dlsym(library, "xmlParserMaxDepth");
  if (deepest) *deepest = 1024;
  is_loaded = 1;
}

static void enter(const xmlNode *node, clibxml2_handler handler, void *context) {
  if (node->type == XML_ELEMENT_NODE) {
    handler.start(context, (const char *)node->name);
    for (const xmlAttr *a = node->properties; a; a = a->next) {
      const char *value = a->children ? (const char *)a->children->content : "";
      handler.attribute(context, (const char *)a->name, value ? value : "");
    }
  } else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
    if (node->content) handler.text(context, (const char *)node->content);
  }
}

/* Without recursion: a page can nest deeper than the stack. */
static void walk(const xmlNode *node, clibxml2_handler handler, void *context) {
  const xmlNode *root = node;
  while (node) {
    enter(node, handler, context);
    if (node->type == XML_ELEMENT_NODE && node->children) {
      node = node->children;
      continue;
    }
    if (node->type == XML_ELEMENT_NODE) handler.end(context);
    while (node != root && !node->next) {
      node = node->parent;
      handler.end(context);
    }
    node = node == root ? NULL : node->next;
  }
}

clibxml2_result clibxml2_walk_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  if (!is_loaded) return CLIBXML2_NOT_INSTALLED;
  if (count > INT_MAX) return CLIBXML2_UNREADABLE;
  htmlParserCtxtPtr parser = xml.new_context();
  if (!parser) return CLIBXML2_UNREADABLE;
  int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
  htmlDocPtr page = xml.read_memory(parser, bytes, (int)count, NULL, encoding, options);
  /* Where a page is too deep, the parser stops, and what follows is not in the tree. */
  int is_whole = !parser->disableSAX;
  xml.free_context(parser);
  if (page && !is_whole) xml.free_document(page);
  if (!page || !is_whole) return CLIBXML2_UNREADABLE;
  for (const xmlNode *node = page->children; node; node = node->next)
    if (node->type == XML_ELEMENT_NODE) walk(node, handler, context);
  xml.free_document(page);
  return CLIBXML2_OK;
}
