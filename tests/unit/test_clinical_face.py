"""The face of the clinical core stays usable whatever has been imported before."""

from __future__ import annotations

import pkgutil

import lightwell.clinical as lw


def test_no_module_hides_a_name_of_the_face() -> None:
    modules = {module.name for module in pkgutil.iter_modules(lw.__path__)}
    assert modules & set(lw.__all__) <= {"errors"}
