#include "crapidjson.h"

#include <stdlib.h>

#if defined(__x86_64__)
#define RAPIDJSON_SSE2
#elif defined(__aarch64__)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

namespace {

/* Records the parser's events as tokens. */
class Recorder {
 public:
  Recorder(const char *text, size_t max_tokens, size_t max_depth)
      : text_(text), max_tokens_(max_tokens), max_depth_(max_depth) {}

  bool Null() { return Add(crapidjson_null); }
  bool Bool(bool value) { return Add(value ? crapidjson_true : crapidjson_false); }
  bool RawNumber(const char *characters, rapidjson::SizeType length, bool) {
    return Add(crapidjson_number, characters, length);
  }
  bool String(const char *characters, rapidjson::SizeType length, bool) {
    return Add(crapidjson_string, characters, length);
  }
  bool Key(const char *characters, rapidjson::SizeType length, bool) {
    return Add(crapidjson_key, characters, length);
  }
  bool StartObject() { return Begin(crapidjson_object); }
  bool EndObject(rapidjson::SizeType) { return End(); }
  bool StartArray() { return Begin(crapidjson_array); }
  bool EndArray(rapidjson::SizeType) { return End(); }

  /* These are never called, since numbers are passed as text. */
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  crapidjson_token *tokens() const { return tokens_; }
  size_t count() const { return count_; }

 private:
  /* The parser recurses for each level, so this bounds its stack. */
  bool Begin(crapidjson_kind kind) { return ++depth_ <= max_depth_ && Add(kind); }

  bool End() {
    --depth_;
    return Add(crapidjson_end);
  }

  bool Add(crapidjson_kind kind, const char *characters = nullptr, uint32_t length = 0) {
    if (count_ == max_tokens_) return false;
    if (count_ == capacity_) {
      size_t capacity = capacity_ ? 2 * capacity_ : 64;
      void *grown = realloc(tokens_, capacity * sizeof *tokens_);
      if (!grown) return false;
      tokens_ = static_cast<crapidjson_token *>(grown);
      capacity_ = capacity;
    }
    tokens_[count_++] = {kind, characters ? uint32_t(characters - text_) : 0, length};
    return true;
  }

  const char *text_;
  size_t max_tokens_;
  size_t max_depth_;
  size_t depth_ = 0;
  crapidjson_token *tokens_ = nullptr;
  size_t count_ = 0;
  size_t capacity_ = 0;
};

/* Returns the index of the first character from U+001A to U+001F, or `length`. JSON does not allow
   these in strings, but RapidJSON 1.1 accepts them when it reads sixteen bytes at a time. */
size_t FirstControl(const char *text, size_t length) {
  unsigned char found = 0;
  for (size_t i = 0; i < length; i++) found |= static_cast<unsigned char>(text[i] - 0x1a) < 6;
  if (!found) return length;
  size_t place = 0;
  while (static_cast<unsigned char>(text[place] - 0x1a) >= 6) place++;
  return place;
}

}  // namespace

crapidjson_result crapidjson_parse(
    char *text, size_t length, size_t max_tokens, size_t max_depth) {
  size_t control = FirstControl(text, length);
  if (control < length) {
    const char *error = rapidjson::GetParseError_En(rapidjson::kParseErrorStringInvalidEncoding);
    return {nullptr, 0, error, control, 0};
  }
  rapidjson::InsituStringStream stream(text);
  Recorder recorder(text, max_tokens, max_depth);
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::ParseResult parsed = reader.Parse<flags>(stream, recorder);
  crapidjson_result result = {recorder.tokens(), recorder.count(), nullptr, 0, 0};
  if (parsed.Code() == rapidjson::kParseErrorTermination) {
    result.is_too_complex = 1;
  } else if (parsed.IsError()) {
    result.error = rapidjson::GetParseError_En(parsed.Code());
    result.offset = parsed.Offset();
  } else if (stream.Tell() < length) {
    /* The parser treats a NUL as the end. */
    result.error = rapidjson::GetParseError_En(rapidjson::kParseErrorDocumentRootNotSingular);
    result.offset = stream.Tell();
  }
  return result;
}
