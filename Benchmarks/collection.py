"""Finds test collections, and runs the real commands on them."""

import json
import os
import subprocess
from dataclasses import dataclass

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("SEARCH") or os.path.join(PROJECT, ".build/release/search")
COLLECTIONS = os.path.join(PROJECT, "../shared/collections")
FOLDER = os.path.join(PROJECT, ".build/eval")
FILES = ("corpus.jsonl", "topics.tsv", "qrels.txt")


class Trouble(Exception):
    """A reason why a measurement cannot be made, as a sentence."""


@dataclass
class Collection:
    """Documents, queries and judgments."""

    name: str
    corpus: str     # the path to ingest, relative to the project's top folder
    topics: str
    qrels: str

    def document_count(self):
        """Returns the number of documents in the corpus; None if it is not a file with one per line."""
        if not os.path.isfile(self.corpus):
            return None
        with open(self.corpus, "rb") as file:
            return sum(1 for line in file if line.strip())


def sample_collection():
    """Returns the project's own articles. Their docnos are paths relative to the top folder."""
    folder = os.path.join(PROJECT, "Benchmarks/seeds")
    return Collection("seeds", "seeds", *(os.path.join(folder, name) for name in FILES[1:]))


def collections(folder):
    """Returns the collections in the sub-folders of a folder, ordered by name."""
    if not os.path.isdir(folder):
        raise Trouble(f"there is no folder {folder}")
    found = []
    for name in sorted(os.listdir(folder)):
        paths = [os.path.abspath(os.path.join(folder, name, file)) for file in FILES]
        if all(os.path.isfile(path) for path in paths):
            found.append(Collection(name, *paths))
    if not found:
        raise Trouble(f"{folder} has no sub-folder with {', '.join(FILES)}")
    return found


class Search:
    """The program, with a folder for its archives and runs."""

    def __init__(self, program, folder):
        self.program = os.path.abspath(program)
        self.folder = os.path.abspath(folder)
        if not os.access(self.program, os.X_OK):
            raise Trouble(f"there is no program {program}: `make build` makes it")
        os.makedirs(self.folder, exist_ok=True)

    def run(self, *arguments, output=None, statuses=(0,)):
        """Returns the output of a command, or None if it is written to the file `output`."""
        command = [self.program, *arguments]
        # The docnos of articles are their paths as given, so the commands must run in the top folder.
        result = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL,
                                stdout=output or subprocess.PIPE, stderr=subprocess.PIPE)
        if result.returncode not in statuses:
            errors = result.stderr.decode(errors="replace").strip().splitlines() or ["no output"]
            # The last line of a usage error is only a hint on how to get help.
            message = ([line for line in errors if line.startswith("Error: ")] or errors[-1:])[0]
            raise Trouble(f"search {' '.join(arguments)} ended with {result.returncode}: {message}")
        return None if output else result.stdout.decode()

    def ingest(self, corpus, database, *more):
        """Makes or updates an archive; returns its number of articles."""
        # Status 2 means that some documents could not be read. Cranfield has two without any text.
        self.run("ingest", corpus, *more, "--database", database, statuses=(0, 2))
        return json.loads(self.run("status", "--format", "json", "--database", database))["articles"]

    def empty_path(self, name):
        """Returns the path for a new archive, after removing the archive of an earlier run."""
        database = os.path.join(self.folder, name + ".db")
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(database + ending):
                os.remove(database + ending)
        return database

    def new_archive(self, collection):
        """Makes an archive of a collection; returns its path and the number of documents."""
        database = self.empty_path(collection.name)
        articles = self.ingest(collection.corpus, database)
        expected = collection.document_count() or articles
        if articles < 0.99 * expected or articles == 0:
            raise Trouble(f"{collection.name}: {articles} of {expected} documents were ingested")
        return database, expected

    def answer(self, collection, database, options, name, limit=1000, jobs=2):
        """Answers all topics; returns the path of the run, in TREC's format."""
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            self.run("batch", collection.topics, "--format", "trec", "--limit", str(limit),
                     "--jobs", str(jobs), "--database", database, *options, output=file)
        return path

    def evaluate(self, runs, qrels, measures):
        """Returns the output of `search evaluate --format json`: runs, compared with the first one."""
        text = self.run("evaluate", runs[0], qrels, *runs[1:], "--measures", ",".join(measures),
                        "--format", "json")
        return json.loads(text)
