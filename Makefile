# Each target installs the system packages it needs; Scripts/install-dependencies says which.

SOURCES = Sources Tests Plugins Examples Package.swift

.PHONY: help demo test flights lint format

help:
	@echo "make demo     the blog: follows a foreign key in both directions and shows the SQL of every call"
	@echo "make flights  loads 336,776 flights into SQLite, asks ten questions and checks the answers"
	@echo "make test     checks the format, builds everything and runs the tests"
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
	swift test --skip-build --disable-xctest

flights:
	@Scripts/flights

lint:
	@Scripts/install-dependencies
	swift format lint --strict --recursive --parallel $(SOURCES)

format:
	@Scripts/install-dependencies
	swift format --in-place --recursive --parallel $(SOURCES)
