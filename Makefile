# Each target installs the system packages it needs; Scripts/install-dependencies says which.

SOURCES = Sources Tests Plugins Examples Fuzzing/Sources Fuzzing/Package.swift Package.swift Benchmarks/Sources Benchmarks/Migrations Benchmarks/Package.swift

.PHONY: help demo test parity adopt soak sanitize fuzz polls flights bench bench-imdb bench-quick bench-check bench-replay online-safety lint format

help:
	@echo "make demo     the blog: follows a foreign key in both directions and shows the SQL of every call"
	@echo "make polls    the tutorial: models, migrations, and a session with the database"
	@echo "make flights  loads 336,776 flights into SQLite, asks twenty questions and checks the answers"
	@echo "make bench    measures Kindred beside the C libraries, GRDB, Django and SQLAlchemy; the first build takes ten minutes"
	@echo "make bench-quick  the same with fewer rounds, in a minute; make bench-check fails when a ratio is over its ceiling"
	@echo "make bench-imdb  runs three queries of imdbench over a network with a millisecond each way, beside asyncpg, Django and SQLAlchemy"
	@echo "make test     checks the format, builds everything and runs the tests"
	@echo "make bench-replay  replays a history of 500 migrations with Kindred and with Django 6.1"
	@echo "make online-safety  changes a table of 2,000,000 rows on PostgreSQL while a writer uses it, and prints how long it waits"
	@echo "make parity   asks Django 6.1 and Kindred 2,000 random questions on both databases and compares; COUNT=10000 for more"
	@echo "make adopt    takes over a project that Django 6.1 makes, on both databases, and lets both work with the rows"
	@echo "make soak     runs the seeded tests with twenty times as many rounds; ROUNDS=100 for a hundred times"
	@echo "make sanitize runs the suites of threads and of memory under sanitisers; the first builds take twenty minutes"
	@echo "make fuzz     feeds bytes of libFuzzer to the decoders of both databases for a minute; SECONDS=600 for ten"
	@echo "make lint     checks the format"
	@echo "make format   puts the sources into the format"

demo:
	@Scripts/install-dependencies
	@swift build --product Blog
	@"$$(swift build --show-bin-path)/Blog"

test:
	@Scripts/install-dependencies test
	@$(MAKE) --no-print-directory lint
	swift build --build-tests
	@Scripts/test

# COUNT specifications from SEED on; ARGUMENTS="--seed 7" for one, "--keep" to write the kept answers anew.
parity:
	@Scripts/parity $(or $(ARGUMENTS),$(or $(COUNT),2000) $(or $(SEED),1))

# ARGUMENTS=--keep writes the models and tables anew that the tests know.
adopt:
	@Scripts/adopt $(ARGUMENTS)

# The seeded tests with twenty times as many rounds.
soak:
	@Scripts/install-dependencies test
	swift build --build-tests
	KINDRED_ROUNDS=$(or $(ROUNDS),20) swift test --skip-build --disable-xctest --no-parallel --filter HistoryTests

sanitize:
	Scripts/sanitize thread
	Scripts/sanitize address

fuzz:
	@Scripts/install-dependencies
	swift build --package-path Fuzzing -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
	"$$(swift build --package-path Fuzzing -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld --show-bin-path)/CellFuzzer" \
	  -max_total_time=$(or $(SECONDS),60) -max_len=512 -timeout=10 -artifact_prefix=.build/

polls:
	@Scripts/polls

flights:
	@Scripts/flights

bench:
	@Scripts/bench

bench-imdb:
	@Scripts/bench-imdb

bench-quick:
	@Scripts/bench --quick

bench-check:
	@Scripts/bench --check

bench-replay:
	@Scripts/bench-replay $(COUNT)

# ROWS=100000 for a smaller table.
online-safety:
	@Scripts/online-safety $(ROWS)

lint:
	@Scripts/install-dependencies
	swift format lint --strict --recursive --parallel $(SOURCES)

format:
	@Scripts/install-dependencies
	swift format --in-place --recursive --parallel $(SOURCES)
