"""What the benches of the rules share: made-up applicants for MEXT research scholarships, and the limits by hand."""
