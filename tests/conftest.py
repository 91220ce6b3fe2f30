"""Profiles of Hypothesis (`HYPOTHESIS_PROFILE=long` for many more examples), and what coverage is measured by.

Continuous integration (`CI` in the environment) tries the same examples each time, so that a commit is green or is not;
everywhere else each run tries others.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

PROOFS = {"laws", "journeys", "benchmarks"}
"""Folders whose tests go through everything."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure coverage by the examples beside the code alone.

    Properties, laws and journeys run the same lines thousands of times: tracing them costs a third of the suite and tells
    nothing that the examples do not.
    """
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0]
        if folder in PROOFS or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
