"""`reference` against goldens recorded under TensorFlow 1.15.5 (fixtures/record, fixtures/golden)."""
