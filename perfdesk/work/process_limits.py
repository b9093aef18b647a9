"""Limits of a process that reads other people's files: how much memory and processor time it may take.

On Linux the child sets them for itself before it opens the file, and cannot take them back. Windows has no such call:
there the parent puts the child into a job object, which also ends the child when the parent dies.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# What an annex at the importers' own limits needs, twice.
MEMORY: Final = 2 * 1024**3
# Of processor time, and what somebody waits for one file.
SECONDS: Final = 120.0

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    # winnt.h
    _EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
    _PROCESS_TIME: Final = 0x2
    _PROCESS_MEMORY: Final = 0x100
    _KILL_ON_JOB_CLOSE: Final = 0x2000
    _SET_QUOTA_AND_TERMINATE: Final = 0x101
    _TICKS: Final = 10_000_000  # of 100 nanoseconds

    class _BasicLimits(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

        _fields_ = (
            ("process_time", wintypes.LARGE_INTEGER),
            ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; the counters are six numbers of 64 bits."""

        _fields_ = (
            ("basic", _BasicLimits),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("most_process_memory", ctypes.c_size_t),
            ("most_job_memory", ctypes.c_size_t),
        )

    def _kernel() -> ctypes.WinDLL:
        """kernel32 with the types of the calls: a handle has 64 bits, and ctypes takes 32 unless told."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        return kernel

    def _limits(seconds: float) -> _ExtendedLimits:
        limits = _ExtendedLimits()
        limits.basic.flags = _PROCESS_MEMORY | _PROCESS_TIME | _KILL_ON_JOB_CLOSE
        limits.basic.process_time = int(seconds * _TICKS)
        limits.process_memory = MEMORY
        return limits

    @contextmanager
    def held(child: "subprocess.Popen[bytes]", seconds: float) -> Iterator[bool]:
        """Holds a child that was just started within its limits; it ends with this block at the latest.

        Gives whether the limits were set: where Windows refuses, the time limit of the parent still holds.
        """
        kernel = _kernel()
        limits = _limits(seconds)
        job = kernel.CreateJobObjectW(None, None)
        process = kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, 0, child.pid)
        try:
            yield bool(
                job
                and process
                and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
                and kernel.AssignProcessToJobObject(job, process)
            )
        finally:
            for handle in filter(None, (process, job)):
                kernel.CloseHandle(handle)

    def limit_this_process(seconds: float) -> None:
        """Nothing: the parent does it."""

else:
    import resource

    @contextmanager
    def held(child: "subprocess.Popen[bytes]", seconds: float) -> Iterator[bool]:
        """Nothing to do: the child limits itself."""
        yield True

    def limit_this_process(seconds: float) -> None:
        """No more than this for this process, ever."""
        _limit(resource.RLIMIT_AS, MEMORY)
        _limit(resource.RLIMIT_CPU, int(seconds) + 1)

    def _limit(kind: int, most: int) -> None:
        """Where the system allows less already, that stays: only root may raise it, and others would read no PDF."""
        _, allowed = resource.getrlimit(kind)
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (least, least))
