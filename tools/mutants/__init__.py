"""Mutation testing of the clinical core: does a test notice when a line says something else?

``python -m tools.mutants`` (`make mutants`) changes one thing at a time — ``<`` to ``<=``, ``and``
to ``or``, 1 to 2, a refusal left out — and runs the tests that reach it. A mutant that no test
notices survives: a sentence of the core that is not held by any test, or one whose change makes
no difference. docs/explanation/mutation-testing.md says how to read the report.

It is a tool of our own because the known ones do not fit: mutmut leaves out decorated functions
and everything outside of functions, which here is every property of every clinical value;
cosmic-ray starts pytest anew for each of thousands of mutants.
"""
