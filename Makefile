# Everything runs in a virtual environment of its own; each target makes it when it is missing.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# The demo and the tests never touch a company, whatever credentials are set.
demo test browser-test mutants readings soak: export INTACCT_SANDBOX = 1

.PHONY: demo test browser-test check basedpyright mypy bench mutants readings soak clean

demo: $(VENV)/.installed
	$(BIN)/intacct-mcp demo

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal

# Signing in with a real Chromium, which must be there.
browser-test: $(VENV)/.installed
	$(BIN)/python -m pytest -m browser

check: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) --no-print-directory --jobs=2 basedpyright mypy

# The two of them at once: each keeps one processor busy for half a minute.
basedpyright:
	$(BIN)/basedpyright --pythonpath $(BIN)/python

mypy:
	$(BIN)/mypy

bench: $(VENV)/.installed
	$(BIN)/python bench/run.py

# One rule a pitfall is taken out of a copy of the code: its test must fail. A few minutes.
mutants: $(VENV)/.installed
	$(BIN)/python tests/mutants/run.py

# All tests of figures under each reading of Intacct alone. An hour or two.
readings: $(VENV)/.installed
	$(BIN)/python soak/every_reading.py

soak: $(VENV)/.installed
	SOAK=20 $(BIN)/python -m pytest -q -s soak tests/sandbox/test_books_stay_in_balance.py \
	  tests/sandbox/test_query_properties.py tests/sandbox/test_hostile_input.py \
	  tests/sandbox/test_usage.py tests/server/test_every_fault.py tests/server/test_killed.py \
	  tests/client/test_killed.py tests/client/test_two_processes.py tests/workflows tests/properties \
	  tests/books/test_statements_of_any_company.py tests/books/test_comparisons.py \
	  tests/books/test_statements_foot.py --durations=10

clean:
	rm -rf $(VENV)

# uv when there is one (it is faster), else the environment's own pip.
$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	if command -v uv >/dev/null 2>&1; \
	  then uv pip install --quiet --python $(BIN)/python --editable '.[dev]'; \
	  else $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'; fi
	touch $@
