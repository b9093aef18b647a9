"""Figures, not tests: `python -m tests.benchmarks` prints ratios measured side by side, and fails nothing."""
