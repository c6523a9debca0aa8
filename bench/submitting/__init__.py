"""What `./dev bench submit` is made of."""
