# Tidemark: everything a person does with the checkout. `make` lists the targets.
#
# The demo and the tests find Plotly through TIDEMARK_PLOTLY, exported below; the set-up links the
# pinned wheel's file to .venv/plotly.min.js. A binary started by hand from the checkout looks at
# the same place when the variable is not set.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export TIDEMARK_PLOTLY ?= $(CURDIR)/.venv/plotly.min.js

SCENARIO := scenarios/three-venues.yaml
REPORT := reports/three-venues
# The folder of l2.csv, trades.csv and bars.csv, written when it has none; how often `make
# bench-peers` repeats a measurement, and further options of Benchmarks/peers/run.py.
BENCH_DATA ?= .build/bench-data
REPS ?= 3
PEERS ?=

# How long `make fuzz` runs each target, and which of them.
SECONDS ?= 60
TARGETS ?=

BUILD := swift build --explicit-target-dependency-import-check error
RELEASE := .build/release
SOURCES := $(shell find Package.swift Sources) $(wildcard Package.resolved)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

.PHONY: run
run: setup $(RELEASE)/tidemark ## build what is missing and run the demo: a report to open
	@$(RELEASE)/tidemark run $(SCENARIO) --out $(REPORT) --force
	@echo "The report: file://$(CURDIR)/$(REPORT)/report.html"

.PHONY: test
test: setup ## lint, every test, and one journal hash from debug and release
	swift format lint --strict --parallel --recursive Sources Tests Package.swift
	$(BUILD) --build-tests
	swift test --skip-build
	Tools/same-hash.sh $(SCENARIO)

.PHONY: bench
bench: setup $(RELEASE)/tidemark $(RELEASE)/tidemark-bench ## the benchmarks, one JSON object each
	@Tools/bench.sh "$(BENCH_DATA)"

.PHONY: bench-peers
bench-peers: setup $(RELEASE)/tidemark $(RELEASE)/tidemark-bench ## ours beside other engines, REPS=3
	@Tools/bench-peers.sh "$(BENCH_DATA)" --reps $(REPS) $(PEERS)

.PHONY: fuzz
fuzz: setup ## invent damaged files, SECONDS=60 a target (docs/fuzzing.md)
	Tools/fuzz.sh $(SECONDS) $(TARGETS)

.PHONY: format
format: ## rewrite the Swift files the way the lint wants them
	swift format --in-place --parallel --recursive Sources Tests Package.swift

.PHONY: setup
setup: ## install what building and running need (no network when it is there)
	@Tools/setup.sh run

.PHONY: setup-test
setup-test: ## the same, and Chromium and NumPy for the tests
	@Tools/setup.sh test

.PHONY: clean
clean: ## remove what was built and installed here (reports stay)
	rm -rf .build .build-fuzz .venv

# A release binary is built again only when a source is newer than it, so that a second `make run`
# starts at once; touch, because a build that changes nothing leaves the old time on it.
$(RELEASE)/tidemark $(RELEASE)/tidemark-bench: $(RELEASE)/%: $(SOURCES) | setup
	$(BUILD) --configuration release --product $*
	@touch $@
