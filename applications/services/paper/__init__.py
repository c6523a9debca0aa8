"""Applications that came on paper: entering one for somebody, giving a code, claiming it."""
