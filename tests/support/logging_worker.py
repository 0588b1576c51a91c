"""What a worker process does with a writer that it was given; light to import, as spawned workers import it anew."""

from __future__ import annotations


def log_in_worker(writer, number):
    for step in range(100):
        writer.add_scalar(f"worker {number}", step, step)
