"""From an uploaded file to what staff may see. Bytes in, bytes out: no database, no storage, no request.

Everything that parses a stranger's bytes is in this package, so that it can run in a process with limits.
"""
