-- Pressmark: an archive of articles that can be searched with any SQLite tool.
--
--   articles           one row for each article: where it came from, who published it, when
--   passages           the text of the articles, cut into passages of some 80 to 200 words
--   passages_fts       the full-text index of the passages (FTS5): this is what MATCH asks
--   article_texts      view: each article's text, put together from its passages
--   indexed_passages   view: what the full-text index is made from
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
-- Rows may be added, changed and deleted with plain SQL: triggers keep the index in step.
-- This file is the one definition of the database: `sqlite3 new.db < schema.sql` makes what
-- `search ingest` makes.

PRAGMA journal_mode = WAL;            -- readers and the one writer do not wait for each other
PRAGMA foreign_keys = ON;

BEGIN;

PRAGMA application_id = 0x50524553;   -- "PRES": tells `file` and the program whose database it is
PRAGMA user_version = 1;              -- the version of this schema

CREATE TABLE articles (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
  location     TEXT NOT NULL UNIQUE,  -- path as it was given (and #docno in a file of many), or URL
  docno        TEXT NOT NULL,         -- the source's own name for the article, else its location
  title        TEXT NOT NULL,
  author       TEXT,
  publisher    TEXT,
  published    TEXT,                  -- ISO 8601, as exact as known: 2021, 2021-10, 2021-10-18T09:30:00Z
  language     TEXT,                  -- BCP 47, such as en or pt-BR
  url          TEXT,
  content_hash TEXT NOT NULL,         -- SHA-256 of the text in article_texts, hexadecimal
  added_at     TEXT NOT NULL,         -- when this text was stored, ISO 8601 in UTC
  first_passage INTEGER,              -- the ids of its first and its last passage, kept right by
  last_passage  INTEGER               -- triggers; NULL where it has none
);

CREATE TABLE passages (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice; consecutive in an article
  article_id   INTEGER NOT NULL REFERENCES articles(id),
  ordinal      INTEGER NOT NULL,      -- 1 for the first passage of the article
  start        INTEGER NOT NULL,      -- where it begins in the article's text, in UTF-8 bytes
  text         TEXT NOT NULL,
  UNIQUE (article_id, ordinal)
);

-- What searches are narrowed by: each index has the passages too, so that nothing else is read.
CREATE INDEX articles_by_publisher ON articles(publisher, first_passage, last_passage);
CREATE INDEX articles_by_author    ON articles(author, first_passage, last_passage);
CREATE INDEX articles_by_language  ON articles(language, first_passage, last_passage);
CREATE INDEX articles_by_published ON articles(published, first_passage, last_passage);

-- Paragraphs are parted by an empty line, sentences by a space. A passage ends at either, and what
-- parts it from the next is not stored: the distance between them says which it was.
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

-- The text is stored once, in the tables above: the index refers to it ("external content").
CREATE VIRTUAL TABLE passages_fts USING fts5(
  title, text,
  content = 'indexed_passages', content_rowid = 'id',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

-- A word in the title counts twice: ORDER BY rank and the program both use these weights.
INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(2.0, 1.0)');

-- Collect up to 64 MiB of postings before they are written: fewer, larger pieces to merge.
INSERT INTO passages_fts(passages_fts, rank) VALUES ('hashsize', 67108864);

-- What follows makes ranking quick and spellings known. It can be emptied at any time: the program
-- ranks the same without it, only slower, and `search optimize` makes it anew.

-- How long passages are: a row for each 2,000 consecutive ids, of two bytes for each id, low byte
-- first. The low 15 bits are the tokens of the passage, title and text together, as in
-- passages_fts_docsize: 0 where there is no such passage, 32767 where they are that many or more.
-- The high bit is set on the first passage of an article. A chunk that is missing is read from the
-- tables above; one that is there is right: whoever changes a passage deletes or rewrites it.
CREATE TABLE passage_lengths (
  chunk   INTEGER PRIMARY KEY,        -- id / 2000
  lengths BLOB NOT NULL
);

-- For each term that is in many passages, how many, and for each block of its posting list where it
-- begins and how much a passage of it can gain from the term.
CREATE TABLE posting_blocks (
  term   BLOB PRIMARY KEY,
  blocks BLOB NOT NULL
) WITHOUT ROWID;

-- The state of the index that posting_blocks was made from: ignored when it is any other.
CREATE TABLE posting_blocks_state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint BLOB NOT NULL
);

-- All terms of the index and in how many passages each is, as they were when the index was last
-- optimized: for the question what somebody meant to type. Terms ascend by their bytes; each is
-- written as how many bytes it shares with the one before it, how many others it has, these, and its
-- number of passages. Numbers are SQLite's varints, before the first term is a byte for the version.
CREATE TABLE vocabulary (
  first_term BLOB PRIMARY KEY,
  terms      BLOB NOT NULL
) WITHOUT ROWID;

-- The state of the index that vocabulary was made from.
CREATE TABLE vocabulary_state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint BLOB NOT NULL
);

-- Terms that are also spelled otherwise, where the tokenizer does not see it. A term with letters
-- such as ß, ø or ł is found under its plain spelling (lodz for łodz, strass for straß), one with an
-- umlaut under the spelling without umlauts (mueller for muller), and one in which Chinese, Japanese
-- or Korean follows other letters or digits under each run of such characters (年 for 2021年). Rows
-- for terms that no passage holds any longer do no harm.
CREATE TABLE term_variants (
  folded TEXT NOT NULL,
  term   TEXT NOT NULL,
  PRIMARY KEY (folded, term)
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
END;

-- Its passages go after the article, since their triggers would change a row that is about to go:
-- so what they take out of the index with the help of its title is taken out here.
CREATE TRIGGER articles_after_delete AFTER DELETE ON articles BEGIN
  INSERT INTO passages_fts(passages_fts, rowid, title, text)
    SELECT 'delete', id, old.title, text FROM passages WHERE article_id = old.id;
  DELETE FROM passages WHERE article_id = old.id;
END;

COMMIT;

