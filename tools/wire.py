"""Compile the schemas of src/sonde/wire/ into schemas.binpb.

    python tools/wire.py            after a change of a .proto file; needs grpcio-tools

A test compares the file with what this writes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

ROOM = Path(__file__).resolve().parent.parent / "src" / "sonde" / "wire"
COMPILED = ROOM / "schemas.binpb"


def compiled() -> bytes:
    """A serialized FileDescriptorSet of all schemas and what they import."""
    import grpc_tools
    from grpc_tools import protoc

    schemas = sorted(path.name for path in ROOM.glob("*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        includes = [f"-I{ROOM}", f"-I{Path(grpc_tools.__file__).parent / '_proto'}"]
        status = protoc.main(
            ["protoc", *includes, "--include_imports", f"--descriptor_set_out={out}", *schemas]
        )
        if status:
            raise SystemExit(f"protoc ended with status {status}")
        return out.read_bytes()


def main() -> None:
    COMPILED.write_bytes(compiled())
    print(f"wrote {COMPILED}")


if __name__ == "__main__":
    main()
