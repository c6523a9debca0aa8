"""Verbs: load the catalogue, make rounds and calls, announce, extend."""
