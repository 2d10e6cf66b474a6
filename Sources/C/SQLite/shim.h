#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/* Only functions that Swift cannot call are wrapped here; the rest of SQLite is called directly. */

/* SQLITE_TRANSIENT is a cast macro, which Swift cannot import. */
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *z, sqlite3_uint64 n) {
  return sqlite3_bind_text64(s, i, z, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* As above, for blobs. */
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *z, sqlite3_uint64 n) {
  return sqlite3_bind_blob64(s, i, z, n, SQLITE_TRANSIENT);
}

/* Binds text that stays valid until the parameter is bound again; a null pointer would bind
   NULL. */
static inline int csqlite_bind_static_text(
    sqlite3_stmt *s, int i, const void *z, sqlite3_uint64 n) {
  return sqlite3_bind_text64(s, i, z ? (const char *)z : "", n, SQLITE_STATIC, SQLITE_UTF8);
}

/* sqlite3_db_config is variadic, which Swift cannot call. */
static inline int csqlite_db_config(sqlite3 *db, int option, int on) {
  return sqlite3_db_config(db, option, on, (int *)0);
}

/* SELECT fts5(?1) stores its result through a pointer that is bound with a type name
   (https://sqlite.org/fts5.html#extending_fts5). Returns NULL if this SQLite has no FTS5. */
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
