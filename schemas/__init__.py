"""Contracts that cross a process; imports nothing else of ours."""
