"""The process that does one job: it reads it from stdin, and says on stdout what became of it."""

from __future__ import annotations

import os
import sys
from typing import Final

from publisher.errors import PublisherError, system_error
from publisher.intake.answers import failed, said
from publisher.intake.transaction import Job, Transaction
from publisher.intake.wire import from_text

NICER: Final = 5
"""How much the work stands back behind the serving."""


def main() -> int:
    """Do one job."""
    os.nice(NICER)
    text = sys.stdin.read()
    try:
        answer = said(Transaction(from_text(Job, text)).run())
    except PublisherError as error:
        answer = failed(error)
    except OSError as error:
        answer = failed(system_error(error))
    try:
        sys.stdout.write(answer)
        sys.stdout.flush()
    except BrokenPipeError:  # who waited has ended; what is done is in the log
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
