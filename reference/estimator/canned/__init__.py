"""Estimators whose models are given: dense layers, sums of weights, both, or a constant."""
