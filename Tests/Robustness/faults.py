"""Kills commands, and makes their writes fail, and checks that nothing that was committed is lost.

    python3 Tests/Robustness/faults.py SEARCH [--kills 60] [--errors 150] [--full 40] [--seed 1]

Called by `make faults`; needs a C compiler. `fault.c` disturbs one chosen call that writes, so that each
round can be repeated by its seed. After the disturbance the archive must pass `search check`, must have
each article that it had before and keeps, and the same command must end in the state of an undisturbed
run.
"""

import argparse
import errno
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"
MAX_SECONDS = 60
SCENARIOS = {
    "ingest new": ["ingest", "in", "-d", "a.db", "-q"],
    "ingest changed": ["ingest", "in", "-d", "a.db", "-q"],
    "prune": ["ingest", "in", "-d", "a.db", "-q", "--prune", "--force"],
    "optimize": ["optimize", "-d", "a.db"],
    "backup": ["backup", "copy.db", "-d", "a.db", "--force"],
    "export": ["export", "out.jsonl", "-d", "a.db", "--force"],
    "repair": ["check", "--repair", "-d", "a.db"],
}
NOTHING_YET = ("there is no archive", "is empty")


class Bench:
    """The state before a scenario, and the result of an undisturbed run."""

    def __init__(self, search, library, scenario, folder):
        self.search, self.library, self.scenario = search, library, scenario
        self.start = folder / scenario.replace(" ", "-")
        self.start.mkdir()
        shutil.copytree(SEEDS, self.start / "in")
        if scenario != "ingest new":
            self.run(self.start, ["ingest", "in", "-d", "a.db", "-q"])
        if scenario in ("ingest changed", "prune"):
            for number, file in enumerate(sorted((self.start / "in").iterdir())):
                if number % 3 == 0 and file.suffix in (".md", ".txt"):
                    file.write_text(file.read_text() + "\n\nAnother paragraph about harbours.\n")
                elif number % 7 == 1:
                    file.unlink()
            (self.start / "in" / "new.txt").write_text("A new article\n\nIt has a text.\n")
        if scenario == "repair":
            self.sql("DELETE FROM vocabulary; UPDATE articles SET first_passage = NULL WHERE id % 7 = 0;"
                     "UPDATE sqlite_sequence SET seq = 9223372036854775807; DROP TRIGGER articles_after_delete;")
        if scenario == "optimize":
            self.sql("DELETE FROM posting_blocks_state; DELETE FROM vocabulary_state;")
        self.before = set() if scenario == "ingest new" else self.articles(self.start)
        twin = self.copy(folder / "twin")
        result = self.run(twin, SCENARIOS[scenario], FAULT_COUNT=str(folder / "count"))
        assert result.returncode == 0, (scenario, result.stderr)
        self.calls = int((folder / "count").read_text())
        self.after = self.articles(twin)
        shutil.rmtree(twin)

    def sql(self, script):
        subprocess.run(["sqlite3", self.start / "a.db", script], check=True)

    def copy(self, to):
        return pathlib.Path(shutil.copytree(self.start, to))

    def run(self, folder, arguments, **variables):
        if variables:
            variables["LD_PRELOAD"] = str(self.library)
        return subprocess.run(
            [self.search, *arguments], cwd=folder, env={**os.environ, **variables}, timeout=MAX_SECONDS,
            capture_output=True, text=True, errors="replace")

    def articles(self, folder, database="a.db"):
        result = self.run(folder, ["export", "-d", database])
        assert result.returncode == 0, result.stderr
        return set(result.stdout.splitlines())

    def problem(self, folder, seed, kind):
        """Disturbs the command in the folder; returns what is wrong afterwards, or None."""
        rng = random.Random(seed)
        arguments = SCENARIOS[self.scenario]
        variables = {"FAULT_AT": str(rng.randint(1, self.calls))}
        if kind == "kill":
            variables["FAULT_ERRNO"] = "0"
        else:
            code = errno.ENOSPC if kind == "full" else rng.choice([errno.EIO, errno.ENOSPC, errno.EDQUOT])
            variables["FAULT_ERRNO"] = str(code)
            variables["FAULT_LASTS"] = "1" if kind == "full" else "0"
        result = self.run(folder, arguments, **variables)
        if result.returncode not in ((-9, 0, 2) if kind == "kill" else (0, 2)):
            return f"exits with {result.returncode}: {result.stderr}"
        if result.returncode == 2 and "search: " not in result.stderr:
            return f"has no sentence: {result.stderr}"
        check = self.run(folder, ["check", "-d", "a.db"])
        if check.returncode != 0 and self.scenario != "repair":
            if self.scenario != "ingest new" or not any(text in check.stderr for text in NOTHING_YET):
                return f"leaves damage: {check.stderr}"
        else:
            now = self.articles(folder)
            if now - self.before - self.after or (self.before & self.after) - now:
                return "loses or changes articles"
        if "copy.db" in os.listdir(folder) and self.articles(folder, "copy.db") != self.after:
            return "leaves an incomplete copy"
        again = self.run(folder, arguments)
        if again.returncode != 0:
            return f"cannot be repeated: {again.stderr}"
        check = self.run(folder, ["check", "-d", "a.db"])
        if check.returncode != 0:
            return f"leaves damage when repeated: {check.stderr}"
        return None if self.articles(folder) == self.after else "does not end in the same state"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("search", type=pathlib.Path)
    for name, count in (("kills", 60), ("errors", 150), ("full", 40)):
        parser.add_argument("--" + name, type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    findings = 0
    with tempfile.TemporaryDirectory(prefix="faults") as name:
        folder = pathlib.Path(name)
        library = folder / "fault.so"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "fault.c", "-ldl"], check=True)
        benches = [Bench(str(options.search.resolve()), library, s, folder) for s in SCENARIOS]
        print(f"from seed {options.seed}; calls that write: "
              + ", ".join(f"{b.scenario} {b.calls}" for b in benches), flush=True)
        rounds = ["kill"] * options.kills + ["error"] * options.errors + ["full"] * options.full
        for number, kind in enumerate(rounds):
            seed = options.seed + number
            bench = benches[number % len(benches)]
            twin = bench.copy(folder / "round")
            problem = bench.problem(twin, seed, kind)
            shutil.rmtree(twin)
            if problem:
                findings += 1
                print(f"seed {seed}, {kind}, {bench.scenario}: {problem}", flush=True)
    print(f"{len(rounds)} rounds, {findings} findings")
    sys.exit(1 if findings else 0)


main()
