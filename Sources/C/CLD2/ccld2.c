#include "ccld2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

/* CLD2::DetectLanguageSummary, CLD2::LanguageCode and CLD2::GetLanguageFromName of
   cld2/public/compact_lang_det.h. They are C++ functions, but C can call them because they use only C's types (an enum is passed as an
   int). */
static struct {
  void (*detect)(const char *, int, bool, unsigned languages[3], int percents[3], int *, bool *);
  const char *(*code)(unsigned language);
  unsigned (*named)(const char *name);
} cld2;

static bool is_there;

static void load(void) {
  void *library = dlopen("libcld2.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  cld2.detect = (__typeof__(cld2.detect))dlsym(
      library, "_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb");
  cld2.code = (__typeof__(cld2.code))dlsym(library, "_ZN4CLD212LanguageCodeENS_8LanguageE");
  cld2.named = (__typeof__(cld2.named))dlsym(library, "_ZN4CLD219GetLanguageFromNameEPKc");
  is_there = cld2.detect && cld2.code && cld2.named;
}

bool ccld2_is_there(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_there;
}

struct ccld2_result ccld2_detect(const char *text, int length) {
  struct ccld2_result result = {NULL, false, 0, 0};
  if (!ccld2_is_there()) return result;
  unsigned languages[3] = {0};
  int percents[3] = {0};
  cld2.detect(text, length, true, languages, percents, &result.text_bytes, &result.is_reliable);
  result.code = cld2.code(languages[0]);
  result.percent = percents[0];
  return result;
}

const char *ccld2_code_of_name(const char *name) {
  return ccld2_is_there() ? cld2.code(cld2.named(name)) : NULL;
}
