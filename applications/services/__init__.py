"""What is done with applications. Each verb owns its transaction and raises domain errors."""
