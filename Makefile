# make chat   ask the sample ministry, in a terminal
# make test   everything that must hold before a change lands
# Other targets: index, check, format, help, picture, schema, calibrate, benchmark, lock, clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/pip install --disable-pip-version-check -qq --no-deps --require-hashes
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
	@echo "Installing the packages of requirements.lock; the first time this takes a few minutes."
	@# A CPU build of torch that pip finds beside its index goes first: asked with hashes, pip prefers the index's.
	@sed -n '/^torch==/,/[^\\]$$/p' requirements.lock > $(VENV)/torch.lock
	@$(PIP) --no-index -r $(VENV)/torch.lock 2>/dev/null || true
	@$(PIP) -r requirements.lock
	@if $(BIN)/python -c 'import sys; from importlib.metadata import requires; \
		sys.exit(not any("cuda" in r for r in requires("torch") or ()) or sys.platform != "linux")'; \
		then echo "This build of torch needs CUDA's libraries, 3 GB; they are used by nothing but its import."; \
		$(PIP) -r deploy/cuda.lock; fi
	@$(BIN)/pip install --disable-pip-version-check -qq --no-deps --no-build-isolation -e .
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
