"""Rules while they are written: sentences, templates with typed fields, a tree one can change, differences."""
