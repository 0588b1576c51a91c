"""An S3 service of its own on the loopback, spoken to over HTTP like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

BUCKET = "logs"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@contextmanager
def object_storage() -> Iterator[str]:
    """Start a server with one empty bucket; its endpoint URL is given. It takes any credentials."""
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        # What another server of this process held: moto keeps it for all of them.
        urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")).close()
        s3fs.S3FileSystem(key="test", secret="test", endpoint_url=endpoint).mkdir(BUCKET)
        yield endpoint
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
        server.stop()
