# Every target that people and CI use. `make help` lists them.
GO ?= go
SHARED ?= ../shared
DEMO ?= http://127.0.0.1:8470
RACE = ./internal/screening/... ./internal/index/... ./internal/store/sqldb/...
# What runs on PostgreSQL whatever the store of the tests is, and so in `make test`.
ALWAYS_POSTGRES = TestSpreadOver|TestBadConfiguration|TestRollingUpgrade|TestTwoServersOneSigner|TestReportsOnAReplica
# The translated C of SQLite is not watched for races: it has none of our memory, and watching it takes most of the time.
UNWATCHED = $(foreach p,sqlite/lib libc memory,-gcflags=modernc.org/$(p)=-race=false)

.PHONY: release reproducible help build test test-postgres race lint bench plot pictures fuzz golden vulncheck accept check run

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

build: ## build the binary ./lookback
	CGO_ENABLED=0 $(GO) build -o lookback ./cmd/lookback

test: ## run all tests, after installing what some of them need where that is possible
	./scripts/test-deps
	$(GO) test -timeout 20m ./...

test-postgres: ## run the scenarios of command line, API and pages, and several writers, on PostgreSQL, where it is installed
	LOOKBACK_TEST_STORE=postgres $(GO) test -timeout 20m -skip '$(ALWAYS_POSTGRES)' ./cmd/lookback ./internal/api ./internal/web
	LOOKBACK_TEST_STORE=postgres $(GO) test -timeout 20m ./internal/screening -run 'TestRecordArriving|Sign|Rotation'

.PHONY: browser
browser: ## run the tests of the pages in a real browser, where Chromium is
	./scripts/test-deps
	LOOKBACK_BROWSER=1 $(GO) test ./internal/web

race: ## run the tests of the concurrent packages under the race detector
	CGO_ENABLED=1 $(GO) test -race -short $(UNWATCHED) $(RACE)

lint: ## formatting, vet and staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: ## run the benchmarks with allocations
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

plot: ## draw docs/figures/growth.svg from the figures beside it
	$(GO) run ./docs/figures <docs/figures/growth.jsonl >docs/figures/growth.svg.new
	mv docs/figures/growth.svg.new docs/figures/growth.svg

pictures: ## take the pictures of the guides anew, of the demo that DEMO is the address of
	LOOKBACK_BROWSER=1 LOOKBACK_DEMO=$(DEMO) $(GO) test ./internal/web -run TestPicturesOfTheDemo -count 1

fuzz: ## run every fuzz target for ten seconds
	./scripts/fuzz 10s

golden: ## write the golden files anew; review the difference
	$(GO) test ./... -update

vulncheck: ## look for known vulnerabilities in what the program calls, where their database can be reached
	./scripts/vulncheck

accept: build ## run the acceptance figures on real lists, where ../shared is present
	./scripts/accept $(SHARED)

release: ## build for every system into ./dist, with bills of materials and checksums
	./scripts/release dist

reproducible: ## build twice in two folders and compare
	./scripts/release --check

check: build lint test test-postgres browser race accept ## what CI runs: everything that must hold

run: ## the demo
	$(GO) run ./cmd/lookback demo
