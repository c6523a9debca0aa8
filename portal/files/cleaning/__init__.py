"""From an uploaded file to what staff may see. Bytes in, bytes out: no database, no storage, no request.

`apart` is the only entrance. The rest parses strangers' bytes and runs nowhere but in the limited process.
"""
