"""Derives spelling_pairs.txt, the British and American spellings that a search treats as one, from VarCon.

    python3 Packaging/spelling_pairs.py VARCON WORDS... > Sources/SearchEngine/Spelling/spelling_pairs.txt

VARCON is the file varcon.txt of VarCon (http://wordlist.aspell.net/varcon/). WORDS are lists of English
words, one a line, which show what else a stem stands for. The committed file was made from the copy of
VarCon in typos 1.52.0 (PyPI), which has a few corrections to VarCon 2020.12.07, and from the word lists of
the Debian packages wamerican-large and wbritish-large.
"""

import itertools
import re
import sqlite3
import sys

# Clusters above this level are not in a usual dictionary.
MAX_LEVEL = 70
# Clusters with a spelling that is mostly another word: check and cheque, story and storey.
SKIPPED = set("""apprize ass bark caster check draft fagot groin lupine matte mom prize sake story""".split())
HEADER = """\
# British and American spellings that a search treats as one: see SpellingPairs.swift. Derived from VarCon by
# Packaging/spelling_pairs.py.
#
# Copyright 2000-2020 by Kevin Atkinson
#
# Permission to use, copy, modify, distribute and sell this array, the associated software, and its
# documentation for any purpose is hereby granted without fee, provided that the above copyright notice
# appears in all copies and that both that copyright notice and this permission notice appear in supporting
# documentation. Kevin Atkinson makes no representations about the suitability of this array for any purpose.
# It is provided "as is" without express or implied warranty.
#
# Copyright 2016 by Benjamin Titze
#
# Permission to use, copy, modify, distribute and sell this array, the associated software, and its
# documentation for any purpose is hereby granted without fee, provided that the above copyright notice
# appears in all copies and that both that copyright notice and this permission notice appear in supporting
# documentation. Benjamin Titze makes no representations about the suitability of this array for any
# purpose. It is provided "as is" without express or implied warranty.
#
# Since the original words lists come from the Ispell distribution:
#
# Copyright 1993, Geoff Kuenning, Granada Hills, CA
# All rights reserved.
#
# Redistribution and use in source and binary forms, with or without modification, are permitted provided
# that the following conditions are met:
# 1. Redistributions of source code must retain the above copyright notice, this list of conditions and the
#    following disclaimer.
# 2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and
#    the following disclaimer in the documentation and/or other materials provided with the distribution.
# 3. All modifications to the source code must be clearly marked as such. Binary redistributions based on
#    modified source code must be clearly marked as modified versions in the documentation and/or other
#    materials provided with the distribution.
# (clause 4 removed with permission from Geoff Kuenning)
# 5. The name of Geoff Kuenning may not be used to endorse or promote products derived from this software
#    without specific prior written permission.
#
# THIS SOFTWARE IS PROVIDED BY GEOFF KUENNING AND CONTRIBUTORS ``AS IS'' AND ANY EXPRESS OR IMPLIED
# WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
# PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL GEOFF KUENNING OR CONTRIBUTORS BE LIABLE FOR ANY
# DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO,
# PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION)
# HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
# NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
# POSSIBILITY OF SUCH DAMAGE."""


def spellings(lines):
    """Yields, for each word of VarCon that dialects spell differently, its usual spellings."""
    is_skipped = True
    for line in lines:
        head = re.match(r"# (.*?) (?:<verified> )?\(level (\d+)\)", line)
        if head:
            is_skipped = int(head[2]) > MAX_LEVEL or head[1] in SKIPPED
        elif not is_skipped and ": " in line and not line.startswith("#") and "(-)" not in line:
            row = {}
            for part in line.split("#")[0].split(" | ")[0].split(" / "):
                tags, word = part.strip().split(": ")
                row.setdefault(word, set()).update(tags.split())
            american, british = ({word for word, tags in row.items() if tags & chosen}
                                 for chosen in ({"A", "A."}, {"B", "B.", "Z", "Z.", "D", "D."}))
            words = {word for word, tags in row.items()
                     if re.fullmatch("[a-z]+", word)
                     and any(re.fullmatch("[ABZCD][.v]?", tag) for tag in tags)}
            if american and british and american != british and len(words) > 1:
                yield sorted(words)


def stems(words):
    """Returns the terms of words in the index."""
    database = sqlite3.connect(":memory:")
    database.executescript("""
        CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'porter unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE terms USING fts5vocab(words, instance)""")
    words = sorted(words)
    database.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", enumerate(words))
    return {words[row]: term for row, term in database.execute("SELECT doc, term FROM terms")}


def main():
    known = set()
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            known.update(word for word in file.read().lower().split() if re.fullmatch("[a-z]+", word))
    stem = stems(known)
    with open(sys.argv[1], encoding="latin-1") as file:
        # VarCon also has forms that hardly occur, such as colourlessest.
        rows = [[word for word in row if word in known] for row in spellings(file)]
    family = {}
    for word, term in stem.items():
        family.setdefault(term, set()).add(word)
    pairs = {}
    for row in rows:
        for one, other in itertools.permutations(row, 2):
            if stem[one] != stem[other]:
                pairs.setdefault((stem[one], stem[other]), set()).add(one)

    paired = set(itertools.chain(*pairs.values()))

    def is_pure(term):
        """Returns true if all words with this stem are spelled in two ways."""
        return family[term] <= paired

    def listed(words):
        return "=" + ",".join(sorted(words))

    lines = []
    for one, other in pairs:
        key = one + ("" if is_pure(one) else listed(pairs[one, other]))
        words = pairs[other, one]
        value = min(words, key=lambda word: (len(word), word)) if is_pure(other) else listed(words)
        lines.append(f"{key} {value}")
    print(HEADER)
    print("\n".join(sorted(lines)))


if __name__ == "__main__":
    main()
