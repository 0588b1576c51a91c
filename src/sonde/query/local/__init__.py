"""The answers of the store in this process. Only the board makes them: everyone else knows `sonde.query`."""
