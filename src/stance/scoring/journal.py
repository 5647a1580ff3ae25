"""Work in progress on disk, so that a run that is killed can go on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stance.errors import OutputError
from stance.scoring.records import Record
from stance.store.files import writing


class Journal:
    """The records of the articles done so far, one line an article, beside the output that they will become.

    The first line says which run it is. A line that a kill has cut short is dropped on resuming, and its article done again.

    Parameters
    ----------
    output : Path
        The file that the run is for; the journal is ``OUTPUT.partial``.
    run : mapping
        Everything that decides what the records are: model, thresholds, inputs.
    resume : bool
        Go on with a journal that is there.
    force : bool
        Begin anew even where one is there.

    Raises
    ------
    OutputError
        Where a journal is there and neither was asked for, or it is of another run.
    """

    def __init__(self, output: Path, run: Mapping[str, Any], *, resume: bool = False, force: bool = False) -> None:
        self.path = output.with_name(output.name + ".partial")
        self.done = 0
        header = json.loads(json.dumps(run))
        keep = self.path.exists() and not force
        if keep and not resume:
            raise OutputError(f"{self.path}: an interrupted run left it; go on with it by --resume, or begin anew by --force")
        with writing(self.path):
            size = self._whole_lines(header) if keep else 0
            self._stream = self.path.open("r+b" if keep else "wb")
            self._stream.truncate(size)
            self._stream.seek(size)
            if not size:
                self._append(header)

    def _whole_lines(self, header: Any) -> int:
        """Count the articles that are done, and the bytes that they fill."""
        size = 0
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream):
                if not line.endswith(b"\n"):
                    break
                content = self._parsed(line)
                if number == 0:
                    self._compare(header, content)
                elif not isinstance(content, list):
                    raise self._damaged()
                size += len(line)
                self.done = number
        return size

    def _parsed(self, line: bytes) -> Any:
        try:
            return json.loads(line)
        except ValueError:
            raise self._damaged() from None

    def _damaged(self) -> OutputError:
        return OutputError(f"{self.path}: is no journal of this program, or damaged; begin anew by --force")

    def _compare(self, ours: Any, theirs: Any) -> None:
        differ = [key for key in ours if not isinstance(theirs, dict) or ours[key] != theirs.get(key)]
        if differ:
            raise OutputError(
                f"{self.path}: is of a run with other settings ({', '.join(differ)}); give the same ones, or --force"
            )

    def add(self, records: Sequence[Record]) -> None:
        """Write the records of one article, all or none."""
        with writing(self.path):
            self._append([record.to_dict() for record in records])
        self.done += 1

    def _append(self, data: Any) -> None:
        self._stream.write(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        self._stream.flush()

    def articles(self) -> Iterator[list[dict[str, Any]]]:
        """Read the records of the articles done, an article at a time."""
        with self.path.open("rb") as stream:
            next(stream)
            yield from map(json.loads, stream)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Read the records of the articles done."""
        return chain.from_iterable(self.articles())

    def remove(self) -> None:
        """Remove the journal, once its output is written."""
        self.path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the journal, and leave none behind that holds nothing."""
        with suppress(OSError):  # what could not be written has been told
            self._stream.close()
        if not self.done:
            self.path.unlink(missing_ok=True)
