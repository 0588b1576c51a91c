"""The web server: the HTTP API, the live stream, and the page. `sonde.server.run.serve` runs it.

Light to import: the web framework is loaded by `app`, which `run` imports while the log directory is being read.
"""
