#include "cmd4c.h"

#include <dlfcn.h>
#include <limits.h>
#include <md4c.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static __typeof__(&md_parse) parse;

static void load(void) {
  void *library = dlopen("libmd4c.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library) parse = (__typeof__(parse))dlsym(library, "md_parse");
}

/* The HTML that has been written so far. */
typedef struct {
  char *bytes;
  size_t count, capacity, limit;
  /* The addresses and titles of links that md4c has read. */
  size_t address_bytes;
  /* The number of open pictures, whose alternative texts are not shown. */
  unsigned pictures;
} page;

/* Returns 0, or -1 to stop md4c, which ignores positive values in some places. */
static int put(page *page, const char *bytes, size_t count) {
  if (count > page->limit - page->count) return -1;
  if (page->capacity - page->count < count) {
    size_t capacity = page->capacity + page->capacity / 2 + count + 4096;
    char *larger = realloc(page->bytes, capacity);
    if (!larger) return -1;
    page->bytes = larger;
    page->capacity = capacity;
  }
  memcpy(page->bytes + page->count, bytes, count);
  page->count += count;
  return 0;
}

static int put_string(page *page, const char *string) { return put(page, string, strlen(string)); }

static int put_escaped(page *page, const char *text, size_t count) {
  const char *end = text + count;
  while (text < end) {
    const char *special = text;
    while (special < end && *special != '<' && *special != '&') special++;
    if (put(page, text, (size_t)(special - text))) return -1;
    if (special < end && put_string(page, *special == '<' ? "&lt;" : "&amp;")) return -1;
    text = special + 1;
  }
  return 0;
}

static int put_tag(page *page, const char *opening, const char *name) {
  int is_full = put_string(page, opening) || put_string(page, name) || put_string(page, ">");
  return is_full ? -1 : 0;
}

/* Returns NULL for a block without an element. */
static const char *block_name(MD_BLOCKTYPE type, void *detail) {
  static const char *const headings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
  switch (type) {
  case MD_BLOCK_QUOTE: return "blockquote";
  case MD_BLOCK_UL: return "ul";
  case MD_BLOCK_OL: return "ol";
  case MD_BLOCK_LI: return "li";
  case MD_BLOCK_HR: return "hr";
  case MD_BLOCK_H: return headings[((MD_BLOCK_H_DETAIL *)detail)->level - 1];
  case MD_BLOCK_P: return "p";
  case MD_BLOCK_TABLE: return "table";
  case MD_BLOCK_THEAD: return "thead";
  case MD_BLOCK_TBODY: return "tbody";
  case MD_BLOCK_TR: return "tr";
  case MD_BLOCK_TH: return "th";
  case MD_BLOCK_TD: return "td";
  default: return NULL;
  }
}

static int put_list_start(page *page, unsigned start) {
  char tag[40];
  snprintf(tag, sizeof tag, "<ol start=\"%u\">", start);
  return put_string(page, tag);
}

static int on_block_start(MD_BLOCKTYPE type, void *detail, void *data) {
  if (type == MD_BLOCK_CODE) return put_string(data, "<pre><code>");
  if (type == MD_BLOCK_OL) {
    unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
    if (start != 1) return put_list_start(data, start);
  }
  const char *name = block_name(type, detail);
  return name ? put_tag(data, "<", name) : 0;
}

static int on_block_end(MD_BLOCKTYPE type, void *detail, void *data) {
  if (type == MD_BLOCK_CODE) return put_string(data, "</code></pre>");
  const char *name = block_name(type, detail);
  return name && type != MD_BLOCK_HR ? put_tag(data, "</", name) : 0;
}

static const char *span_name(MD_SPANTYPE type) {
  switch (type) {
  case MD_SPAN_EM: return "em";
  case MD_SPAN_STRONG: return "strong";
  case MD_SPAN_A: return "a";
  case MD_SPAN_CODE: return "code";
  case MD_SPAN_DEL: return "del";
  default: return NULL;
  }
}

/* md4c reads the address and the title of a definition again for each of its links. If a document
   repeats a long address, reading it stops before that takes too long. */
static int is_repetitive(page *page, MD_SPANTYPE type, void *detail) {
  if (type == MD_SPAN_A) {
    MD_SPAN_A_DETAIL *link = detail;
    page->address_bytes += link->href.size + link->title.size;
  } else if (type == MD_SPAN_IMG) {
    MD_SPAN_IMG_DETAIL *picture = detail;
    page->address_bytes += picture->src.size + picture->title.size;
  }
  return page->address_bytes / 8 > page->limit;
}

static int on_span_start(MD_SPANTYPE type, void *detail, void *data) {
  page *page = data;
  if (is_repetitive(page, type, detail)) return -1;
  if (type == MD_SPAN_IMG) page->pictures++;
  const char *name = span_name(type);
  return name && !page->pictures ? put_tag(page, "<", name) : 0;
}

static int on_span_end(MD_SPANTYPE type, void *detail, void *data) {
  page *page = data;
  (void)detail;
  const char *name = span_name(type);
  if (name && !page->pictures) return put_tag(page, "</", name);
  if (type == MD_SPAN_IMG) page->pictures--;
  return 0;
}

static int on_text(MD_TEXTTYPE type, const char *text, MD_SIZE count, void *data) {
  page *page = data;
  if (page->pictures) return 0;
  switch (type) {
  case MD_TEXT_NULLCHAR: return put_string(page, "\xEF\xBF\xBD");
  case MD_TEXT_BR: return put_string(page, "<br>");
  case MD_TEXT_SOFTBR: return put_string(page, "\n");
  case MD_TEXT_ENTITY:
  case MD_TEXT_HTML: return put(page, text, count);
  default: return put_escaped(page, text, count);
  }
}

void cmd4c_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}

cmd4c_result cmd4c_html(const char *markdown, size_t count, size_t limit, char **html,
                        size_t *html_count) {
  cmd4c_load();
  if (!parse) return CMD4C_NOT_INSTALLED;
  if (count > INT_MAX) return CMD4C_TOO_LARGE;
  MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
                      .enter_block = on_block_start, .leave_block = on_block_end,
                      .enter_span = on_span_start, .leave_span = on_span_end, .text = on_text};
  page page = {.limit = limit};
  if (parse(markdown, (MD_SIZE)count, &parser, &page)) {
    free(page.bytes);
    return CMD4C_TOO_LARGE;
  }
  *html = page.bytes;
  *html_count = page.count;
  return CMD4C_OK;
}
