# make chat   ask the sample ministry, in a terminal
# make test   everything that must hold before a change lands
# Other targets: index, check, format, help, picture, schema, calibrate, benchmark, lock, clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODEL := .model/multilingual-e5-small
SOURCES := bot indexer tests .github

.PHONY: chat test index check format help picture schema calibrate benchmark lock clean

chat: index
	@$(BIN)/verbale chat

index: $(VENV)/ready $(MODEL)
	@$(BIN)/verbale index

check: $(VENV)/ready
	@$(BIN)/verbale check

test: $(VENV)/ready $(MODEL)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/verbale check
	$(BIN)/pytest -q -n 2 --dist worksteal

$(VENV)/ready: requirements.lock deploy/cuda.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements.lock
	@! $(BIN)/python -c 'import sys; from importlib.metadata import requires; \
		sys.exit(not any("cuda" in r or "nvidia" in r for r in requires("torch") or ()) or sys.platform != "linux")' || \
		$(BIN)/pip install --disable-pip-version-check --no-deps --require-hashes -r deploy/cuda.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(MODEL): | $(VENV)/ready
	$(BIN)/verbale model $(MODEL)

format: $(VENV)/ready
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

picture: index
	PYTHONPATH=. PATH=$(CURDIR)/$(BIN):$$PATH LANG=en_GB.UTF-8 $(BIN)/python .github/pictures/session.py

help: $(VENV)/ready
	$(BIN)/python .github/help.py

schema: $(VENV)/ready
	$(BIN)/python -m indexer.files.schema knowledge

calibrate: $(VENV)/ready $(MODEL)
	$(BIN)/python -m tests.benchmarks.calibrate

benchmark: $(VENV)/ready $(MODEL)
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.quality

lock:
	$(PYTHON) .github/lock.py

clean:
	rm -rf $(VENV) .model .store .benchmarks
