"""The desk: entering applications that came on paper, and the letters by which they are claimed."""
