#include "clibxml2.h"
#include "library.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

/* Limits on the work for a page. The parser compares each attribute with the earlier ones in its
   tag, and each end tag with all open elements. */
enum { MAX_TAGS = 12000000, MAX_COMPARISONS = 500000000 };

/* The state of the parser's callbacks. */
typedef struct {
  clibxml2_handler handler;
  void *context;
  const clibxml2_functions *xml;
  htmlParserCtxtPtr parser;
  int is_stopped;
  /* The bytes that have not been read yet. */
  const char *rest;
  size_t count;
} page;

/* Passes the page to the parser in pieces. Given a whole page in memory, the parser would make a
   copy of twice its size. */
static int on_read(void *data, char *bytes, int count) {
  page *page = data;
  size_t taken = (size_t)count < page->count ? (size_t)count : page->count;
  memcpy(bytes, page->rest, taken);
  page->rest += taken;
  page->count -= taken;
  return (int)taken;
}

static int on_close(void *data) {
  (void)data;
  return 0;
}

static void stop(page *page) {
  page->is_stopped = 1;
  page->xml->stop(page->parser);
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes) {
  page *page = data;
  if (page->is_stopped) return;
  if (page->handler.start(page->context, (const char *)name)) return stop(page);
  for (; attributes && attributes[0]; attributes += 2) {
    const char *value = attributes[1] ? (const char *)attributes[1] : "";
    page->handler.attribute(page->context, (const char *)attributes[0], value, strlen(value));
  }
}

static void on_end(void *data, const xmlChar *name) {
  page *page = data;
  (void)name;
  if (!page->is_stopped && page->handler.end(page->context)) stop(page);
}

static void on_text(void *data, const xmlChar *text, int count) {
  page *page = data;
  if (!page->is_stopped && count > 0)
    page->handler.text(page->context, (const char *)text, (size_t)count);
}

static int is_space(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static int is_letter(char byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }

/* Returns the end of a tag, and counts its attributes. */
static const char *end_of_tag(const char *at, const char *end, unsigned long *attributes) {
  char before = ' ', quote = 0;
  for (; at < end; at++) {
    if (quote) {
      if (*at == quote) quote = 0, before = ' ';
    } else if (*at == '>') {
      break;
    } else if (is_space(*at)) {
      if (before != '=') before = ' ';
    } else {
      if (before == '=' && (*at == '"' || *at == '\'')) quote = *at;
      else if (before == ' ') ++*attributes;
      before = *at == '/' ? ' ' : *at;
    }
  }
  return at;
}

/* Returns the end of a script or a style, whose content may look like tags. */
static const char *end_of_script(const char *at, const char *end) {
  while ((at = memchr(at, '<', (size_t)(end - at))) && end - at > 1 && at[1] != '/') at++;
  return at ? at : end;
}

/* True if a page would take far longer to read than its size suggests. */
static int is_excessive(const char *bytes, size_t count) {
  const char *at = bytes, *end = bytes + count;
  unsigned long tags = 0, comparisons = 0;
  while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
    const char *name = ++at;
    if (at == end) break;
    if (!is_letter(*at)) {
      if (*at == '/' || *at == '!' || *at == '?') tags++;
      if (tags > MAX_TAGS) return 1;
      continue;
    }
    unsigned long attributes = 0;
    at = end_of_tag(at, end, &attributes);
    comparisons += attributes * attributes / 2;
    if (++tags > MAX_TAGS || comparisons > MAX_COMPARISONS) return 1;
    if (end - name > 6 && (!strncasecmp(name, "script", 6) || !strncasecmp(name, "style", 5)))
      at = end_of_script(at, end);
  }
  return 0;
}

clibxml2_result clibxml2_read_html(const char *bytes, size_t count, const char *encoding,
                                   clibxml2_handler handler, void *context) {
  const clibxml2_functions *xml = clibxml2_load();
  if (!xml) return CLIBXML2_NOT_INSTALLED;
  if (count > INT_MAX) return CLIBXML2_UNREADABLE;
  if (is_excessive(bytes, count)) return CLIBXML2_STOPPED;
  htmlParserCtxtPtr parser = xml->new_html_parser();
  if (!parser) return CLIBXML2_UNREADABLE;
  page page = {.handler = handler, .context = context, .xml = xml, .parser = parser,
               .rest = bytes, .count = count};
  memset(parser->sax, 0, sizeof *parser->sax);
  parser->sax->startElement = on_start;
  parser->sax->endElement = on_end;
  parser->sax->characters = on_text;
  parser->sax->ignorableWhitespace = on_text;
  parser->sax->cdataBlock = on_text;
  parser->userData = &page;
  int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
  htmlDocPtr tree = xml->read_html(parser, on_read, on_close, &page, NULL, encoding, options);
  /* The parser stops by itself if memory is exhausted. */
  int is_whole = !parser->disableSAX;
  xml->free_html_parser(parser);
  if (tree) xml->free_document(tree);
  if (page.is_stopped) return CLIBXML2_STOPPED;
  return is_whole ? CLIBXML2_OK : CLIBXML2_UNREADABLE;
}

unsigned clibxml2_html_entity(const char *name) {
  const clibxml2_functions *xml = clibxml2_load();
  const htmlEntityDesc *known = xml ? xml->html_entity((const xmlChar *)name) : NULL;
  return known ? known->value : 0;
}
