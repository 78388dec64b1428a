# The two commands are `make run` and `make test`; the rest are their pieces.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# the pieces share the target folder and the screen: one after the other
.NOTPARALLEL:

export PATH := $(PATH):$(HOME)/.cargo/bin
# WebKit and GTK look for a bus and a screen of their own, which vanish with the tests
DISPLAY_FOR_TESTS := dbus-run-session -- xvfb-run -a -s "-screen 0 1280x900x24 -noreset"
DISPLAY_FOR_SCREENS := dbus-run-session -- xvfb-run -a -s "-screen 0 1400x900x24 -noreset"
FEATURES := bundled-ui,e2e
# libtest hides what passing tests say; without ../shared the skips must be seen to be counted
SHOW := $(if $(wildcard ../shared),,--show-output)
TEXTS := $(wildcard src-tauri/crates/service/i18n/*/*.ftl)
UI_SOURCES := $(shell find ui -not \( -path ui/node_modules -prune -o -path ui/dist -prune \) -type f 2>/dev/null)

.PHONY: help run test install-cli install-run install-test ui judges cards test-rust test-ui test-screens screenshots test-e2e test-release test-pcscd matrix lint bench differential journal-large windows clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 22

run: ## install what is missing, build, open the application (without a display: do the job on the command line)
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  $(MAKE) --no-print-directory open; \
	else \
	  $(MAKE) --no-print-directory install-cli && .ci/headless-demo; \
	fi

.PHONY: open
open: install-run ui
	@echo "== building the application (several minutes the first time)"
	@cargo run --locked --features bundled-ui --bin absah-desktop

test: ## install what the tests need and run all of them
	@$(MAKE) --no-print-directory install-test ui judges cards
	@.ci/test test-ui test-screens test-rust test-e2e test-release

install-cli: ; @.ci/install cli

install-run: ## system packages to build and run
	@.ci/install run

install-test: ## system packages for the tests as well
	@.ci/install test

ui: ui/dist/index.html ## the window's pages, built into ui/dist
	@:

ui/node_modules/.installed: ui/package.json ui/package-lock.json
	@echo "== installing the window's packages"
	@cd ui && npm ci --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/node_modules/.installed $(UI_SOURCES) $(TEXTS)
	@echo "== building the window's pages"
	@cd ui && npm run build
	@touch $@

judges: target/judges/.installed ## pyHanko and certomancer, outside judges, in a Python environment of their own
	@:

target/judges/.installed: tests/judges/requirements.txt
	@echo "== installing the outside judges"
	@mkdir -p target
	@test -x target/judges/bin/pip || python3 -m venv target/judges
	@target/judges/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

cards: target/cards/.built ## signature cards written by others, for the tests: a workspace of their own, never linked into Absah
	@:

target/cards/.built: tests/cards/Cargo.toml tests/cards/Cargo.lock $(wildcard tests/cards/src/*.rs tests/cards/src/bin/*.rs)
	@echo "== building the cards of others (several minutes the first time)"
	@cargo build --locked --manifest-path tests/cards/Cargo.toml --target-dir target/cards
	@touch $@

test-ui: ui/node_modules/.installed ## tests of the window's code
	@cd ui && npm test

test-screens: ui/node_modules/.installed ## every screen: nothing cut or overlapping, 44 px targets, focus, axe, forced colours (SCREENS=home,pin for some)
	@cd ui && $(DISPLAY_FOR_SCREENS) npm run screens

screenshots: ui/node_modules/.installed ## pictures of every screen in both languages, light and dark, in target/screenshots (SCREENS=home,pin for some)
	@cd ui && PICTURES=../target/screenshots $(DISPLAY_FOR_SCREENS) npm run screens

test-rust: ui judges cards ## every Rust test but those in the window: crates, command line, real PC/SC stack, outside judges
	@echo "== building the Rust tests (several minutes the first time)"
	@cargo test --locked --workspace --features $(FEATURES) --no-run
	@$(DISPLAY_FOR_TESTS) cargo test --locked --workspace --features $(FEATURES) --no-fail-fast -- $(SHOW)
	@cargo test --locked --manifest-path tests/cards/Cargo.toml --target-dir target/cards --lib

test-e2e: ui judges cards ## the tests in the real window (TEST=part of a name for some)
	@$(DISPLAY_FOR_TESTS) .ci/e2e $(TEST)

test-release: ui ## that the program as released has no seam for tests
	@$(DISPLAY_FOR_TESTS) cargo test --locked --features bundled-ui --test release

test-pcscd: cards ## only the tests on the real PC/SC stack
	@cargo test --locked -p token --test pcscd --test cards

matrix: judges ## every PDF of the set signed in every way, judged by other programs; writes docs/matrix.md (hours; ABSAH_MATRIX_MINUTES=40 ends it)
	@ABSAH_MATRIX=all cargo test --locked -p pades --test sign_matrix -- --nocapture

lint: ui/node_modules/.installed ## formatting, clippy, types and accessibility of the window, licence policy
	@cargo fmt --all --check
	@cargo clippy --locked --workspace --all-targets -- -D warnings
	@cargo clippy --locked --workspace --features $(FEATURES) --test e2e --test release -- -D warnings
	@cargo fmt --manifest-path tests/cards/Cargo.toml --check
	@cargo clippy --locked --manifest-path tests/cards/Cargo.toml --target-dir target/cards --all-targets -- -D warnings
	@cd ui && npm run check
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check; \
	  else echo "== cargo-deny is not here: deny.toml not checked"; fi

bench: ui ## times of the command line beside pdfsig and openssl, and of the window beside an empty one and pdf.js
	@.ci/bench

differential: judges ## the corpus beside pyHanko and pdfsig; writes docs/differential.md
	@ABSAH_DIFFERENTIAL=1 cargo test --locked -p pades --test differential -- --nocapture

journal-large: ## a journal of a million records: written, verified, reported, exported, merged, with times and memory
	@ABSAH_JOURNAL_RECORDS=1000000 cargo test --locked --release -p journal --test large -- --nocapture

windows: ## programs for Windows, built here (x86_64-pc-windows-gnu)
	@.ci/windows

clean: ## remove all that was built, the judges and the window's packages too
	rm -rf target ui/node_modules ui/dist gen permissions
