#ifndef CLIBXML2_LIBRARY_H
#define CLIBXML2_LIBRARY_H

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

/* The functions of libxml2 that are used. */
typedef struct {
  __typeof__(&htmlNewParserCtxt) new_html_parser;
  __typeof__(&htmlCtxtReadIO) read_html;
  __typeof__(&htmlFreeParserCtxt) free_html_parser;
  __typeof__(&htmlEntityLookup) html_entity;
  __typeof__(&xmlFreeDoc) free_document;
  __typeof__(&xmlStopParser) stop;
} clibxml2_functions;

/* Loads libxml2 on the first call; returns NULL if it is not installed. */
const clibxml2_functions *clibxml2_load(void);

#endif
