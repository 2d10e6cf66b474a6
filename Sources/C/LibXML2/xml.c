#include "clibxml2.h"
#include "library.h"

#include <stdio.h>
#include <string.h>

/* The maximum number of attributes of a tag. The parser compares each attribute with the earlier
   ones before it calls back, so attributes are also counted in the bytes that it reads. */
enum { MAX_ATTRIBUTES = 1000, MAX_ATTRIBUTES_READ = 32768 };

/* The state of the parser's callbacks. */
typedef struct {
  clibxml2_source source;
  clibxml2_handler handler;
  void *context;
  const clibxml2_functions *xml;
  xmlParserCtxtPtr parser;
  clibxml2_fault *fault;
  int is_stopped, is_at_fault;
  /* An upper bound on the number of attributes since the last tag started. */
  unsigned attributes;
  /* True if the last byte, apart from white space, was an equals sign. */
  int is_after_equals;
  /* One of HTML's named characters, passed to the parser as an entity. */
  xmlEntity entity;
  xmlChar character[5];
} document;

static void stop(document *document) {
  document->is_stopped = 1;
  document->xml->stop(document->parser);
}

static void note_fault(document *document, int line, const char *message) {
  if (document->is_at_fault || document->is_stopped) return;
  document->is_at_fault = 1;
  document->fault->line = line;
  snprintf(document->fault->message, sizeof document->fault->message, "%s", message);
  /* Keep only the first line, since the others quote the document. If the message was cut, no
     partial character may remain at its end. */
  document->fault->message[strcspn(document->fault->message, "\n")] = 0;
  size_t count = strlen(document->fault->message);
  while (count > 0) {
    unsigned char last = (unsigned char)document->fault->message[count - 1];
    if (last > ' ' && last < 0x80) break;
    document->fault->message[--count] = 0;
  }
}

/* True if a tag has so many attributes that parsing it would take hours. Zero bytes are skipped
   because they are half of UTF-16 text. */
static int is_excessive(document *document, const char *bytes, int count) {
  for (int i = 0; i < count; i++) {
    char byte = bytes[i];
    if (byte == '=') {
      document->is_after_equals = 1;
    } else if (byte == '<') {
      document->attributes = 0;
    } else if (document->is_after_equals && (byte & ~0x20) != 0 && byte != '\n' && byte != '\r' &&
               byte != '\t') {
      document->is_after_equals = 0;
      if ((byte == '"' || byte == '\'') && ++document->attributes > MAX_ATTRIBUTES_READ) return 1;
    }
  }
  return 0;
}

static int on_read(void *data, char *bytes, int count) {
  document *document = data;
  /* After an error the parser would otherwise read to the end. */
  if (document->is_stopped || document->is_at_fault) return 0;
  int result = document->source(document->context, bytes, count);
  if (result > 0 && is_excessive(document, bytes, result)) {
    note_fault(document, 0, "a tag of too many attributes");
    return 0;
  }
  return result;
}

static int on_close(void *data) {
  (void)data;
  return 0;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int default_count, const xmlChar **attributes) {
  document *document = data;
  (void)namespace_count, (void)namespaces, (void)default_count;
  if (document->is_stopped) return;
  if (document->handler.start(document->context, (const char *)name, (const char *)prefix,
                              (const char *)uri) ||
      attribute_count > MAX_ATTRIBUTES)
    return stop(document);
  /* Each attribute is a local name, a prefix, a URI, and the start and the end of the value. */
  for (int i = 0; i < attribute_count; i++, attributes += 5)
    document->handler.attribute(document->context, (const char *)attributes[0],
                                (const char *)attributes[3],
                                (size_t)(attributes[4] - attributes[3]));
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  document *document = data;
  (void)name, (void)prefix, (void)uri;
  if (!document->is_stopped && document->handler.end(document->context)) stop(document);
}

static void on_text(void *data, const xmlChar *text, int count) {
  document *document = data;
  if (!document->is_stopped && count > 0)
    document->handler.text(document->context, (const char *)text, (size_t)count);
}

static void on_entity_declaration(void *data, const xmlChar *name, int type,
                                  const xmlChar *public_id, const xmlChar *system_id,
                                  xmlChar *content) {
  document *document = data;
  (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
  note_fault(document, document->parser->input ? document->parser->input->line : 0,
             "it declares entities, which are not read");
  document->xml->stop(document->parser);
}

static int put_utf8(unsigned int value, xmlChar *bytes) {
  if (value < 0x80) return bytes[0] = (xmlChar)value, 1;
  if (value < 0x800)
    return bytes[0] = 0xC0 | value >> 6, bytes[1] = 0x80 | (value & 0x3F), 2;
  bytes[0] = 0xE0 | value >> 12;
  bytes[1] = 0x80 | (value >> 6 & 0x3F);
  bytes[2] = 0x80 | (value & 0x3F);
  return 3;
}

/* Many feeds use &nbsp; and &eacute; without declaring them. */
static xmlEntityPtr on_entity(void *data, const xmlChar *name) {
  document *document = data;
  /* In an attribute, the parser would read only one byte of the entity. */
  if (document->parser->instate == XML_PARSER_ATTRIBUTE_VALUE) return NULL;
  const htmlEntityDesc *known = document->xml->html_entity(name);
  if (!known || known->value > 0xFFFF) return NULL;
  memset(&document->entity, 0, sizeof document->entity);
  int count = put_utf8(known->value, document->character);
  document->character[count] = 0;
  document->entity.type = XML_ENTITY_DECL;
  document->entity.name = (const xmlChar *)known->name;
  document->entity.content = document->entity.orig = document->character;
  document->entity.length = count;
  document->entity.etype = XML_INTERNAL_PREDEFINED_ENTITY;
  return &document->entity;
}

static xmlEntityPtr on_parameter_entity(void *data, const xmlChar *name) {
  (void)data, (void)name;
  return NULL;
}

static void on_error(void *data, xmlErrorPtr error) {
  if (error && error->level == XML_ERR_FATAL)
    note_fault(data, error->line, error->message ? error->message : "");
}

clibxml2_result clibxml2_read_xml(clibxml2_source source, const char *encoding,
                                  clibxml2_handler handler, void *context, clibxml2_fault *fault) {
  const clibxml2_functions *xml = clibxml2_load();
  if (!xml) return CLIBXML2_NOT_INSTALLED;
  memset(fault, 0, sizeof *fault);
  document document = {
      .source = source, .handler = handler, .context = context, .xml = xml, .fault = fault};
  xmlSAXHandler sax = {
      .getEntity = on_entity,
      .entityDecl = on_entity_declaration,
      .getParameterEntity = on_parameter_entity,
      .characters = on_text,
      .ignorableWhitespace = on_text,
      .cdataBlock = on_text,
      .initialized = XML_SAX2_MAGIC,
      .startElementNs = on_start,
      .endElementNs = on_end,
      .serror = on_error,
  };
  xmlParserCtxtPtr parser = xml->new_xml_parser(&sax, &document, on_read, on_close, &document,
                                                XML_CHAR_ENCODING_NONE);
  if (!parser) return CLIBXML2_UNREADABLE;
  document.parser = parser;
  /* NOENT decodes the predefined entities in attributes, such as &amp;. A document that declares
     other entities is refused. */
  int options = XML_PARSE_NONET | XML_PARSE_NOENT;
  if (encoding) options |= XML_PARSE_IGNORE_ENC;
  xml->use_options(parser, options);
  xmlCharEncodingHandlerPtr converter = encoding ? xml->find_encoding(encoding) : NULL;
  if (converter) xml->switch_encoding(parser, converter);
  xml->read_xml(parser);
  int is_whole = parser->wellFormed;
  if (parser->myDoc) {
    xml->free_document(parser->myDoc);
    parser->myDoc = NULL;
  }
  xml->free_xml_parser(parser);
  if (document.is_stopped) return CLIBXML2_STOPPED;
  return is_whole && !document.is_at_fault ? CLIBXML2_OK : CLIBXML2_UNREADABLE;
}
