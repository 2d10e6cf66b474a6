"""Damages archives in many ways, and runs every command on them.

    python3 Tests/Robustness/damages.py SEARCH [--rounds 200] [--seed 1] [--only SEED]

Called by `make damage`. Each round makes one damage, chosen by its seed, to an archive of the sample
articles. No command may be killed by a signal, take longer than 12 seconds or more than 400 MB, or
exit with another status than 0, 1 or 2. Hits and scores that differ from those of the undamaged archive
must come with a notice or a message. Prints each finding with its seed, and fails if there is one.
"""

import argparse
import json
import os
import pathlib
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "seeds"
MAX_SECONDS = 12
MAX_MEGABYTES = 400

# Queries whose hits are compared with those of the undamaged archive.
COMPARED = [
    ["submarines pact"], ["submarines pact", "--plain"], ["china russia gas", "--passages"],
    ["china", "--explain"], ["=ships fleet"], ["sub*"], ["\"joint patrol\" OR france"],
    ["NEAR(china russia, 10)"], ["moon -station", "--all"], ["the fleet in the strait", "-n", "30"],
    ["submarnies"], ["russia", "--expand"], ["ukraine", "--sort", "newest"],
]
# Queries that depend on fields of articles, which have no checksums.
OTHERS = [
    ["china", "--since", "2021-06"], ["publisher:wire OR language:de gas"], ["--since", "2021"],
    ["text : china", "--raw"], ["gas", "--facets", "publisher,year"],
]
READERS = [
    ["show", "1"], ["show", "seeds/moon-station.html"], ["similar", "3"], ["timeline", "china"],
    ["timeline", "--since", "2000"], ["status"], ["status", "--format", "json"], ["fields"], ["check"],
    ["batch", "topics.tsv"], ["show", "2", "--format", "json"],
]
WRITERS = [["check", "--repair"], ["optimize"], ["ingest", "seeds"], ["ingest", "more"]]
EXTREMES = [
    2**63 - 1, -(2**63), 2**62, 2**32, 2**32 - 1, 2**31, 2**31 - 1, -1, 0, 2**53 + 1, 2**40, 1e300, -0.5,
    "text", "", b"\x00\xff", None, "9223372036854775808",
]
NUMBERS = [
    ("articles", c) for c in ("id", "first_passage", "last_passage", "file_id")
] + [
    ("passages", c) for c in ("id", "article_id", "ordinal", "start")
] + [
    ("files", c) for c in ("id", "root_id", "size", "modified", "changed", "inode", "failures")
] + [
    ("roots", "id"), ("ingest_runs", "id"), ("ingest_runs", "files"), ("ingest_runs", "added"),
    ("sqlite_sequence", "seq"), ("sqlite_sequence", "name"), ("passage_lengths", "chunk"),
    ("written_form_postings", "page"), ("written_forms_state", "last_row"),
    ("written_forms_state", "size"), ("written_form_changes", "id"), ("page_checksums", "chunk"),
    ("passages_fts_data", "id"), ("passages_fts_docsize", "id"), ("passages_fts_config", "v"),
    ("passages_fts_idx", "pgno"), ("passages_fts_idx", "segid"),
]
BLOBS = [
    ("passage_lengths", "lengths"), ("posting_blocks", "blocks"), ("vocabulary", "terms"),
    ("written_forms", "forms"), ("written_form_postings", "bytes"), ("page_checksums", "checksums"),
    ("posting_blocks_state", "fingerprint"), ("vocabulary_state", "fingerprint"),
    ("passages_fts_data", "block"), ("passages_fts_docsize", "sz"),
]
ENDLESS = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT "


class Damage:
    """A damage to the archive at `path`; `text` is true if it may change what articles say."""

    def __init__(self, path, rng):
        self.path, self.rng, self.text = path, rng, False
        kinds = [
            self.bits, self.bits, self.pages, self.schema, self.numbers, self.numbers, self.encoding,
            self.side_tables, self.side_tables, self.index, self.beginning, self.header,
        ]
        kind = rng.choice(kinds)
        self.name = kind.__name__ + ": " + str(kind())

    def read(self):
        return bytearray(self.path.read_bytes())

    def bits(self):
        data, count = self.read(), self.rng.choice([1, 1, 3, 30])
        for _ in range(count):
            place = self.rng.randrange(100, len(data))
            data[place] ^= 1 << self.rng.randrange(8)
        self.path.write_bytes(data)
        return f"{count} flipped"

    def pages(self):
        data, size = self.read(), 4096
        count = len(data) // size
        way = self.rng.choice(["zero", "swap", "cut", "noise", "copy", "cut within"])
        first, second = self.rng.randrange(count), self.rng.randrange(1, count)
        one, two = slice(first * size, (first + 1) * size), slice(second * size, (second + 1) * size)
        if way == "zero":
            data[two] = bytes(size)
        elif way == "swap":
            data[one], data[two] = data[two], data[one]
        elif way == "noise":
            data[two] = self.rng.randbytes(size)
        elif way == "copy":
            data[two] = data[one]
        else:
            del data[second * size + (self.rng.randrange(1, size) if way == "cut within" else 0):]
        self.path.write_bytes(data)
        return f"{way} {first} {second}"

    def header(self):
        data, place = self.read(), self.rng.randrange(16, 100)
        data[place] = self.rng.randrange(256)
        self.path.write_bytes(data)
        return f"byte {place} is {data[place]}"

    def beginning(self):
        """What a process leaves that is killed while it creates an archive."""
        size = self.rng.choice([0, 0, 1, 511, 512, 4096, 8192, 100])
        data = self.read()[:size]
        if self.rng.random() < 0.5:
            self.path.unlink()
            db = sqlite3.connect(self.path)
            db.execute("PRAGMA journal_mode = WAL")
            db.close()
            return "an empty database"
        self.path.write_bytes(data)
        return f"{size} bytes"

    def sql(self, *statements):
        db = sqlite3.connect(self.path)
        db.isolation_level = None
        db.execute("PRAGMA writable_schema = ON")
        done = []
        for sql, values in statements:
            try:
                db.execute(sql, values)
                done.append(f"{sql} {values!r:.80}")
            except (sqlite3.Error, OverflowError) as error:
                done.append(f"{sql} failed: {error}")
        db.close()
        return "; ".join(done)

    def schema(self):
        rng = self.rng
        table = rng.choice([
            "articles", "passages", "files", "roots", "vocabulary", "term_variants", "joined_words",
            "posting_blocks_state", "passages_fts_docsize", "written_forms",
        ])
        names = [r[0] for r in sqlite3.connect(self.path).execute("SELECT name FROM sqlite_schema")]
        name = rng.choice(names)
        where = (name,)
        columns = "id, 'a' AS location, 'b' AS docno, 'c' AS title, NULL AS author, '' AS text, 1 AS v"
        return self.sql(*rng.choice([
            [(f"DROP TABLE {table}", ()), (f"CREATE VIEW {table} AS {ENDLESS} x AS {columns} FROM t", ())],
            [("DROP VIEW indexed_passages", ()),
             (f"CREATE VIEW indexed_passages AS {ENDLESS} x AS id, 'a' AS title, 'b' AS text FROM t", ())],
            [("DROP VIEW article_texts", ()),
             (f"CREATE VIEW article_texts AS {ENDLESS} x AS article_id, 'b' AS text FROM t", ())],
            [("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (rng.randrange(-1, 300), name))],
            [("UPDATE sqlite_schema SET sql = 'garbage' WHERE name = ?", where)],
            [("UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER', 'TEXT') WHERE name = ?", where)],
            [("UPDATE sqlite_schema SET type = 'view' WHERE name = ?", where)],
            [("DELETE FROM sqlite_schema WHERE name = ?", where)],
            [(f"DROP TABLE {table}", ())],
            [("CREATE TRIGGER own AFTER INSERT ON passages BEGIN DELETE FROM articles; END", ()),
             ("CREATE VIEW mine AS SELECT 1", ()), ("CREATE TABLE theirs (a)", ())],
            [("ALTER TABLE articles ADD COLUMN twice AS (title || title)", ())],
            [("CREATE UNIQUE INDEX own ON articles(language)", ()),
             ("CREATE UNIQUE INDEX own ON articles(title)", ())],
            [("PRAGMA user_version = %d" % rng.choice([-1, 0, 1, 2, 4, 2**31 - 1]), ())],
            [("PRAGMA application_id = 7", ())],
        ]))

    def numbers(self):
        table, column = self.rng.choice(NUMBERS)
        value = self.rng.choice(EXTREMES)
        some = self.rng.choice(["", f" WHERE rowid % 5 = {self.rng.randrange(5)}",
                                f" WHERE rowid = (SELECT max(rowid) FROM {table})"])
        without = self.rng.random() < 0.5
        triggers = sqlite3.connect(self.path).execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall() if without else []
        # A passage that belongs to another article, or has another id, is another text.
        self.text = (table, column) in [("passages", "article_id"), ("passages", "id"),
                                        ("articles", "id")]
        # Without the triggers and a CHECK, as an attacker would write them.
        return self.sql(
            *[(f"DROP TRIGGER {name}", ()) for (name,) in triggers], ("PRAGMA ignore_check_constraints = 1", ()),
            (f"UPDATE OR IGNORE {table} SET {column} = ?{some}", (value,)))

    def encoding(self):
        way = self.rng.choice(["header", "dump", "bytes", "long", "nul"])
        if way == "header":
            data = self.read()
            data[59] = self.rng.choice([2, 3, 0, 4])
            self.path.write_bytes(data)
        elif way == "dump":
            db = sqlite3.connect(self.path)
            script = (SEEDS.parent / "schema.sql").read_text()
            rows = {
                t: db.execute(f"SELECT * FROM {t}").fetchall() for t in ("articles", "passages", "files", "roots")
            }
            db.close()
            self.path.unlink()
            db = sqlite3.connect(self.path)
            db.execute(f"PRAGMA encoding = '{self.rng.choice(['UTF-16', 'UTF-16be'])}'")
            db.executescript(script + '; PRAGMA foreign_keys = OFF;')
            for table, all_rows in rows.items():
                for row in all_rows:
                    db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
            db.commit()
            db.close()
            self.text = True
        elif way == "long":
            self.text = True
            table, column = self.rng.choice([
                ("articles", "title"), ("passages", "text"), ("posting_blocks", "blocks"), ("roots", "settings"),
                ("passages_fts_data", "block"), ("files", "path"),
            ])
            size = self.rng.choice([600_000_000, 90_000_000])
            way = f"{size} bytes in {table}: " + self.sql((
                f"UPDATE {table} SET {column} = CAST(zeroblob({size}) AS TEXT)"
                f" WHERE rowid = (SELECT max(rowid) FROM {table})" if table != "posting_blocks" else
                f"UPDATE posting_blocks SET blocks = zeroblob({size}) WHERE term = (SELECT max(term) FROM posting_blocks)",
                ()))
        else:
            self.text = True
            value = b"\xff\xfe\xc3" if way == "bytes" else b"a\x00b\x00"
            table, column = self.rng.choice([
                ("articles", "title"), ("articles", "location"), ("passages", "text"), ("articles", "published"),
                ("roots", "settings"), ("files", "path"), ("articles", "content_hash"), ("articles", "language"),
            ])
            way += " " + self.sql((f"UPDATE OR IGNORE {table} SET {column} = CAST(? AS TEXT) WHERE rowid = 1", (value,)))
        return way

    def garbage(self, table, column):
        db = sqlite3.connect(self.path)
        rows = db.execute(f"SELECT {column} FROM {table}").fetchall()
        blob = bytearray(self.rng.choice(rows)[0] or b"") if rows else bytearray()
        old = bytes(blob)
        way = self.rng.choice(["bit", "bit", "byte", "cut", "noise", "empty", "null", "zeros", "delete", "swap", "text"])
        if way in ("bit", "byte") and blob:
            place = self.rng.randrange(len(blob))
            blob[place] = blob[place] ^ 1 << self.rng.randrange(8) if way == "bit" else self.rng.randrange(256)
        elif way == "cut":
            del blob[self.rng.randrange(len(blob) + 1):]
        elif way == "noise":
            blob = self.rng.randbytes(len(blob))
        elif way == "zeros":
            blob = bytes(len(blob))
        elif way == "empty":
            blob = b""
        value = None if way == "null" else "text" if way == "text" else bytes(blob)
        where = f"WHERE {column} = ?"
        if way == "delete":
            statements = [(f"DELETE FROM {table} {where}", (old,))]
        elif way == "swap":
            other = bytes(self.rng.choice(rows)[0] or b"") if rows else b""
            statements = [(f"UPDATE {table} SET {column} = CASE {column} WHEN ?1 THEN ?2 ELSE ?1 END"
                           f" WHERE {column} IN (?1, ?2)", (old, other))]
        else:
            statements = [(f"UPDATE OR IGNORE {table} SET {column} = ? {where}", (value, old))]
        db.close()
        return f"{table} {way}: " + self.sql(*statements)[:150]

    def side_tables(self):
        if self.rng.random() < 0.2:
            table = self.rng.choice([t for t, _ in BLOBS[:8]] + ["term_variants", "joined_words"])
            return self.sql((f"DELETE FROM {table}", ()))
        return self.garbage(*self.rng.choice(BLOBS[:8]))

    def index(self):
        return self.garbage(*self.rng.choice(BLOBS[8:]))


class Run:
    """A finished command: its status, output and messages, and the time and memory that it took."""

    def __init__(self, search, arguments, folder):
        began = time.monotonic()
        self.arguments = arguments
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [search, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                env={**os.environ, "SWIFT_BACKTRACE": "enable=no", "TMPDIR": str(folder)})
            timer = threading.Timer(MAX_SECONDS, process.kill)
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            self.seconds = time.monotonic() - began
            self.status = os.waitstatus_to_exitcode(status)
            process.returncode = self.status
            self.megabytes = usage.ru_maxrss / 1024
            for file in (out, errors):
                file.seek(0)
            self.output = out.read(50_000_000).decode(errors="replace")
            self.errors = errors.read(1_000_000).decode(errors="replace")

    @property
    def problem(self):
        """A finding; None if the command did nothing that it must not."""
        if self.seconds >= MAX_SECONDS:
            return f"takes longer than {MAX_SECONDS} s"
        if self.status not in (0, 1, 2):
            return f"exits with {self.status}: {self.errors[-300:]}"
        if self.megabytes > MAX_MEGABYTES:
            return f"takes {self.megabytes:.0f} MB"
        if "result code" in self.errors:
            return f"has no sentence: {self.errors[-200:]}"
        if self.status == 2 and not self.errors:
            return "fails without a message"
        return None

    def answer(self):
        """The hits with their scores, and True if a notice or a message warns of them."""
        try:
            answer = json.loads(self.output)
        except ValueError:
            return None, bool(self.errors)
        hits = [
            (hit["article"]["id"], hit["passage"]["id"], round(hit["score"], 6)) for hit in answer["hits"]
        ]
        warned = any(n["code"].startswith("damaged-") for n in answer["notices"])
        return hits, warned or bool(self.errors)


def lower_limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("search", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    lower_limits()
    search = str(options.search.resolve())
    seeds = [options.only] if options.only is not None else range(options.seed, options.seed + options.rounds)
    findings, kinds = [], {}
    counts = {"right answers": 0, "with a needless notice": 0, "wrong answers with a warning": 0, "errors": 0}
    with tempfile.TemporaryDirectory(prefix="damages") as temporary:
        folder = pathlib.Path(temporary)
        shutil.copytree(SEEDS, folder / "seeds")
        shutil.copytree(SEEDS, folder / "more")
        # More passages, so that there are long posting lists too.
        for number in range(4):
            for file in SEEDS.glob("*.[mt][dx]*"):
                text = file.read_text() + f"\n\nEdition {number} of russia, china and submarines.\n"
                (folder / "seeds" / f"{number}-{file.name}").write_text(text)
        (folder / "topics.tsv").write_text("1\tsubmarines pact\n2\tchina gas\n3\tsub*\n")
        base = folder / "base.db"
        made = Run(search, ["ingest", "seeds", "-d", "base.db", "-q"], folder)
        assert made.status == 0, made.errors
        db = sqlite3.connect(base)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

        def ask(query, path):
            return Run(search, [*query, "-d", path, "--format", "json"], folder)

        wanted = {}
        for query in COMPARED:
            run = ask(query, "base.db")
            assert run.status in (0, 1) and run.answer()[0] is not None, (query, run.errors)
            wanted[tuple(query)] = run.answer()[0]
        assert sum(map(bool, wanted.values())) > len(wanted) / 2, wanted
        print(f"{len(seeds)} rounds from seed {seeds[0]}, archive of {base.stat().st_size >> 10} KB", flush=True)
        for seed in seeds:
            for file in folder.glob("d*.db*"):
                file.unlink()
            path = folder / "damaged.db"
            shutil.copy(base, path)
            # In a process of its own: Linux counts the memory of this one as that of its children.
            made = subprocess.run(
                [sys.executable, __file__, "--damage", str(seed), path], check=True, capture_output=True)
            name, is_of_text = json.loads(made.stdout)
            kinds[name.split(":")[0]] = kinds.get(name.split(":")[0], 0) + 1

            def report(run, problem):
                if seed not in findings:
                    print(f"seed {seed} ({name[:300]})")
                findings.append(seed)
                print(f"  {' '.join(run.arguments)}: {problem}", flush=True)

            runs = []
            for query in COMPARED:
                run = ask(query, "damaged.db")
                runs.append(run)
                hits, warned = run.answer()
                is_right = hits == wanted[tuple(query)]
                counts["right answers" if is_right and not warned else
                       "with a needless notice" if is_right else
                       "errors" if hits is None else "wrong answers with a warning"] += 1
                if run.status in (0, 1) and not warned and not is_of_text and not is_right:
                    report(run, f"differs without a warning: {hits} instead of {wanted[tuple(query)]}"[:600])
            runs += [ask(query, "damaged.db") for query in OTHERS]
            runs += [Run(search, [*reader, "-d", "damaged.db"], folder) for reader in READERS]
            runs.append(Run(search, ["export", "-d", "damaged.db"], folder))
            runs.append(Run(search, ["backup", "copy.db", "-d", "damaged.db", "--force"], folder))
            for writer in WRITERS:
                for ending in ("", "-wal"):
                    if (folder / ("damaged.db" + ending)).exists():
                        shutil.copy(folder / ("damaged.db" + ending), folder / ("d2.db" + ending))
                for ending in ("-shm", "-journal"):
                    (folder / ("d2.db" + ending)).unlink(missing_ok=True)
                if not (folder / "damaged.db-wal").exists():
                    (folder / "d2.db-wal").unlink(missing_ok=True)
                runs.append(Run(search, [*writer, "-d", "d2.db"], folder))
                runs.append(ask(COMPARED[0], "d2.db"))
            for run in runs:
                if run.problem:
                    report(run, run.problem)
    print(f"rounds by kind: {kinds}")
    print(f"compared answers: {counts}")
    print(f"{len(findings)} findings in {len(set(findings))} of {len(seeds)} rounds")
    sys.exit(1 if findings else 0)


if sys.argv[1:2] == ["--damage"]:
    damage = Damage(pathlib.Path(sys.argv[3]), random.Random(int(sys.argv[2])))
    print(json.dumps([damage.name[:500], damage.text]))
else:
    main()
