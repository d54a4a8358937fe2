"""Debian's Autobahn for Python as a client: publish, subscribe, register, call; says OK when all is as it should be."""
import asyncio
import sys

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp import serializer
from autobahn.wamp.types import PublishOptions

url, name = sys.argv[1], sys.argv[2]
makers = {
    "json": lambda: serializer.JsonSerializer(),
    "json.batched": lambda: serializer.JsonSerializer(batched=True),
    "msgpack": lambda: serializer.MsgPackSerializer(),
    "msgpack.batched": lambda: serializer.MsgPackSerializer(batched=True),
    "cbor": lambda: serializer.CBORSerializer(),
    "cbor.batched": lambda: serializer.CBORSerializer(batched=True),
}


class Client(ApplicationSession):
    async def onJoin(self, details):
        heard = asyncio.get_running_loop().create_future()
        await self.subscribe(lambda *args, **kwargs: heard.done() or heard.set_result((args, kwargs)), "test")
        await self.register(lambda a, b: a + b, "add")
        options = PublishOptions(acknowledge=True, exclude_me=False)
        await self.publish("test", "abc", 1, x=True, options=options)
        args, kwargs = await asyncio.wait_for(heard, 5)
        result = await self.call("add", 1, 2)
        if args == ("abc", 1) and kwargs == {"x": True} and result == 3 and details.authrole == "guest":
            print("OK", flush=True)
        self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


asyncio.set_event_loop(asyncio.new_event_loop())
ApplicationRunner(url, "realm1", serializers=None if name == "default" else [makers[name]()]).run(Client)
