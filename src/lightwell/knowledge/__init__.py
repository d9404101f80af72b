"""Clinical content as data with sources: TOML files only, read by :mod:`lightwell.clinical`."""

from pathlib import Path

ROOT = Path(__file__).parent
