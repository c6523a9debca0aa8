"""“Tell me when it opens”: asking and confirming, telling, stopping and forgetting."""
