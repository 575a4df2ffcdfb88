# `make run` sets everything up and runs the main job; `make test` sets everything up and runs all tests.
PYTHON ?= python3
BIN := .venv/bin
# The locks are whole: what stands there is installed as it is, and nothing is resolved.
# --quiet twice: errors alone, since a reader of `make run` can act on nothing else.
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps
RUN_PACKAGES := python3-venv openssh-client curl iputils-ping iproute2 procps
TEST_PACKAGES := $(RUN_PACKAGES) openssh-server postgresql redis-server nginx-light prometheus \
	prometheus-alertmanager prometheus-node-exporter cron sudo fish tcsh netcat-openbsd \
	mmdebstrap systemd-container e2fsprogs zstd git restic rclone openssl strace nut-server nut-client

TEST_TIME := about a quarter of an hour on two cores, and some minutes more the first time, for what is installed

# Every line of the pure rooms is reached by their own tests. In laws and other rooms' tests no lines are counted, as
# that takes twice as long; both parts take about the same time, each on a core of its own.
COUNTED := tests/golden $(addprefix tests/unit/,audit baseline checks decisions gates recovery render secrecy verdicts)
UNCOUNTED := tests/property $(filter-out $(COUNTED) %/__pycache__,$(wildcard tests/unit/*))

.PHONY: run test announce setup lint types layers pure real lab clean
.NOTPARALLEL:

run: .venv/run-ready
	@echo "== this machine"
	@$(BIN)/blackstart check packs/localhost; status=$$?; [ $$status -le 2 ] || exit $$status
	@echo "== the simulated AWOOOI fleet"
	@$(BIN)/blackstart drill run packs/awoooi
	@echo 'To have the command in this shell:  export PATH="$$PWD/$(BIN):$$PATH"'

test: announce setup lint types layers pure real lab

announce:
	@echo "== all tests: $(TEST_TIME)"

setup: .venv/test-ready

.venv/bin/python:
	@tools/debian-packages python3-venv
	@$(PYTHON) -m venv .venv

.venv/run-ready: requirements/run.lock pyproject.toml | .venv/bin/python
	@tools/debian-packages $(RUN_PACKAGES)
	@echo "installing the packages of requirements/run.lock"
	@$(PIP) --require-hashes --requirement requirements/run.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/test-ready: requirements/test.lock .venv/run-ready
	@tools/debian-packages $(TEST_PACKAGES)
	@echo "installing the packages of requirements/test.lock"
	@$(PIP) --require-hashes --requirement requirements/test.lock
	@touch $@

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-cache

pure: setup
	@tools/side-by-side "$(BIN)/pytest $(COUNTED) --cov --cov-report=term" "$(BIN)/pytest $(UNCOUNTED)"

# Against real servers and processes.
real: setup
	$(BIN)/pytest -n 2 tests/integration tests/end_to_end tests/catalogue

lab: setup
	$(BIN)/pytest tests/lab

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
