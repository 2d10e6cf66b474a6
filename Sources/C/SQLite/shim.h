#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/* Only what Swift cannot call is wrapped here; the rest of SQLite is called as it is. */

/* SQLITE_TRANSIENT is a cast macro, which Swift cannot import. */
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *z, sqlite3_uint64 n) {
  return sqlite3_bind_text64(s, i, z, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* As above. */
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *z, sqlite3_uint64 n) {
  return sqlite3_bind_blob64(s, i, z, n, SQLITE_TRANSIENT);
}

/* Binds text that stays where it is until it is bound anew; a null pointer would bind NULL. */
static inline int csqlite_bind_static_text(
    sqlite3_stmt *s, int i, const void *z, sqlite3_uint64 n) {
  return sqlite3_bind_text64(s, i, z ? (const char *)z : "", n, SQLITE_STATIC, SQLITE_UTF8);
}

/* sqlite3_db_config is variadic, which Swift cannot call. */
static inline int csqlite_db_config(sqlite3 *db, int option, int on) {
  return sqlite3_db_config(db, option, on, (int *)0);
}

/* The answer of SELECT fts5(?1) comes back through a pointer that is bound with a type name
   (https://sqlite.org/fts5.html#extending_fts5); NULL when this SQLite has no FTS5. */
static inline fts5_api *csqlite_fts5_api(sqlite3 *db) {
  fts5_api *api = 0;
  sqlite3_stmt *s = 0;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, 0) == SQLITE_OK) {
    sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", 0);
    sqlite3_step(s);
  }
  sqlite3_finalize(s);
  return api;
}

#endif
