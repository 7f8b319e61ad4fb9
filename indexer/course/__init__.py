"""The course for new press officers: a scratch copy of the sample, six exercises, and what is still wrong in them.

`knowledge/README.md` sets the exercises; what the ministry publishes in them stands in `published`. A folder comes in,
values go out: a terminal shows them, and a page could.
"""

from __future__ import annotations

from indexer.course.copying import copy_for, make_copy
from indexer.course.judging import Judged, Judgement, judge

__all__ = ["Judged", "Judgement", "copy_for", "judge", "make_copy"]
