"""The versions of what can change the bytes of a derived file."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from xml.parsers import expat

from ledger.definitions import Form, Json, Spreadsheet, Xml

CALAMINE, ORJSON, EXPAT = "python-calamine", "orjson", "expat"


def libraries(form: Form | None = None) -> dict[str, str]:
    """Tell the versions of what builds every file, and of what reads files of one form."""
    import duckdb  # only steps that build need it
    import pyarrow as pa

    built = {"duckdb": duckdb.__version__, "pyarrow": pa.__version__, "python": platform.python_version()}
    return built | {name: _version(name) for name in _readers(form)}


def is_now(recorded: dict[str, str]) -> bool:
    """Tell whether a file would be built with the same versions now."""
    now = libraries()
    readers = {name: _version(name) for name in recorded if name in (CALAMINE, ORJSON, EXPAT)}
    return recorded == now | readers


def _readers(form: Form | None) -> tuple[str, ...]:
    match form:
        case Spreadsheet(kind="xlsx"):
            return (CALAMINE, EXPAT)
        case Spreadsheet(kind="xls"):
            return (CALAMINE,)
        case Spreadsheet() | Xml():
            return (EXPAT,)
        case Json():
            return (ORJSON,)
        case _:
            return ()


def _version(name: str) -> str:
    """Give a version, empty where what read a file once is not installed any more."""
    if name == EXPAT:
        return expat.EXPAT_VERSION.removeprefix("expat_")
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
