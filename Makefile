# Each target sets up what it needs and nothing more; a second call installs nothing.
PYTHON ?= python3
# Many tests wait for a process or for Telegram's pace: more of them at a time than there are processors take less time.
WORKERS ?= 4
BIN := .venv/bin
# By default it writes down no address that packages come from.
COMPILE := .venv-lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header

.PHONY: help chat run test bench soak fuzz fuzz-atheris picture lock clean
help:
	@sed -n 's/^## //p' Makefile

## make chat     talk with the bot in this terminal (no token needed)
chat: .venv/run
	@$(BIN)/hldbot chat

## make run      run the bot on Telegram, with the token in .env
run: .venv/run
	@$(BIN)/hldbot run

## make test     linting, types and all tests
test: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/hldbot check --strict
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

## make bench    measure matcher and bot beside others into benchmarks/RESULTS.md; BANKING77=folder adds that set
bench: .venv/bench
	$(BIN)/python -m benchmarks.matching
	$(BIN)/python -m benchmarks.serving
	$(BIN)/python -m benchmarks.quality $(if $(BANKING77),--banking77 "$(BANKING77)")

## make soak     see whether memory stays flat over 200,000 updates (some minutes)
soak: .venv/run
	$(BIN)/python -m benchmarks.soak

## make fuzz     feed all parts with INPUTS (1000000) inputs that nobody has thought of; goes on where it was stopped
fuzz: .venv/test
	$(BIN)/python -m tests.fuzzing --inputs $(or $(INPUTS),1000000)

## make fuzz-atheris  feed one TARGET for SECONDS (600) with what reaches more and more of the code
fuzz-atheris: .venv/fuzz
	$(BIN)/python -m tests.fuzzing.covering "$(or $(TARGET),YAML files)" --seconds $(or $(SECONDS),600)

## make picture  draw the README's conversation anew
picture: .venv/run
	$(BIN)/hldbot chat --svg docs/conversation.svg < docs/conversation.txt > /dev/null

## make lock     renew the locked dependencies
lock: requirements/lock.txt
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --require-hashes -r requirements/lock.txt
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra postgresql --group build -c requirements/run.txt -o requirements/postgresql.txt
	$(COMPILE) -c requirements/run.txt --group test -o requirements/test.txt
	$(COMPILE) -c requirements/run.txt --group bench -o requirements/bench.txt
	$(COMPILE) -c requirements/test.txt --group fuzz -o requirements/fuzz.txt
	$(COMPILE) --group lock -o requirements/lock.txt
	rm -rf .venv-lock

## make clean    remove the virtual environment and caches
clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "hld-bot needs Python 3.11 or newer, and $(PYTHON) is older; name another one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Setting up in .venv (only once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: requirements/test.txt .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.venv/bench: requirements/bench.txt .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

.venv/fuzz: requirements/fuzz.txt .venv/test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@
