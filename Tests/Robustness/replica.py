"""Replicates an archive with Litestream, kills the writer and Litestream, and checks what is restored.

    python3 Tests/Robustness/replica.py SEARCH LITESTREAM [--server SEARCH_SERVER] [--rounds 6] [--seed 1]

Called by `make replica`. The articles that each step of the writer must leave are known from another
archive, in which the same steps run undisturbed. A step changes the articles in one transaction, so a
restored archive must have exactly the articles of a step, and must not be older than the last step that
was copied for certain. Whenever the replica has caught up, queries must have the same answers, byte for
byte, in the archive and in the restored copy. The commands of docs/availability.md are run at the end.
"""

import argparse
import collections
import datetime
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "availability.md"
MAX_SECONDS = 120
FILES, PARAGRAPHS = 200, 10
WORDS = ("harbour ships moon station gas pipeline submarine rocket treaty budget vote river ice trade strait "
         "minister reactor island cable vessel").split()
QUERIES = [[word] for word in WORDS] + [
    ["harbour ships"], ["moon station", "--all"], ["gas pipeline", "--passages"], ['"river ice"'],
    ["submar*"], ["NEAR(treaty budget, 5)"], ["title:edition"], ["vote -trade"], ["(moon OR ice) +rocket"],
    ["=ships"], ["harbor"], ["harbuor"], ["fleeting"], ["steady", "--sort", "newest"],
    ["cable vessel", "--explain"], ["strait", "--facets", "language"], ["minister", "--plain"],
    ["island reactor", "--rank", "b=0.75"], ["timeline", "treaty"], ["similar", "in/7.txt"], ["fields"],
    ["show", "in/3.txt"],
]


class Failure(Exception):
    """Something that must not happen."""


def require(condition, *what):
    if not condition:
        raise Failure(": ".join(str(part) for part in what))


def now():
    """The time in the form that Litestream reads."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Writer:
    """A folder with articles and an archive, and the steps that change both."""

    def __init__(self, search, folder, seed):
        self.search, self.folder, self.seed = search, folder, seed
        (folder / "in").mkdir(parents=True)

    def run(self, *arguments, database="a.db", statuses=(0,)):
        result = subprocess.run(
            [self.search, *arguments, "-d", database], cwd=self.folder, timeout=MAX_SECONDS,
            capture_output=True, text=True)
        require(result.returncode in statuses, arguments, result.returncode, result.stderr)
        return result.stdout

    def command(self, number):
        """Writes the files of a step; returns the command that brings the archive up to date."""
        if number % 4 == 3:
            return ["remove", "--query", "fleeting", "--yes"]
        rng = random.Random(f"{self.seed} {number}")
        names = [str(n) for n in range(FILES) if number == 0 or rng.random() < 0.4]
        for name in names + [f"extra-{number}-{n}" for n in range(8)]:
            mark = "fleeting" if name.startswith("extra") else "steady"
            text = "\n\n".join(" ".join([mark] + rng.choices(WORDS, k=150)) for _ in range(PARAGRAPHS))
            (self.folder / "in" / f"{name}.txt").write_text(f"Edition {number} of {name}\n\n{text}\n")
        return ["ingest", "in", "--quiet"]

    def step(self, number):
        """Runs a step; returns the seconds that its command took."""
        command, start = self.command(number), time.monotonic()
        # A removal that a killed one has already done finds nothing, and then exits with status 1.
        self.run(*command, statuses=(0, 1) if number % 4 == 3 else (0,))
        return time.monotonic() - start

    def state(self, database="a.db"):
        """Identifies the articles and their texts, without row ids and times of ingestion."""
        return hashlib.sha256(self.run("export", database=database).encode()).hexdigest()

    def answers(self, database):
        """The answers to all queries as JSON, without the time that they took."""
        found = []
        for query in QUERIES:
            output = self.run(*query, "--format", "json", database=database, statuses=(0, 1))
            found.append(re.sub(r'"elapsed_ms" ?: ?[0-9.e-]+,?', "", output))
        return found

    def check(self, database):
        self.run("check", database=database)
        connection = sqlite3.connect(self.folder / database)
        rows = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        require(rows == [("ok",)], database, rows)


class Replicator:
    """Litestream, which copies the archive of a writer to the folder `replica` beside it."""

    def __init__(self, litestream, folder):
        self.litestream, self.folder = litestream, folder
        self.socket = folder / "socket"
        self.process = None
        (folder / "litestream.yml").write_text(json.dumps({
            "socket": {"enabled": True, "path": str(self.socket)},
            "dbs": [{"path": str(folder / "a.db"), "replica": {"type": "file", "path": str(folder / "replica")}}],
        }))

    def start(self):
        self.socket.unlink(missing_ok=True)
        with open(self.folder / "litestream.log", "a") as log:
            self.process = subprocess.Popen(
                [self.litestream, "replicate", "-config", "litestream.yml"], cwd=self.folder, stdout=log, stderr=log)
        while not self.socket.exists():
            require(self.process.poll() is None, "litestream does not start", self.log())
            time.sleep(0.05)

    def kill(self, sent=signal.SIGKILL):
        if self.process:
            self.process.send_signal(sent)
            self.process.wait()
            self.process = None

    def sync(self):
        """Waits until everything that is committed has been copied; returns the transaction's id."""
        result = self.run("sync", "-wait", "-timeout", "60", "-json", "-socket", self.socket, self.folder / "a.db")
        require(result.returncode == 0, "sync", result.stderr)
        answer = json.loads(result.stdout)
        require(answer["txid"] == answer["replica_txid"], "sync", result.stdout)
        return answer["txid"]

    def restore(self, *options, to="r.db", source="replica"):
        """Restores the archive from the replica; false if Litestream refuses."""
        for suffix in ("", "-wal", "-shm"):
            (self.folder / (to + suffix)).unlink(missing_ok=True)
        self.restored = self.run("restore", "-o", to, *options, f"file://{self.folder / source}")
        return self.restored.returncode == 0

    def run(self, *arguments):
        return subprocess.run(
            [self.litestream, *map(str, arguments)], cwd=self.folder, timeout=MAX_SECONDS,
            capture_output=True, text=True)

    def log(self):
        return (self.folder / "litestream.log").read_text()[-2000:]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.writer = Writer(options.search, folder / "main", options.seed)
        self.twin = Writer(options.search, folder / "twin", options.seed)
        self.replicator = Replicator(options.litestream, folder / "main")
        self.history = []
        self.counts = collections.Counter()

    @property
    def next(self):
        return len(self.history)

    def expect_step(self):
        """Runs the next step in the other archive; returns its number and the seconds it took."""
        number = self.next
        seconds = self.twin.step(number)
        state = self.twin.state()
        require(state not in self.history, "step", number, "changes nothing")
        self.history.append(state)
        return number, seconds

    def step(self):
        number, _ = self.expect_step()
        self.writer.step(number)
        return number

    def place(self, database):
        """The step whose articles the archive has."""
        self.writer.check(database)
        state = self.writer.state(database)
        require(state in self.history, database, "has the articles of no step")
        return self.history.index(state)

    def compare(self):
        """Once the replica has caught up, archive and restored copy are the same."""
        transaction = self.replicator.sync()
        require(self.replicator.restore(), "restore", self.replicator.restored.stderr)
        last = self.next - 1
        require(self.place("a.db") == last, "the archive does not have the articles of step", last)
        require(self.place("r.db") == last, "the restored copy does not have the articles of step", last)
        pairs = zip(QUERIES, self.writer.answers("a.db"), self.writer.answers("r.db"))
        for query, ours, restored in pairs:
            require(ours == restored, "different answers", query, ours, restored)
            self.counts["answers compared"] += 1
        return transaction

    def kill_round(self, rng):
        """Kills the writer in a step, and Litestream after or before it."""
        for _ in range(rng.randint(1, 2)):
            self.step()
        self.compare()
        copied = self.next - 1
        number, seconds = self.expect_step()
        command = self.writer.command(number)
        is_writer_first = rng.random() < 0.7
        process = subprocess.Popen(
            [self.writer.search, *command, "-d", "a.db"], cwd=self.writer.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * rng.random())
        if is_writer_first:
            process.kill()
            process.wait()
            time.sleep(rng.random() * 2)
            self.replicator.kill()
        else:
            # The writer may finish, and then empties the log that Litestream has not copied.
            self.replicator.kill()
            time.sleep(seconds * rng.random())
            process.kill()
            process.wait()
        self.counts["writers killed before they finished"] += process.returncode == -signal.SIGKILL
        require(self.replicator.restore(), "restore", self.replicator.restored.stderr)
        restored, ours = self.place("r.db"), self.place("a.db")
        require(copied <= restored <= ours <= number, "restored step", restored, "archive", ours, "copied", copied)
        self.counts["killed steps that were committed"] += ours == number
        self.counts["restored copies behind the archive"] += restored < ours
        self.replicator.start()
        self.writer.step(number)
        self.compare()

    def earlier(self):
        """Restores the states before and after a step, by time and by transaction."""
        before = self.compare()
        time.sleep(0.05)
        moment = now()
        time.sleep(0.05)
        number = self.step()
        after = self.compare()
        for options, expected in (
            (["-timestamp", moment], number - 1),
            (["-txid", f"{before:016x}"], number - 1),
            (["-txid", f"{after:016x}"], number),
        ):
            require(self.replicator.restore(*options), options, self.replicator.restored.stderr)
            restored = self.place("r.db")
            require(restored == expected, options, "restores step", restored, "instead of", expected)

    def optimize(self):
        self.writer.run("optimize")
        self.compare()

    def damage(self, rng):
        """A wrong byte in a file that is needed is noticed, or makes no difference."""
        source, damaged = self.writer.folder / "replica", self.writer.folder / "damaged"
        self.replicator.kill(signal.SIGTERM)  # would otherwise merge files meanwhile
        require(self.replicator.restore("-dry-run"), "restore -dry-run", self.replicator.restored.stderr)
        needed = re.findall(r"^ *(\d) +([0-9a-f]+-[0-9a-f]+\.ltx)", self.replicator.restored.stdout, re.M)
        for _ in range(20):
            shutil.rmtree(damaged, ignore_errors=True)
            shutil.copytree(source, damaged)
            file = damaged.joinpath("ltx", *rng.choice(needed))
            data = bytearray(file.read_bytes())
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            file.write_bytes(data)
            if self.replicator.restore(source="damaged"):
                require(self.place("r.db") == self.next - 1, "damage in", file.name, "is not noticed")
                self.counts["damages without effect"] += 1
            else:
                self.counts["damages refused"] += 1

    def run(self):
        self.step()
        self.replicator.start()
        for number in range(self.options.rounds):
            seed = self.options.seed + number
            try:
                self.kill_round(random.Random(seed))
            except Failure as failure:
                raise Failure(f"seed {seed}: {failure}")
        self.earlier()
        self.optimize()
        self.damage(random.Random(self.options.seed))


class Page:
    """Runs the commands of the page in order, with its folders below a temporary one."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        (folder / "bin").mkdir(parents=True)
        for name, program in (
            ("search", options.search), ("litestream", options.litestream), ("search-server", options.server),
        ):
            if program:
                (folder / "bin" / name).symlink_to(program)
        for name in ("srv/archive", "srv/reader", "mnt/backup"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(ROOT / "seeds", folder / "srv/articles")
        self.moment = None
        self.servers = []

    def local(self, text):
        text = re.sub(r"(?<![\w.])/(srv|mnt)/", f"{self.folder}/\\1/", text)
        return text.replace("2026-03-01T12:00:00Z", self.moment or "")

    def shell(self, script):
        name = self.folder / "output"
        variables = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "SEARCH_SERVER_PORT": str(self.options.port)}
        with open(name, "w") as output:
            process = subprocess.Popen(
                ["sh", "-ec", self.local(script)], cwd=self.folder, stdout=output, stderr=output,
                start_new_session=True, env={**os.environ, **variables})
            status = process.wait(MAX_SECONDS)
        if "&\n" in script:
            self.servers.append(process.pid)
        require(status == 0, "a command of the page fails", script, name.read_text())

    def titles(self, database):
        output = subprocess.run(
            [self.options.search, "export", "-d", self.folder / database], capture_output=True, text=True, check=True)
        return sorted(json.loads(line)["title"] for line in output.stdout.splitlines())

    def total(self):
        """The number of articles about harbours that the server finds, once it answers."""
        address = f"http://127.0.0.1:{self.options.port}/search?q=harbours"
        for _ in range(MAX_SECONDS * 10):
            try:
                with urllib.request.urlopen(address, timeout=MAX_SECONDS) as reply:
                    return json.load(reply)["total"]
            except OSError:
                time.sleep(0.1)
        raise Failure("the server does not answer")

    def add(self, name):
        (self.folder / f"srv/articles/{name}.txt").write_text(f"{name}\n\nA text about harbours.\n")

    def run(self):
        blocks = re.findall(r"^```(sh|yaml)\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
        yaml = [text for kind, text in blocks if kind == "yaml"]
        (self.folder / "srv/archive/litestream.yml").write_text(self.local(yaml[0]))
        (self.folder / "s3.yml").write_text(self.local(yaml[0].split("dbs:")[0] + yaml[1]))
        # Only the syntax of the second configuration is tested, because it needs an account.
        self.shell("litestream databases -config s3.yml | grep -q s3")
        commands = collections.deque(text for kind, text in blocks if kind == "sh")
        try:
            self.replicate(commands)
            self.serve(commands)
            self.go_back(commands)
        finally:
            for pid in self.servers:
                try:
                    os.killpg(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        require(not commands, "commands of the page that are not run", list(commands))

    def start(self, script):
        """Runs a script that starts Litestream, and waits until it can be reached."""
        socket = self.folder / "srv/archive/litestream.sock"
        socket.unlink(missing_ok=True)
        self.shell(script)
        for _ in range(MAX_SECONDS * 20):
            if socket.exists():
                return
            time.sleep(0.05)
        raise Failure("Litestream does not start")

    def replicate(self, commands):
        self.start(commands.popleft())
        self.shell(commands.popleft())  # sync
        self.shell(commands.popleft())  # restore
        require(self.titles("srv/restored/articles.db") == self.titles("srv/archive/articles.db"), "restored")
        self.first = self.titles("srv/archive/articles.db")

    def serve(self, commands):
        starting, replacing = commands.popleft(), commands.popleft()
        if self.options.server:
            self.shell(starting)
            before = self.total()
        self.moment = now()
        self.add("later")
        self.shell("search ingest --quiet --database /srv/archive/articles.db")
        self.shell("litestream sync -wait -socket /srv/archive/litestream.sock /srv/archive/articles.db")
        self.shell(replacing)
        require("later" in self.titles("srv/reader/articles.db"), "the reader's copy is old")
        if self.options.server:
            require(self.total() == before + 1, "the server still answers from the old copy")
        else:
            print("no server: the commands that start it are skipped")

    def go_back(self, commands):
        self.shell(commands.popleft())  # restore by time
        require(self.titles("srv/restored/earlier.db") == self.first, "earlier")
        os.killpg(self.servers[0], signal.SIGTERM)
        while self.is_running(self.servers[0]):
            time.sleep(0.05)
        self.start(commands.popleft())  # replace the archive, and start Litestream
        require(self.titles("srv/archive/articles.db") == self.first, "the archive was not replaced")
        (self.folder / "srv/articles/later.txt").unlink()
        self.add("last")
        self.shell("search ingest --quiet --database /srv/archive/articles.db")
        self.shell("litestream sync -wait -socket /srv/archive/litestream.sock /srv/archive/articles.db")
        self.shell("rm -r /srv/restored\nlitestream restore -o /srv/restored/articles.db file:///mnt/backup/articles")
        require(self.titles("srv/restored/articles.db") == sorted(self.first + ["last"]), "restored after going back")
        self.shell(commands.popleft())  # backup
        require(self.titles("mnt/backup/copy.db") == sorted(self.first + ["last"]), "backup")

    @staticmethod
    def is_running(group):
        try:
            os.killpg(group, 0)
            return True
        except ProcessLookupError:
            return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("search", type=pathlib.Path)
    parser.add_argument("litestream", type=pathlib.Path)
    parser.add_argument("--server", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=7792)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in ("search", "litestream", "server"):
        if getattr(options, name):
            setattr(options, name, getattr(options, name).absolute())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="replica-"))
    print(f"seed {options.seed}, {options.rounds} rounds in {folder}", flush=True)
    bench = Bench(options, folder)
    try:
        bench.run()
        Page(options, folder / "page").run()
    except Failure as failure:
        print("failed:", str(failure)[:4000])
        sys.exit(1)
    finally:
        bench.replicator.kill()
        print(", ".join(f"{number:,} {name}" for name, number in bench.counts.items()))
    shutil.rmtree(folder)


main()
