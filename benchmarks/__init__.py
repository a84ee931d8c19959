"""Benchmarks: ratios measured side by side in one run. They print and judge nothing.

python -m benchmarks [--quick] [--only NAME]
"""
