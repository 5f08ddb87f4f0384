"""Observes a function from inside of its process and tells the host what it opens, keeps and leaves behind.

Loaded before user code; `_WARMPATH_PROBE` is the host's door for probes: `host:port/token`.
"""
