"""What tests and benches share: shipped fakes, builders, and real servers to run against."""
