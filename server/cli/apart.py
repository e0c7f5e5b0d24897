"""Work that is done in a process of its own, which takes with it whatever it needed."""

import os
import threading
from collections.abc import Callable
from multiprocessing import Pipe, Process, parent_process
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from server.errors import DomainError, Setup

T = TypeVar("T")


def apart(work: Callable[..., T], *given: object, meanwhile: Callable[[], object] = lambda: None) -> T:
    """What `work` returns, a function of a module; `meanwhile` is done here, while that goes on there. What it says to people goes where ours
    does, and what it raises as DomainError is raised here.

    Ends with us, also when we are killed. Raises Setup when it is killed itself, or fails in a way that it told already.
    """
    here, there = Pipe(duplex=False)
    process = Process(target=_do, args=(there, work, given))
    process.start()
    there.close()
    try:
        meanwhile()
        told: T | DomainError | None = here.recv()
        ended = False
    except EOFError:
        told, ended = None, True
    finally:
        process.join()
    if ended:
        raise Setup("What comes before the server did not come to its end. Start it again: it goes on where it was.")
    if isinstance(told, DomainError):
        raise told
    return told  # type: ignore[return-value]  # as the work returned it


def _do(there: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    threading.Thread(target=_end_with_us, daemon=True).start()
    try:
        there.send(work(*given))
    except DomainError as error:
        there.send(error)
    except KeyboardInterrupt:
        # Whoever pressed the keys told us both, and hears it from the other.
        os._exit(130)


def _end_with_us() -> None:
    above = parent_process()
    if above is not None:
        wait([above.sentinel])
        os._exit(1)
