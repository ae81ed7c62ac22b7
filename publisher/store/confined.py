"""Runs a program that can be connected to and cannot connect to anything (Linux, seccomp).

An engine that may call no endpoint is started so: even if a call of SERVICE were overlooked, the
system would not let it out. The file is also a program of its own; it then needs nothing but the
standard library, so that it starts quickly.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from typing import Final

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
"""Of prctl(2) and seccomp(2)."""

MACHINES: Final[dict[str, tuple[int, int]]] = {
    "x86_64": (0xC000003E, 42),
    "aarch64": (0xC00000B7, 203),
}
"""Machine -> how the system calls its calls (AUDIT_ARCH_…), and the number of connect(2)."""

ALLOW: Final = 0x7FFF0000
DENY: Final = 0x00050000 | 13
"""Not to be done: EACCES."""

NUMBER_AT, ARCHITECTURE_AT = 0, 4
"""Where the number of a call and the architecture stand in ``struct seccomp_data``."""

LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
"""Instructions of a filter (BPF): load a word, compare, return."""


def command(program: Sequence[str]) -> list[str]:
    """The command that runs ``program`` so; ``program`` itself where the system cannot do it."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return list(program)
    return [sys.executable, "-I", "-S", __file__, *program]


def instructions(architecture: int, connect: int) -> bytes:
    """The filter: connect(2) is denied, every other call is allowed."""
    return b"".join(
        struct.pack("=HBBI", *step)
        for step in (
            (LOAD, 0, 0, ARCHITECTURE_AT),
            (JUMP_IF_EQUAL, 0, 3, architecture),
            (LOAD, 0, 0, NUMBER_AT),
            (JUMP_IF_EQUAL, 0, 1, connect),
            (RETURN, 0, 0, DENY),
            (RETURN, 0, 0, ALLOW),
        )
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine() -> None:
    """Take from this process, and all that it starts, the right to connect.

    Raises OSError where the system refuses.
    """
    steps = instructions(*MACHINES[platform.machine()])
    program = _Program(len(steps) // 8, steps)
    system = ctypes.CDLL(None, use_errno=True)
    for request in (
        (NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0),
    ):
        if system.prctl(*request):
            raise OSError(ctypes.get_errno(), "the engine cannot be confined")


if __name__ == "__main__":
    try:
        confine()
    except OSError as error:
        print(error, file=sys.stderr)  # an old kernel: calls are looked for all the same
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
