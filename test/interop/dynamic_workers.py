"""Debian's Autobahn for Python as authenticator and authorizer (worker), or as a client that they judge (client)."""
import asyncio
import sys

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp import auth
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import PublishOptions

part, url = sys.argv[1], sys.argv[2]


class Worker(ApplicationSession):
    def onConnect(self):
        self.join("realm1", ["ticket"], "worker")

    def onChallenge(self, challenge):
        return "worker-ticket"

    async def onJoin(self, details):
        def authenticate(realm, authid, details):
            if authid != "joe":
                raise ApplicationError("app.error.unknown", "nobody knows " + authid)
            return {"role": "asked", "secret": "joes secret"}

        def authorize(session, uri, action, options):
            return {"allow": uri != "forbidden", "disclose": True, "cache": True}

        await self.register(authenticate, "app.auth")
        await self.register(authorize, "app.may")
        print("READY", flush=True)


class Client(ApplicationSession):
    def onConnect(self):
        self.join("realm1", ["wampcra"], "joe")

    def onChallenge(self, challenge):
        return auth.compute_wcs(b"joes secret", challenge.extra["challenge"].encode()).decode()

    async def onJoin(self, details):
        options = PublishOptions(acknowledge=True)
        await self.publish("allowed", "hello", options=options)
        try:
            await self.publish("forbidden", "hello", options=options)
        except ApplicationError as error:
            print("OK" if error.error == "wamp.error.not_authorized" and details.authrole == "asked" else error, flush=True)
        self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


asyncio.set_event_loop(asyncio.new_event_loop())
ApplicationRunner(url, "realm1").run({"worker": Worker, "client": Client}[part])
