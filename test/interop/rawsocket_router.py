"""
A small router on Debian's Autobahn for Python: its RawSocket, its serializers, its messages, its SCRAM; only who gets what
is ours. `rawsocket_router.py PATH`: listens there and on a TCP port, and prints
its number and the serializers there are. Realm `scram` wants a login.
"""
import asyncio
import base64
import hashlib
import hmac
import itertools
import os
import sys

from autobahn.asyncio.rawsocket import WampRawSocketServerFactory
from autobahn.wamp import auth, message, role, serializer

# Autobahn gives its own pbkdf2 a text for the salt, which that refuses.
auth._hash_pbkdf2_secret = lambda secret, salt, rounds: hashlib.pbkdf2_hmac(
    "sha256", secret, base64.b64decode(salt), rounds, 32
)

ROLES = {"broker": role.RoleBrokerFeatures(), "dealer": role.RoleDealerFeatures(progressive_call_results=True)}
SERIALIZERS = {
    name: getattr(serializer, kind)()
    for name, kind in {"json": "JsonSerializer", "msgpack": "MsgPackSerializer", "cbor": "CBORSerializer"}.items()
    if hasattr(serializer, kind)
}
COSTS = {"pbkdf2": {"iterations": 4096}, "argon2id-13": {"iterations": 2, "memory": 512}}
ids = itertools.count(1)
topics, procedures, pending = {}, {}, {}


class Session:
    """What Autobahn calls a transport handler."""

    def onOpen(self, transport):
        self.transport = transport

    def onClose(self, was_clean):
        for members in topics.values():
            members.discard(self)
        for uri in [uri for uri, (callee, _) in procedures.items() if callee is self]:
            del procedures[uri]

    def onMessage(self, msg):
        getattr(self, "on_" + type(msg).__name__.lower())(msg)

    def send(self, msg):
        self.transport.send(msg)

    def welcome(self, authid, method, extra=None):
        who = {"authid": authid, "authrole": "user", "authmethod": method, "authprovider": "static"}
        self.send(message.Welcome(next(ids), ROLES, realm="realm1", authextra=extra, **who))

    def on_hello(self, msg):
        if msg.realm != "scram":
            return self.welcome("anybody", "anonymous")
        # Autobahn's client half runs here, fed with our client's nonce: what it computes is what has to come.
        kdf = msg.authextra["kdf"]
        self.peer = auth.AuthScram(authid=msg.authid, password="p\u00e4ssword, =", nonce=None)
        self.peer._client_nonce = msg.authextra["nonce"]
        # As Crossbar joins them: the client's and the router's bytes.
        nonce = base64.b64encode(base64.b64decode(self.peer._client_nonce) + os.urandom(16)).decode()
        if msg.authextra["joined"] == "text":
            nonce = self.peer._client_nonce + base64.b64encode(os.urandom(16)).decode()
        salt = base64.b64encode(os.urandom(16)).decode()
        extra = {"nonce": nonce, "kdf": kdf, "salt": salt, **COSTS[kdf]}
        challenge = message.Challenge("scram", extra)
        self.expected = self.peer.on_challenge(None, challenge).decode()
        self.authid = msg.authid
        self.send(challenge)

    def on_authenticate(self, msg):
        if msg.signature != self.expected:
            return self.send(message.Abort("wamp.error.authentication_denied"))
        key = hmac.new(self.peer._salted_password, b"Server Key", hashlib.sha256).digest()
        proof = hmac.new(key, self.peer._auth_message, hashlib.sha256).digest()
        self.welcome(self.authid, "scram", {"scram_server_signature": base64.b64encode(proof).decode()})

    def on_abort(self, msg):
        self.transport.close()

    def on_goodbye(self, msg):
        self.send(message.Goodbye("wamp.close.goodbye_and_out"))

    def on_subscribe(self, msg):
        topics.setdefault(msg.topic, set()).add(self)
        self.send(message.Subscribed(msg.request, list(topics).index(msg.topic) + 1))

    def on_unsubscribe(self, msg):
        list(topics.values())[msg.subscription - 1].discard(self)
        self.send(message.Unsubscribed(msg.request))

    def on_publish(self, msg):
        number = list(topics).index(msg.topic) + 1 if msg.topic in topics else 0
        for member in topics.get(msg.topic, ()):
            if member is not self:
                member.send(message.Event(number, next(ids), args=msg.args, kwargs=msg.kwargs))
        if msg.acknowledge:
            self.send(message.Published(msg.request, next(ids)))

    def on_register(self, msg):
        number = next(ids)
        procedures[msg.procedure] = (self, number)
        self.send(message.Registered(msg.request, number))

    def on_unregister(self, msg):
        for uri in [uri for uri, (_, number) in procedures.items() if number == msg.registration]:
            del procedures[uri]
        self.send(message.Unregistered(msg.request))

    def on_call(self, msg):
        if msg.procedure not in procedures:
            return self.send(message.Error(48, msg.request, "wamp.error.no_such_procedure", args=[msg.procedure]))
        callee, number = procedures[msg.procedure]
        invocation = next(ids)
        pending[invocation] = (self, msg.request)
        options = {"receive_progress": True} if msg.receive_progress else {}
        callee.send(message.Invocation(invocation, number, args=msg.args, kwargs=msg.kwargs, **options))

    def on_yield(self, msg):
        caller, request = pending[msg.request] if msg.progress else pending.pop(msg.request)
        progress = {"progress": True} if msg.progress else {}
        caller.send(message.Result(request, args=msg.args, kwargs=msg.kwargs, **progress))

    def on_error(self, msg):
        caller, request = pending.pop(msg.request)
        caller.send(message.Error(48, request, msg.error, args=msg.args, kwargs=msg.kwargs))


async def main():
    factory = WampRawSocketServerFactory(Session, list(SERIALIZERS.values()))
    loop = asyncio.get_running_loop()
    await loop.create_unix_server(factory, sys.argv[1])
    server = await loop.create_server(factory, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], *SERIALIZERS, flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
