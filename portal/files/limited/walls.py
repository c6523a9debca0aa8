"""Shuts the process that calls it in, for good: no network, no files, no other process, little memory and time.

Linux only. Namespaces need root or unprivileged user namespaces; a container often forbids both. What could be had is
returned, so that it can be reported; the limits of setrlimit(2) are never optional.
"""

import contextlib
import ctypes
import os
import resource
import signal
import tempfile

from portal.files.limited.limits import Limits, Walls

# linux/sched.h, linux/prctl.h, linux/capability.h
_NEW_USER, _NEW_IPC, _NEW_NETWORK = 0x10000000, 0x08000000, 0x40000000
_SET_PDEATHSIG, _SET_KEEPCAPS, _SET_NO_NEW_PRIVS = 1, 8, 38
_CAPABILITY_VERSION, _SYS_CHROOT, _SYS_ADMIN = 0x20080522, 18, 21
NOBODY = 65534
_OPEN_FILES = 16  # the bytes, the answer, the last words, and a few to spare

_libc = ctypes.CDLL(None, use_errno=True)


def shut_in(limits: Limits, *, parent: int) -> Walls:
    """Give up all that is not needed any more. Raises OSError when a limit that must hold cannot be set.

    `parent` is the process to die with: should it be gone already, SystemExit is raised.
    """
    if os.geteuid() == 0:
        _become_nobody()
    own_users = _unshared(_NEW_USER | _NEW_NETWORK | _NEW_IPC)
    walls = Walls(network=own_users or _unshared(_NEW_NETWORK | _NEW_IPC), files=_without_files())
    _have_capabilities()
    _die_with(parent)
    _control(_SET_NO_NEW_PRIVS, 1)
    _limit(limits, own_users=own_users)
    return walls


def _unshared(flags: int) -> bool:
    return bool(_libc.unshare(flags) == 0)


def _without_files() -> bool:
    """Make an empty folder, that is gone already, the root of all files."""
    try:
        folder = tempfile.mkdtemp()
        os.chdir(folder)
        os.rmdir(folder)
        os.chroot(".")
        os.chdir("/")
    except OSError:
        return False
    return True


def _become_nobody() -> None:
    """Root becomes a user who owns nothing, and keeps for a moment what it takes to leave network and files."""
    with contextlib.suppress(OSError):  # a container's root may not even do that
        _control(_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        _have_capabilities(_SYS_CHROOT, _SYS_ADMIN)


def _have_capabilities(*numbers: int) -> None:
    """Keep these capabilities of root alone, without any number none at all."""
    bits = sum(1 << number for number in numbers)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    if _libc.capset(header, (ctypes.c_uint32 * 6)(bits, bits)):  # effective, permitted, inheritable; then above 31
        raise OSError(ctypes.get_errno(), "capset")


def _die_with(parent: int) -> None:
    _control(_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which would undo it
    if os.getppid() != parent:
        raise SystemExit("The process that asked is gone.")


def _control(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def _limit(limits: Limits, *, own_users: bool) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # too much written is an error that can be answered
    wanted = {
        resource.RLIMIT_AS: (limits.memory, limits.memory),
        # The first ends it by SIGXCPU, which tells why; the second by SIGKILL, should it have found a way around.
        resource.RLIMIT_CPU: (limits.seconds, limits.seconds + 2),
        resource.RLIMIT_FSIZE: (limits.answer, limits.answer),
        resource.RLIMIT_NOFILE: (_OPEN_FILES, _OPEN_FILES),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
    }
    if own_users or not limits.threads:
        # Threads count like processes, and all of a user's count; in a user namespace of its own there are no others.
        count = limits.threads + 1 if limits.threads else 0
        wanted[resource.RLIMIT_NPROC] = (count, count)
    for what, (soft, hard) in wanted.items():
        most = resource.getrlimit(what)[1]
        if most == resource.RLIM_INFINITY:
            most = hard
        resource.setrlimit(what, (min(soft, most), min(hard, most)))
