"""What `bench/compare` is made of: rows say what is measured, servers and clients say who, measure says how."""
