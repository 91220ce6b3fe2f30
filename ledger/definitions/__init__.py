"""Compiled definitions: what a step needs to know, in a form that replay can read years later."""

from __future__ import annotations

from ledger.definitions.arrival import DeliveryRule, Drift, Fact, Remote, Retries
from ledger.definitions.contract import Column, Contract, Rule
from ledger.definitions.correction import Corrections
from ledger.definitions.formats import Csv, FixedField, FixedWidth, Form, Json, Packing, ParquetFile, Spreadsheet, Xml
from ledger.definitions.lineage import ColumnLineage, ColumnOrigin, ColumnUse
from ledger.definitions.model import Model, ModelColumn, TieCheck
from ledger.definitions.source import HeaderName, Layout, Source
from ledger.definitions.statements import Statement, Statements

__all__ = [
    "Column",
    "ColumnLineage",
    "ColumnOrigin",
    "ColumnUse",
    "Contract",
    "Corrections",
    "Csv",
    "DeliveryRule",
    "Drift",
    "Fact",
    "FixedField",
    "FixedWidth",
    "Form",
    "HeaderName",
    "Json",
    "Layout",
    "Model",
    "ModelColumn",
    "Packing",
    "ParquetFile",
    "Remote",
    "Retries",
    "Rule",
    "Source",
    "Spreadsheet",
    "Statement",
    "Statements",
    "TieCheck",
    "Xml",
]
