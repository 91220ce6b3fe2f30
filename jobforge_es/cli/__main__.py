"""``python -m jobforge_es.cli`` is ``jobforge``."""

from jobforge_es.cli.process import run

run()
