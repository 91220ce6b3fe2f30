# `just` lists the recipes; every one of them is also a line that can be pasted.

default:
    @just --list

# install everything for working on it
install:
    python -m pip install -e . --group dev

# format, lint, types, arrows, tests
check: lint test

# style, types and the direction of imports
lint:
    ruff format --check .
    ruff check .
    mypy
    lint-imports

# the suite of continuous integration, with the floor of branch coverage
test:
    python -m pytest -n 2 --cov --cov-report=term --cov-fail-under=90

# long profiles: many more examples and kills
test-long:
    HYPOTHESIS_PROFILE=long python -m pytest -n 2

# 1,000 histories of what stewards do with rows and batches
test-stewards:
    HYPOTHESIS_PROFILE=long python -m pytest tests/laws/test_decisions.py

# what rows are claimed to be made of, over 100 random databases for each query
test-deletion:
    JOBFORGE_DELETION_DATABASES=100 python -m pytest tests/projections/lineage/witnesses/test_deletion.py

# mistakes put into the rewriting on purpose; 95 % have to be found
test-mutants:
    python -m tests.projections.lineage.witnesses.mutants 6

# the hashes of clauses, compared with the published XML of the directive
directive FILE:
    JOBFORGE_DIRECTIVE={{FILE}} python -m pytest tests/projections/controls/test_registry.py

# exported events, checked by the schemas in a checkout of the specification (its folder `spec`)
openlineage FOLDER:
    JOBFORGE_OPENLINEAGE={{FOLDER}} python -m pytest tests/jobforge_es/cli/test_export_openlineage.py

# ratios against a plain DuckDB script, one run
benchmark:
    JOBFORGE_BENCHMARK=1 python -m pytest tests/benchmarks -m benchmark -s

# the sample, source to gold
demo:
    jobforge demo
