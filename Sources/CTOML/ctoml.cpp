#include "ctoml.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#include <cstdio>
#include <new>
#include <string>
#include <string_view>
#include <toml++/toml.h>

namespace {

std::string written(const toml::date &date) {
  char text[32];
  std::snprintf(text, sizeof text, "%04u-%02u-%02u", unsigned(date.year), unsigned(date.month),
                unsigned(date.day));
  return text;
}

std::string written(const toml::time &time) {
  char text[32];
  std::snprintf(text, sizeof text, "%02u:%02u:%02u", unsigned(time.hour), unsigned(time.minute),
                unsigned(time.second));
  return text;
}

std::string written(const toml::date_time &moment) {
  std::string text = written(moment.date) + "T" + written(moment.time);
  if (!moment.offset) return text;
  int minutes = moment.offset->minutes;
  if (minutes == 0) return text + "Z";
  char zone[16];
  int distance = minutes < 0 ? -minutes : minutes;
  std::snprintf(zone, sizeof zone, "%c%02d:%02d", minutes < 0 ? '-' : '+', distance / 60 % 24,
                distance % 60);
  return text + zone;
}

struct Walk {
  ctoml_handler handler;
  void *context;

  void call(ctoml_event event, std::string_view key, std::string_view text = {}) const {
    handler(context, event, key.data(), key.size(), text.data(), text.size());
  }

  void enter(std::string_view key, const toml::node &node) const {
    if (const auto *table = node.as_table()) {
      call(CTOML_BEGIN_TABLE, key);
      for (const auto &[inner, value] : *table) enter(inner.str(), value);
      call(CTOML_END_TABLE, {});
    } else if (const auto *array = node.as_array()) {
      call(CTOML_BEGIN_ARRAY, key);
      for (const auto &value : *array) enter({}, value);
      call(CTOML_END_ARRAY, {});
    } else if (const auto *string = node.as_string()) {
      call(CTOML_SCALAR, key, string->get());
    } else if (const auto *integer = node.as_integer()) {
      call(CTOML_SCALAR, key, std::to_string(integer->get()));
    } else if (const auto *real = node.as_floating_point()) {
      char text[40];
      std::snprintf(text, sizeof text, "%.15g", real->get());
      call(CTOML_SCALAR, key, text);
    } else if (const auto *truth = node.as_boolean()) {
      call(CTOML_SCALAR, key, truth->get() ? "true" : "false");
    } else if (const auto *date = node.as_date()) {
      call(CTOML_SCALAR, key, written(date->get()));
    } else if (const auto *time = node.as_time()) {
      call(CTOML_SCALAR, key, written(time->get()));
    } else if (const auto *moment = node.as_date_time()) {
      call(CTOML_SCALAR, key, written(moment->get()));
    }
  }
};

}  // namespace

extern "C" bool ctoml_walk(const char *bytes, size_t count, ctoml_handler handler, void *context) {
  try {
    const toml::parse_result result = toml::parse(std::string_view(bytes, count));
    if (!result) return false;
    const Walk walk{handler, context};
    for (const auto &[key, value] : result.table()) walk.enter(key.str(), value);
    return true;
  } catch (...) {
    // Out of memory: no exception leaves C++.
    return false;
  }
}
