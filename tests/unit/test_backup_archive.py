"""The sealed container of a backup: it opens with its key alone, and shows every change."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest

from lightwell.access.backup import archive, keys
from lightwell.access.backup.keys import Key
from lightwell.access.errors import InvalidInput

KEY = Key("file", bytes(32))


class TestContainer:
    """The sealed stream alone, in small chunks."""

    LINES = [f"line {number}\n" for number in range(400)]

    @pytest.fixture
    def sealed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(archive, "CHUNK", 256)
        path = tmp_path / "sealed"
        with path.open("wb") as file, archive.writing(file, KEY) as out:
            out.writelines(self.LINES)
        return path

    def chunks(self, path: Path) -> tuple[bytes, list[bytes]]:
        file = io.BytesIO(path.read_bytes())
        head = file.readline() + file.readline()
        found = []
        while size := file.read(4):
            found.append(size + file.read(int.from_bytes(size, "big")))
        return head, found

    def read(self, path: Path) -> list[str]:
        with archive.reading(path, KEY) as lines:
            return list(lines)

    def test_it_gives_back_what_it_was_given(self, sealed: Path) -> None:
        assert self.read(sealed) == self.LINES
        assert len(self.chunks(sealed)[1]) > 3

    def test_nothing_can_be_read_without_the_key(self, sealed: Path) -> None:
        assert b"line" not in sealed.read_bytes()

    def test_any_changed_bit_shows(self, sealed: Path) -> None:
        whole = sealed.read_bytes()
        chance = random.Random(7)  # noqa: S311 - seeded on purpose
        for _ in range(120):
            at, bit = chance.randrange(len(whole)), chance.randrange(8)
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            sealed.write_bytes(changed)
            with pytest.raises(InvalidInput):
                self.read(sealed)

    @pytest.mark.parametrize(
        "change",
        [
            lambda chunks: chunks[:-1],
            lambda chunks: chunks[1:],
            lambda chunks: [chunks[0], *chunks[2:]],
            lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
            lambda chunks: [*chunks, chunks[-1]],
            lambda chunks: [*chunks, b"more"],
            lambda chunks: [],
        ],
        ids=["end", "start", "middle", "swapped", "repeated", "appended", "nothing"],
    )
    def test_missing_moved_and_added_chunks_show(self, sealed: Path, change: Any) -> None:
        head, chunks = self.chunks(sealed)
        sealed.write_bytes(head + b"".join(change(chunks)))
        with pytest.raises(InvalidInput, match="damaged or cut off"):
            self.read(sealed)

    def test_two_archives_of_the_same_lines_have_nothing_in_common(self, sealed: Path) -> None:
        again = sealed.with_name("again")
        with again.open("wb") as file, archive.writing(file, KEY) as out:
            out.writelines(self.LINES)
        assert not set(self.chunks(sealed)[1]) & set(self.chunks(again)[1])

    def test_an_archive_whose_making_failed_cannot_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "failed"
        with (
            pytest.raises(ZeroDivisionError),
            path.open("wb") as file,
            archive.writing(file, KEY) as out,
        ):
            out.write(str(1 / 0))
        with pytest.raises(InvalidInput, match="damaged"):
            self.read(path)


class TestKeys:
    def test_a_key_file_is_made_once_for_its_owner_only(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "backup.key"
        assert keys.make_file(path)
        assert path.stat().st_mode & 0o777 == 0o600
        made = path.read_bytes()
        assert not keys.make_file(path)
        assert path.read_bytes() == made
        assert keys.from_file(path).kind == "file"

    @pytest.mark.parametrize("content", [b"", b"too short", b"\xff\xfe", b"A" * 400])
    def test_what_is_not_a_key_is_said(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "key").write_bytes(content)
        with pytest.raises(InvalidInput, match="backup key"):
            keys.from_file(tmp_path / "key")

    def test_a_secret_is_not_in_its_repr(self) -> None:
        assert "x" * 8 not in repr(Key("file", b"x" * 32))

    def test_a_short_or_missing_passphrase_is_refused(self, tmp_path: Path) -> None:
        for content in ("", "short\n"):
            (tmp_path / "words").write_text(content)
            with pytest.raises(InvalidInput, match="at least 20"):
                keys.from_passphrase_file(tmp_path / "words")
        with pytest.raises(InvalidInput, match="cannot be read"):
            keys.from_passphrase_file(tmp_path / "none")
