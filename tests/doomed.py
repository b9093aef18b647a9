"""The beginning of a program that dies at a call: for tests that try each call to the file system once."""

# `doomed(names)` has it end without any clearing up before or after that one of these calls of `os` whose number is
# the last argument.
DOOMED = """
import os, sys
calls = 0
def dying(function):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == int(sys.argv[-1]):
            os._exit(9)
        result = function(*arguments, **named)
        calls += 1
        if calls == int(sys.argv[-1]):
            os._exit(9)
        return result
    return call
def doomed(*names):
    for name in names:
        setattr(os, name, dying(getattr(os, name)))
"""
