"""Pages of the coordinator, inside the staff site."""
