"""The applicant's pages, one file per family."""
