"""The supervisor behind ./dev: makes, starts, watches and ends every process a portal needs on one machine.

The tests use the same code to start, stop and kill each process by itself. Nothing here runs in production.
"""
