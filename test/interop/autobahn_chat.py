"""A user of the finished chat by Debian's Autobahn for Python. Arguments: URL, name, token, thread, text to say.
Prints what it is answered and what it hears, a JSON line each."""
import asyncio
import json
import sys

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp import auth

url, name, token, thread, text = sys.argv[1:]


def tell(kind, value):
    print(json.dumps([kind, value]), flush=True)


class User(ApplicationSession):
    def onConnect(self):
        self.join(self.config.realm, ["wampcra"], name)

    def onChallenge(self, challenge):
        return auth.compute_wcs(token.encode(), challenge.extra["challenge"].encode()).decode()

    async def onJoin(self, details):
        both = asyncio.get_running_loop().create_future()
        heard = []

        def hears(said, **about):
            heard.append(said)
            tell("heard", [said, about["author"]])
            if len(heard) == 2 and not both.done():
                both.set_result(None)

        await self.subscribe(hears, "workshop.chat." + thread)
        tell("here", json.loads(await self.call("workshop.subscribers", thread)))
        posted = await self.call("workshop.chat.post", thread, "from-python", text)
        tell("stored", posted["stored"])
        await asyncio.wait_for(both, 10)
        self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


asyncio.set_event_loop(asyncio.new_event_loop())
ApplicationRunner(url, "ws-workshop").run(User)
