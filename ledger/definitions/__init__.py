"""Compiled definitions: what a step needs to know, in a form that replay can read years later."""

from __future__ import annotations

from ledger.definitions.contract import Column, Contract, Rule
from ledger.definitions.model import Model, ModelColumn, TieCheck
from ledger.definitions.source import Csv, HeaderName, Layout, Source

__all__ = [
    "Column",
    "Contract",
    "Csv",
    "HeaderName",
    "Layout",
    "Model",
    "ModelColumn",
    "Rule",
    "Source",
    "TieCheck",
]
