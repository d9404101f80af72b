"""Rule 4 in the room: 200 acknowledged saves of a flowsheet, the server killed at random moments.

Four tablets save rows through the real page of four running sessions while the server process is
ended with SIGKILL again and again. A save counts as acknowledged when its answer arrived; one whose
answer did not is sent again with the same key. 0 lost, 0 doubled, numbers without a gap, the audit
whole. ``python -m benchmarks.killed_flowsheet`` is the long form.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import killed_flowsheet, scratch_clinic

SAVES, KILLS = 200, 10


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_and_none_is_doubled(tmp_path: Path) -> None:
    surroundings = scratch_clinic.surroundings(tmp_path)
    outcome = killed_flowsheet.run(surroundings, saves=SAVES, kills=KILLS)
    assert outcome.kills == KILLS
    assert outcome.sent_again, "no kill fell into a save: nothing was proven"
    killed_flowsheet.check(surroundings, outcome, SAVES)
