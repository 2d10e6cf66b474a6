-- Pressmark: an archive of articles that any SQLite tool can search.
--
--   articles           one row per article: its source, publisher, date and so on
--   passages           the text of the articles, split into passages of about 80 to 200 words
--   files, roots       the files and folders that `search ingest` has read
--   passages_fts       the full-text index of the passages (FTS5); use it with MATCH
--   article_texts      view: the text of each article, joined from its passages
--   indexed_passages   view: the rows that the full-text index is built from
--
-- To search in the sqlite3 shell, best passages first:
--
--   SELECT articles.title, snippet(passages_fts, 1, '[', ']', '...', 24)
--     FROM passages_fts
--     JOIN passages ON passages.id = passages_fts.rowid
--     JOIN articles ON articles.id = passages.article_id
--    WHERE passages_fts MATCH 'aukus submarines'
--    ORDER BY rank LIMIT 10;
--
-- You can add, change and delete rows with plain SQL: triggers keep the index in step.
-- This file is the only definition of the database: `sqlite3 new.db < schema.sql` creates the same
-- empty archive as `search ingest`.

PRAGMA auto_vacuum = INCREMENTAL;     -- `PRAGMA incremental_vacuum` gives free pages back
PRAGMA journal_mode = WAL;            -- readers and the writer do not block each other
PRAGMA foreign_keys = ON;

BEGIN;

PRAGMA application_id = 0x50524553;   -- "PRES": identifies an archive to `file` and to the program
PRAGMA user_version = 3;              -- the version of this schema

CREATE TABLE articles (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  location     TEXT NOT NULL UNIQUE,  -- path as given (plus #docno in a file of many), or URL
  docno        TEXT NOT NULL,         -- the source's own id for the article, else its location
  title        TEXT NOT NULL,
  author       TEXT,
  publisher    TEXT,
  published    TEXT,                  -- ISO 8601, as exact as the source: 2021, 2021-10, 2021-10-18T09:30:00Z
  language     TEXT,                  -- BCP 47, such as en or pt-BR
  url          TEXT,
  content_hash TEXT NOT NULL,         -- SHA-256 of the text in article_texts, in hexadecimal
  added_at     TEXT NOT NULL,         -- when this text was stored, ISO 8601 in UTC
  first_passage INTEGER,              -- the ids of its first and last passage, maintained by
  last_passage  INTEGER,              -- triggers; NULL if it has none
  file_id      INTEGER REFERENCES files(id)  -- the file it was read from; NULL for standard input
);

-- These tables record what was read, so that the next run recognises new, changed, renamed and
-- deleted files.
CREATE TABLE roots (
  id       INTEGER PRIMARY KEY,
  path     TEXT NOT NULL UNIQUE,      -- file or folder as given; locations of its articles start with it
  absolute_path TEXT NOT NULL,        -- its absolute path at that time
  settings TEXT NOT NULL              -- how to read its files, as JSON: encoding, map, table
);

CREATE TABLE files (
  id           INTEGER PRIMARY KEY,
  path         TEXT NOT NULL UNIQUE,  -- as in the locations of its articles
  root_id      INTEGER REFERENCES roots(id),
  size         INTEGER NOT NULL,      -- in bytes
  modified     INTEGER NOT NULL,      -- st_mtim, in nanoseconds since 1970
  changed      INTEGER NOT NULL,      -- st_ctim, likewise
  inode        INTEGER NOT NULL,
  content_hash TEXT,                  -- SHA-256, as sha256sum prints it; NULL until read to the end
  reader       TEXT NOT NULL,         -- its reader's version and settings; if they change, it is read again
  failures     INTEGER NOT NULL       -- the number of its records that could not be read
);
CREATE INDEX files_by_size ON files(size, content_hash);   -- finds a renamed file by its bytes
CREATE INDEX files_by_root ON files(root_id);

CREATE TABLE ingest_runs (
  id         INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,           -- ISO 8601 in UTC
  ended_at   TEXT,                    -- NULL while it runs; remains NULL if it was killed
  files      INTEGER NOT NULL DEFAULT 0,  -- files checked
  added      INTEGER NOT NULL DEFAULT 0,  -- articles
  updated    INTEGER NOT NULL DEFAULT 0,
  unchanged  INTEGER NOT NULL DEFAULT 0,
  removed    INTEGER NOT NULL DEFAULT 0,
  renamed    INTEGER NOT NULL DEFAULT 0,
  failed     INTEGER NOT NULL DEFAULT 0,
  skipped    INTEGER NOT NULL DEFAULT 0   -- files of unknown formats
);

CREATE TABLE passages (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused; consecutive within an article
  article_id   INTEGER NOT NULL REFERENCES articles(id),
  ordinal      INTEGER NOT NULL,      -- 1 for the first passage of the article
  start        INTEGER NOT NULL,      -- its offset in the article's text, in UTF-8 bytes
  text         TEXT NOT NULL,
  UNIQUE (article_id, ordinal)
);

-- Filters use these indexes. Each includes the passage range, so that a filter need not read the table.
CREATE INDEX articles_by_publisher ON articles(publisher, first_passage, last_passage);
CREATE INDEX articles_by_author    ON articles(author, first_passage, last_passage);
CREATE INDEX articles_by_language  ON articles(language, first_passage, last_passage);
CREATE INDEX articles_by_published ON articles(published, first_passage, last_passage);
CREATE INDEX articles_by_file      ON articles(file_id);

-- These find an article by its title without punctuation, and the copies of an article.
CREATE INDEX articles_by_title ON articles(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    title, '"', ''), '“', ''), '”', ''), '''', ''), '’', ''), '‘', ''), ',', ''), '.', ''), ':', ''),
    '!', ''), '?', '') COLLATE NOCASE);
CREATE INDEX articles_by_docno        ON articles(docno) WHERE docno <> location;
CREATE INDEX articles_by_content_hash ON articles(substr(content_hash, 1, 8));

-- Passages are separated by an empty line (between paragraphs), by a space (between sentences) or by
-- nothing. The separator is not stored: the gap between the offsets of two passages shows which it was.
CREATE VIEW article_texts AS
  SELECT id AS article_id,
         coalesce((SELECT group_concat(gap || text, '')
                     FROM (SELECT text,
                                  CASE start - coalesce(lag(start + length(CAST(text AS BLOB)))
                                                        OVER (ORDER BY ordinal), start)
                                    WHEN 2 THEN char(10, 10) WHEN 1 THEN ' ' ELSE '' END AS gap
                             FROM passages WHERE article_id = articles.id ORDER BY ordinal)), '')
           AS text
    FROM articles;

CREATE VIEW indexed_passages AS
  SELECT passages.id AS id, articles.title AS title, passages.text AS text
    FROM passages JOIN articles ON articles.id = passages.article_id;

-- The text is stored only once, in the tables above; the index refers to it ("external content").
-- Besides letters and digits, the marks that belong to letters are part of a token (Mn, Mc), such as
-- the vowel signs of Hindi and the points of Hebrew. The separators are the invisible U+FE0E and
-- U+FE0F, which follow emoji.
CREATE VIRTUAL TABLE passages_fts USING fts5(
  title, text,
  content = 'indexed_passages', content_rowid = 'id',
  tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '︎️'"
);

-- A word in the title counts twice. ORDER BY rank and the program both use these weights.
INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(2.0, 1.0)');

-- Collect up to 64 MiB of postings before writing them, which leaves fewer segments to merge.
INSERT INTO passages_fts(passages_fts, rank) VALUES ('hashsize', 67108864);

-- The following side tables speed up ranking and help with spelling. You can empty them at any time:
-- the ranking stays the same but is slower until `search optimize` rebuilds them.

-- Each value that is read at once ends with a checksum of four bytes (Sources/FullTextIndex/SideTables/
-- Checksum.swift). A value that does not match its checksum is not used, and a notice says so. Values
-- of earlier versions have none.

-- The lengths of passages: one row per 2,000 consecutive ids, with two bytes per id, low byte first.
-- The low 15 bits are the number of tokens of the passage, title and text together, as in
-- passages_fts_docsize: 0 if there is no such passage, 32767 for that many or more. The high bit
-- marks the first passage of an article. A missing chunk is computed from the tables above. An
-- existing chunk is always up to date, because every change to a passage deletes or rewrites it.
CREATE TABLE passage_lengths (
  chunk   INTEGER PRIMARY KEY,        -- id / 2000
  lengths BLOB NOT NULL
);

-- For each frequent term: the number of passages with it and, for each block of its posting list, the
-- block's start and an upper bound on what the term adds to the score of any passage in it.
CREATE TABLE posting_blocks (
  term   BLOB PRIMARY KEY,
  blocks BLOB NOT NULL
) WITHOUT ROWID;

-- The state of the index that posting_blocks was built from. If the index has changed since, the
-- blocks are ignored.
CREATE TABLE posting_blocks_state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint BLOB NOT NULL
);

-- Checksums of the pages of the index, as of the last optimization: four bytes for each page, of 1,000
-- pages in a row. They are valid as long as posting_blocks is.
CREATE TABLE page_checksums (
  chunk     INTEGER PRIMARY KEY,      -- number of the page / 1000
  checksums BLOB NOT NULL
);

-- All terms of the index and the number of passages with each, as of the last optimization; used for
-- "did you mean". Terms are in ascending order of their bytes. Each is written as the number of bytes
-- it shares with the previous one, the number of its remaining bytes, these bytes, and its number of
-- passages. Numbers are SQLite varints; a version byte precedes the first term.
CREATE TABLE vocabulary (
  first_term BLOB PRIMARY KEY,
  terms      BLOB NOT NULL
) WITHOUT ROWID;

-- The state of the index that vocabulary was built from.
CREATE TABLE vocabulary_state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint BLOB NOT NULL
);

-- The words of the texts as they are written: folded by the tokenizer, but not stemmed. Prefixes and
-- words in an exact form are found with these tables. Their words and stems are in ascending order,
-- with the position of their postings; Sources/FullTextIndex/WrittenForms has the format.
CREATE TABLE written_forms (
  first_form BLOB PRIMARY KEY,
  forms      BLOB NOT NULL
) WITHOUT ROWID;

-- For each stem that is written in several forms, the passages with each form but one, which is the
-- most frequent one. Its passages are those of the stem that remain. All lists follow one another,
-- in pages of 4,050 bytes.
CREATE TABLE written_form_postings (
  page  INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);

-- The passages that the two tables cover: those up to last_row, except those in
-- written_form_changes. The texts of other passages are read during a search. The tables are valid
-- only for this tokenizer; size is the number of bytes on all pages.
CREATE TABLE written_forms_state (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  last_row  INTEGER NOT NULL,
  tokenizer TEXT NOT NULL,
  size      INTEGER NOT NULL
);

-- The passages whose text or title has changed since.
CREATE TABLE written_form_changes (
  id INTEGER PRIMARY KEY
);

-- Other spellings of terms that the tokenizer does not fold:
--   ß, ø, ł and other special letters   the plain spelling (lodz for łodz, strass for straß)
--   an umlaut                           the spelling with an e (mueller for muller)
--   Greek accents and final sigma, the points of Hebrew and Arabic, the forms of alef, ё, and
--   full- and halfwidth letters         the spelling without them (ελλαδα for ελλάδα)
--   scripts written without spaces      each run of other letters or digits (python for
--                                       他们用python写), and each run of such a script if the term
--                                       starts with another one (年 for 2021年)
-- Scripts written without spaces are Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese.
-- Rows for terms that no passage contains any more do no harm.
CREATE TABLE term_variants (
  folded TEXT NOT NULL,
  term   TEXT NOT NULL,
  PRIMARY KEY (folded, term)
) WITHOUT ROWID;

-- Words that a text writes in pieces: broken by a hyphen at the end of a line, as in "reconstruc-"
-- before "tion", or by a zero-width joiner, as in Persian. `word` is the term that the word would be
-- in one piece (reconstruct); `pieces` is what to search for as a phrase (reconstruc tion). True
-- compounds (wellknown, well known) have rows too: whether the pieces are a word is decided when
-- they are searched for. Rows for text that no longer exists do no harm.
CREATE TABLE joined_words (
  word   TEXT NOT NULL,
  pieces TEXT NOT NULL,
  PRIMARY KEY (word, pieces)
) WITHOUT ROWID;

CREATE TRIGGER passages_after_insert AFTER INSERT ON passages BEGIN
  INSERT INTO passages_fts(rowid, title, text)
    SELECT new.id, title, new.text FROM articles WHERE id = new.article_id;
  UPDATE articles SET first_passage = min(ifnull(first_passage, new.id), new.id),
                      last_passage = max(ifnull(last_passage, new.id), new.id)
   WHERE id = new.article_id;
  DELETE FROM passage_lengths
   WHERE chunk IN (new.id / 2000, (SELECT min(id) FROM passages WHERE id > new.id) / 2000);
  DELETE FROM posting_blocks_state;
  INSERT OR IGNORE INTO written_form_changes
    SELECT new.id FROM written_forms_state WHERE new.id <= last_row;
END;

CREATE TRIGGER passages_before_delete BEFORE DELETE ON passages BEGIN
  INSERT INTO passages_fts(passages_fts, rowid, title, text)
    SELECT 'delete', old.id, title, old.text FROM articles WHERE id = old.article_id;
  UPDATE articles SET
      first_passage = (SELECT id FROM passages
                        WHERE id > old.id AND id <= last_passage AND +article_id = old.article_id
                        ORDER BY id LIMIT 1)
   WHERE id = old.article_id AND first_passage = old.id;
  UPDATE articles SET
      last_passage = (SELECT id FROM passages
                       WHERE id < old.id AND id >= first_passage AND +article_id = old.article_id
                       ORDER BY id DESC LIMIT 1)
   WHERE id = old.article_id AND last_passage = old.id;
  DELETE FROM passage_lengths
   WHERE chunk IN (old.id / 2000, (SELECT min(id) FROM passages WHERE id > old.id) / 2000);
  DELETE FROM posting_blocks_state;
END;

CREATE TRIGGER passages_after_update AFTER UPDATE OF text ON passages BEGIN
  INSERT INTO passages_fts(passages_fts, rowid, title, text)
    SELECT 'delete', old.id, title, old.text FROM articles WHERE id = old.article_id;
  INSERT INTO passages_fts(rowid, title, text)
    SELECT new.id, title, new.text FROM articles WHERE id = new.article_id;
  DELETE FROM passage_lengths WHERE chunk = new.id / 2000;
  DELETE FROM posting_blocks_state;
  INSERT OR IGNORE INTO written_form_changes VALUES (new.id);
END;

CREATE TRIGGER passages_keep_their_place BEFORE UPDATE OF id, article_id ON passages
WHEN new.id IS NOT old.id OR new.article_id IS NOT old.article_id BEGIN
  SELECT raise(ABORT, 'a passage keeps its id and its article: delete it and insert another');
END;

CREATE TRIGGER articles_after_update AFTER UPDATE OF title ON articles
WHEN new.title IS NOT old.title BEGIN
  INSERT INTO passages_fts(passages_fts, rowid, title, text)
    SELECT 'delete', id, old.title, text FROM passages WHERE article_id = old.id;
  INSERT INTO passages_fts(rowid, title, text)
    SELECT id, new.title, text FROM passages WHERE article_id = new.id;
  DELETE FROM passage_lengths
   WHERE chunk IN (SELECT id / 2000 FROM passages WHERE article_id = new.id);
  DELETE FROM posting_blocks_state;
  INSERT OR IGNORE INTO written_form_changes SELECT id FROM passages WHERE article_id = new.id;
END;

-- The passages are deleted after the article, because their trigger would otherwise update a row that
-- is being deleted. By then it can no longer look up the article's title, which the index needs, so
-- this trigger also removes the passages from the index.
CREATE TRIGGER articles_after_delete AFTER DELETE ON articles BEGIN
  INSERT INTO passages_fts(passages_fts, rowid, title, text)
    SELECT 'delete', id, old.title, text FROM passages WHERE article_id = old.id;
  DELETE FROM passages WHERE article_id = old.id;
END;

COMMIT;
