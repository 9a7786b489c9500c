# Two commands do it all on a fresh machine: `make demo` and `make test`.
# They need Python 3.11 or later, and for the browser tests Chromium, which `make test` fetches if it is not there.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location

PORT ?= 8000

.PHONY: demo demo-files portal test check bench docs lock

EXAMPLE := examples/oj2016_dalarna_svar.csv --instrument oj-sbu-2016 --published examples/oj2016_dalarna_tryckt.csv
INVENTED := demo/pahittade.csv --instrument webbkollen-2017

# Everything that Spegla makes from the examples, then the portal on this machine with invented people, at http://localhost:8000/,
# which goes on until it is stopped with Ctrl+C. Without a terminal (CI), or with DEMO_SERVE=no, it is only made.
demo: demo-files .venv/portal
	@if [ -t 0 ] && [ "$(DEMO_SERVE)" != no ]; then exec $(BIN)/spegla-portal demo --port $(PORT); else $(BIN)/spegla-portal demo --no-serve; fi

demo-files: .venv/core
	$(BIN)/spegla synthesise --instrument webbkollen-2017 --n 416 --like published -o demo/pahittade.csv
	@echo
	$(BIN)/spegla mirror $(INVENTED) --own 2080 -o demo/spegel.txt
	@head -n 40 demo/spegel.txt
	@echo "… resten står i demo/spegel.txt."
	@echo
	$(BIN)/spegla indicators $(EXAMPLE)
	@echo
	$(BIN)/spegla mirror $(INVENTED) --own 2080 --format html -o demo/spegel.html
	$(BIN)/spegla indicators $(EXAMPLE) --format html -o demo/index.html
	$(BIN)/spegla report lansrapport $(EXAMPLE) -o demo/lansrapport.pdf
	$(BIN)/spegla report lansrapport $(EXAMPLE) -o demo/lansrapport.docx
	$(BIN)/spegla report lansrapport $(EXAMPLE) -o demo/lansrapport.xlsx
	$(BIN)/spegla report lansrapport $(EXAMPLE) -o demo/lansrapport.pptx
	$(BIN)/spegla report kommunrapport $(EXAMPLE) --own 2080 -o demo/kommunrapport.pdf
	$(BIN)/spegla report webbkollen $(INVENTED) --own 2080 -o demo/webbkollen.pdf
	@echo "Öppna i en webbläsare: demo/index.html är länets tabell, demo/spegel.html är Faluns spegel (påhittade uppgifter). Rapporterna ligger bredvid."

# The portal on this machine, with invented people, at http://localhost:8000/.
portal: .venv/portal
	$(BIN)/spegla-portal demo --port $(PORT)

# The portal's tests on PostgreSQL, in the browser too, then every test, the portal's on SQLite. Both are run, so that one run tells everything.
STORIES := $(addprefix tests/browser/test_,registration.py portal.py keys.py oversight.py stories.py)
test: .venv/dev
	@tried=0; chromium="$$(scripts/chromium)" || exit 1; \
	SPEGLA_CHROMIUM="$$chromium" SPEGLA_TEST_DB=postgres $(BIN)/python -m pytest --numprocesses auto tests/portal $(STORIES) || tried=1; \
	SPEGLA_CHROMIUM="$$chromium" $(BIN)/python -m pytest --numprocesses auto || tried=1; \
	exit $$tried

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(BIN)/spegla check

bench: .venv/bench
	$(BIN)/python -m tests.benchmarks

docs: .venv/dev
	$(BIN)/python -m scripts.generate_docs
	SPEGLA_PICTURES=docs/bilder SPEGLA_CHROMIUM="$$(scripts/chromium)" $(BIN)/python -m pytest -q tests/browser/test_pictures.py

# After a change of dependencies in pyproject.toml. Needs a package index.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header
lock: .venv/dev
	$(LOCK) --group build -o requirements-build.txt
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra portal -o requirements-portal.txt
	$(LOCK) pyproject.toml --extra portal --group dev -o requirements-dev.txt
	$(LOCK) pyproject.toml --group bench -o requirements-bench.txt

# The environments are files, so that make knows when a lock is newer. Each holds the one before it.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Spegla needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv

.venv/core: .venv/bin/python requirements.txt requirements-build.txt pyproject.toml
	$(PIP) --require-hashes -r requirements-build.txt -r requirements.txt
	$(PIP) --no-build-isolation --no-deps --editable .
	touch $@

.venv/portal: .venv/core requirements-portal.txt
	$(PIP) --require-hashes -r requirements-portal.txt
	touch $@

.venv/bench: .venv/dev requirements-bench.txt
	$(PIP) --require-hashes -r requirements-bench.txt
	touch $@

.venv/dev: .venv/core requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	touch $@
