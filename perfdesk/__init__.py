"""A desktop editor for budget performance goal tables (预算绩效目标表)."""

__version__ = "0.3.0"
