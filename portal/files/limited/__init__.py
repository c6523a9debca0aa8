"""Runs a function on a stranger's bytes in a process of its own, so that whatever they do to it stays there.

`process` starts it and reads the answer; `inside` is what runs there; `walls` shuts it in. Nothing here knows about
files of the portal, and nothing that runs inside imports Django.
"""
