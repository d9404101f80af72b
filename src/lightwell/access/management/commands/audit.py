"""`lightwell audit verify`: is the trail of who did what still the one that was written?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from attrs import asdict
from django.core.management.base import BaseCommand

from lightwell.access.proofs import Proof, prove_all
from lightwell.access.seals import CHAIN as VIEWS


class Command(BaseCommand):
    """Proves the audit trail; ends with 1 when it was altered, reordered or cut off."""

    help = "Prove the audit trail and name the first fault of each chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"], help="verify: prove every chain")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        proofs = prove_all()
        is_whole = all(proof.finding is None for proof in proofs)
        if options["json"]:
            chains = [asdict(proof) for proof in proofs]
            self.stdout.write(json.dumps({"ok": is_whole, "chains": chains}, indent=2))
        else:
            for proof in proofs:
                self.stdout.write(_line(proof))
            self.stdout.write(_verdict(proofs))
        if not is_whole:
            sys.exit(1)


def _line(proof: Proof) -> str:
    if proof.finding:
        return f"{proof.chain}: {proof.finding.words}"
    if proof.chain == VIEWS:
        rest = f", {proof.unsealed} not sealed yet" if proof.unsealed else ""
        return f"{proof.chain}: {proof.proven} sealed views proven{rest}"
    return f"{proof.chain}: {proof.proven} events proven"


def _verdict(proofs: list[Proof]) -> str:
    faults = sum(proof.finding is not None for proof in proofs)
    if not faults:
        return "The audit trail is whole."
    chains = "chain is" if faults == 1 else "chains are"
    return f"{faults} {chains} not as written. Keep a copy of the database and the head files."
