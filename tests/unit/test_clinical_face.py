"""One public face: every name is there, typed, and loaded when first used."""

from __future__ import annotations

import ast
import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import lightwell.clinical as lw
from tests.support.processes import unmeasured


def test_every_name_of_the_face_is_there() -> None:
    for name in lw.__all__:
        assert getattr(lw, name) is not None
    assert dir(lw) == sorted(lw.__all__)


def test_the_face_for_type_checkers_is_the_face_at_run_time() -> None:
    tree = ast.parse(Path(str(lw.__file__)).read_text(encoding="utf-8"))
    (guarded,) = (node for node in tree.body if isinstance(node, ast.If))
    declared = {
        alias.name: node.module
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert declared == lw._HOMES
    assert sorted([*declared, "errors"]) == sorted(lw.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = lw.guess


def test_the_examples_in_the_doc_string_hold() -> None:
    assert doctest.testmod(lw).failed == 0


def test_importing_the_core_loads_neither_django_nor_knowledge() -> None:
    code = (
        "import sys, lightwell.clinical\n"
        "heavy = {'django', 'tomllib', 'json', 'attr', 'sqlite3'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=unmeasured())
