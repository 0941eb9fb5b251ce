"""What `bench/accuracy` is made of: loads say who is asked, experiments say what, truth says what was so."""
