"""What ./dev can do, one module a command; each has `run(arguments) -> exit code`."""
