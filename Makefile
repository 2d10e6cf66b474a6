# make            install what is missing, build, ingest seeds/, run a first search
# make test       run all tests
# make help       list the other targets

PREFIX ?= /usr/local
DESTDIR ?=
PACKAGES = libsqlite3-dev libxml2-dev nettle-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
	libarchive-dev libuchardet-dev libyaml-dev libtomlplusplus-dev rapidjson-dev zlib1g-dev \
	libcld2-0 pkg-config sqlite3
SWIFT = swift
# The C++ library that Swift's own needs, and GCC's, are linked statically where they can be: to load
# them takes every search a millisecond. A folder that holds nothing else makes the linker choose.
STATIC = $(CURDIR)/.build/static
RELEASE = -c release --static-swift-stdlib -Xlinker -L$(STATIC) \
	-Xswiftc -Xclang-linker -Xswiftc -static-libgcc
SEARCH = .build/release/search
MANUAL = $(PREFIX)/share/man/man1/search.1
COMPLETIONS = $(PREFIX)/share/bash-completion/completions/search \
	$(PREFIX)/share/zsh/site-functions/_search $(PREFIX)/share/fish/vendor_completions.d/search.fish
ORACLES = .build/python
SECONDS = 60
export SEARCH_DATABASE =

.PHONY: demo
demo: build  ## (the default) build, ingest seeds/ into articles.db, search it
	$(SEARCH) ingest seeds --database articles.db
	$(SEARCH) "AUKUS submarines" --limit 3 --database articles.db

.PHONY: dependencies
dependencies:  ## install the Debian packages that are missing
	@command -v $(SWIFT) >/dev/null || \
	  { echo "Swift 6.2 or newer is needed: https://www.swift.org/install/linux/"; exit 1; }
	@command -v dpkg-query >/dev/null || \
	  { echo "No Debian here: see that these are installed: $(PACKAGES)"; exit 0; }; \
	missing=; for package in $(PACKAGES); do \
	  [ "$$(dpkg-query -Wf '$${db:Status-Status}' $$package 2>/dev/null)" = installed ] || \
	    missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "Installing$$missing$${sudo:+ with sudo}"; \
	$$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing

.PHONY: build
build: dependencies  ## build the release program, .build/release/search
	@mkdir -p $(STATIC); library=$$(clang -print-file-name=libstdc++.a); \
	  [ ! -f "$$library" ] || ln -sf "$$library" $(STATIC)/libstdc++.a
	$(SWIFT) build $(RELEASE) --product search

.PHONY: test
test: build oracles  ## run all tests (SEED=n starts the random ones elsewhere)
	SEARCH=$(CURDIR)/$(SEARCH) $(SWIFT) test --disable-xctest

.PHONY: check
check: lint imports test  ## what has to be green: formatter, import rules, tests

.PHONY: format
format:  ## bring the sources into the common format
	$(SWIFT) format -i -r Package.swift Sources Tests Benchmarks Fuzz

.PHONY: lint
lint:  ## say what is not in the common format
	$(SWIFT) format lint -s -r Package.swift Sources Tests Benchmarks Fuzz

.PHONY: imports
imports:
	@! grep -rnE '^ *((public|internal|private|package|@[a-zA-Z]+) )*import CSQLite$$' Sources --include='*.swift' \
	  | grep -v '^Sources/SQLite/' || { echo 'CSQLite is imported outside of SQLite'; exit 1; }
	@! grep -rnE '^ *((public|internal|private|package|@[a-zA-Z]+) )*import Foundation$$' Sources --include='*.swift' \
	  || { echo 'Foundation is imported: FoundationEssentials is enough'; exit 1; }
	@! grep -nE 'import (Archive|Formats|Ingest|SearchEngine|SearchCommand|SQLite)' -r Sources/QueryLanguage \
	  || { echo 'QueryLanguage is pure: it imports TextAnalysis and CivilCalendar only'; exit 1; }
	@! grep -nE 'import (Ingest|SearchEngine|SearchCommand)' -r Sources/SQLite Sources/Archive \
	  || { echo 'imports point down only'; exit 1; }
	@! find Sources Tests Benchmarks -name '*.swift' -size +0 -exec awk 'END { if (NR > 500) print FILENAME ": " NR " lines" }' {} \; \
	  | grep . || { echo 'a file has over 500 lines'; exit 1; }

.PHONY: bench
bench: build  ## time the program against sqlite3 and Tantivy (CORPUS=file.jsonl[.gz], else one is made)
	$(SWIFT) build -c release --product bench
	$(SWIFT) build -c release --product ranking-bench
	.build/release/bench $(SEARCH) $(CORPUS); status=$$?; \
	python3 Benchmarks/ranking.py $(SEARCH) .build/release/ranking-bench \
	  .build/bench/ours.db .build/bench $(wildcard .build/peers/bin/python) && exit $$status

.PHONY: eval
eval: build  ## measure relevance, time expansion (COLLECTIONS=folder, CORPUS=file.jsonl[.gz]; empty: none)
	python3 Benchmarks/relevance.py --search $(SEARCH) \
	  $(if $(filter-out undefined,$(origin COLLECTIONS)),--collections "$(COLLECTIONS)") \
	  $(if $(filter-out undefined,$(origin CORPUS)),--corpus "$(CORPUS)")

.PHONY: oracles
oracles:  ## install what some tests compare with (PyPI: pytrec_eval-terrier), into .build/python
	@$(ORACLES)/bin/python -c 'import pytrec_eval' 2>/dev/null || { \
	  mkdir -p .build && { python3 -m venv $(ORACLES) && $(ORACLES)/bin/pip install --quiet \
	    --disable-pip-version-check --retries 1 --timeout 15 pytrec_eval-terrier==0.5.11; \
	  } >.build/oracles.txt 2>&1 || \
	    echo "pytrec_eval cannot be installed (.build/oracles.txt says why): its tests are skipped"; }

.PHONY: bench-peers
bench-peers:  ## install Tantivy (PyPI) for make bench to compare with
	python3 -m venv .build/peers
	.build/peers/bin/pip install --quiet tantivy==0.27.0

.PHONY: fuzz
fuzz: dependencies  ## fuzz the ranking engine and the query language, each for SECONDS=60
	for product in fuzz-ranking fuzz-query; do \
	  FUZZ=1 $(SWIFT) build -c release --scratch-path .build-fuzz --product $$product \
	    -Xswiftc -sanitize=fuzzer,address || exit 1; \
	done
	mkdir -p .build-fuzz/corpus .build-fuzz/corpus-query
	SWIFT_BACKTRACE=enable=no .build-fuzz/release/fuzz-ranking -max_total_time=$(SECONDS) \
	  -max_len=4096 -timeout=10 .build-fuzz/corpus
	SWIFT_BACKTRACE=enable=no .build-fuzz/release/fuzz-query -max_total_time=$(SECONDS) \
	  -max_len=4096 -timeout=10 -dict=Fuzz/query/words.dict .build-fuzz/corpus-query

.PHONY: install
install: build  ## install program, manual and completions under PREFIX (/usr/local)
	install -D -m 755 $(SEARCH) $(DESTDIR)$(PREFIX)/bin/search
	install -D -m 644 docs/search.1 $(DESTDIR)$(MANUAL)
	for file in $(COMPLETIONS); do mkdir -p "$$(dirname "$(DESTDIR)$$file")"; done
	$(SEARCH) --generate-completion-script bash > $(DESTDIR)$(word 1,$(COMPLETIONS))
	$(SEARCH) --generate-completion-script zsh > $(DESTDIR)$(word 2,$(COMPLETIONS))
	$(SEARCH) --generate-completion-script fish > $(DESTDIR)$(word 3,$(COMPLETIONS))

.PHONY: uninstall
uninstall:  ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/search $(DESTDIR)$(MANUAL) $(addprefix $(DESTDIR),$(COMPLETIONS))

.PHONY: clean
clean:  ## remove what was built, and the sample archive
	rm -rf .build .build-* articles.db articles.db-* articles.db.v*

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/ /' | awk '{t=$$1; $$1=""; printf "make %-14s%s\n", t, $$0}'
