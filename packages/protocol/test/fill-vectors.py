"""Fills in the bytes of vectors that so far have only their JSON, by encoders that have nothing to do with ours.

    pip install msgpack cbor2
    python3 packages/protocol/test/fill-vectors.py

A vector that has bytes already keeps them.
"""

import base64
import json
import pathlib

import cbor2
import msgpack


def with_bytes(value):
    """WAMP's convention for binary values in JSON: U+0000, then Base64."""
    if isinstance(value, str) and value.startswith("\0"):
        return base64.b64decode(value[1:])
    if isinstance(value, list):
        return [with_bytes(item) for item in value]
    if isinstance(value, dict):
        return {key: with_bytes(item) for key, item in value.items()}
    return value


for path in sorted(pathlib.Path(__file__).with_name("vectors").glob("*.json")):
    document = json.loads(path.read_text())
    for vector in document["valid"] + document["invalid"]:
        if "json" not in vector or "msgpack" in vector or "cbor" in vector:
            continue
        try:
            value = with_bytes(json.loads(vector["json"]))
        except ValueError:
            continue  # not JSON, on purpose
        vector["msgpack"] = msgpack.packb(value).hex()
        vector["cbor"] = cbor2.dumps(value).hex()
    path.write_text(json.dumps(document, indent=2) + "\n")
