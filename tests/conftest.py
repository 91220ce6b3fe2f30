"""Profiles of Hypothesis: the suite of continuous integration, and `HYPOTHESIS_PROFILE=long` for many more examples."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
