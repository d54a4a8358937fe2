"""Debian's Autobahn for Python: what it offers of the advanced profile. Prints a line of JSON per sentence."""
import asyncio
import json
import sys

import txaio
from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp import serializer
from autobahn.wamp.cryptobox import KeyRing
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, PublishOptions, RegisterOptions, SubscribeOptions

url, name = sys.argv[1], sys.argv[2]
kinds = {"json": serializer.JsonSerializer, "msgpack": serializer.MsgPackSerializer, "cbor": serializer.CBORSerializer}


async def error_of(awaitable):
    """The URI of the error that a request fails with."""
    try:
        await awaitable
    except ApplicationError as error:
        return error.error
    return None


async def patterns(one, two, _three):
    heard = []
    retained = asyncio.get_running_loop().create_future()
    await two.publish("app.state", "on", options=PublishOptions(acknowledge=True, retain=True))
    for match, topic in (("prefix", "app."), ("wildcard", "app..changed")):
        await one.subscribe(
            lambda *args, details, match=match: heard.append([match, details.topic, *args]),
            topic,
            options=SubscribeOptions(match=match, details=True),
        )
    await one.subscribe(
        lambda text, details: retained.done() or retained.set_result([text, details.retained]),
        "app.state",
        options=SubscribeOptions(get_retained=True, details=True),
    )
    first = await asyncio.wait_for(retained, 5)
    await two.publish("app.user.changed", 1, options=PublishOptions(acknowledge=True))
    await one.call("wamp.session.count")
    return [first, sorted(heard)]


async def receivers(one, two, three):
    heard = []
    for who, session in (("one", one), ("two", two), ("three", three)):
        await session.subscribe(lambda text, who=who: heard.append(who + " " + text), "t")
    first, second = one.session_details, two.session_details
    for text, options in (
        ("others", {}),
        ("all", {"exclude_me": False}),
        ("eligible", {"eligible": [first.session]}),
        ("excluded", {"exclude": [first.session]}),
        ("authid", {"eligible_authid": second.authid}),
        ("not authid", {"exclude_authid": [second.authid]}),
        ("role", {"eligible_authrole": ["admin"]}),
        ("not role", {"exclude_authrole": "guest"}),
    ):
        await three.publish("t", text, options=PublishOptions(acknowledge=True, **options))
    await asyncio.gather(*(session.call("wamp.session.count") for session in (one, two, three)))
    return sorted(heard)


async def disclosure(one, two, _three):
    heard = asyncio.get_running_loop().create_future()
    await one.subscribe(
        lambda details: heard.done() or heard.set_result([details.publisher, details.publisher_authrole]),
        "d",
        options=SubscribeOptions(details=True),
    )
    await one.register(
        lambda details: [details.caller, details.caller_authrole], "who.calls", options=RegisterOptions(details=True)
    )
    await two.publish("d", options=PublishOptions(acknowledge=True))
    expected = [two.session_details.session, "guest"]
    return [await asyncio.wait_for(heard, 5) == expected, await two.call("who.calls") == expected]


async def sharing(one, two, three):
    turns = RegisterOptions(invoke="roundrobin")
    await one.register(lambda: "one", "who", options=turns)
    await two.register(lambda: "two", "who", options=turns)
    answers = [await three.call("who") for _ in range(4)]
    other = await error_of(three.register(lambda: "three", "who", options=RegisterOptions(invoke="random")))

    def asked(details):
        return details.procedure

    await one.register(asked, "files.", options=RegisterOptions(match="prefix", details=True))
    await one.register(asked, "data..read", options=RegisterOptions(match="wildcard", details=True))
    return [answers, other, await three.call("files.read"), await three.call("data.one.read")]


async def policies(one, two, three):
    answers = []
    for invoke in ("first", "last", "random"):
        held = await one.register(lambda: "one", invoke, options=RegisterOptions(invoke=invoke))
        await two.register(lambda: "two", invoke, options=RegisterOptions(invoke=invoke))
        called = {await three.call(invoke) for _ in range(3)}
        answers.append(sorted(called) if invoke != "random" else called <= {"one", "two"})
        await held.unregister()
        answers.append(await three.call(invoke))
    await one.register(lambda: "one", "mine", options=RegisterOptions(invoke="single"))
    return [answers, await error_of(two.register(lambda: "two", "mine"))]


async def meta(one, two, three):
    """A callee is removed, with and without a reason, and a session leaves a testament."""
    answers = []
    for reason in ({}, {"reason": "app.moved"}):
        held = await one.register(lambda: "one", "mine")
        await two.call("wamp.registration.remove_callee", held.id, one.session_details.session, **reason)
        answers.append(await error_of(two.call("mine")))
    heard = asyncio.get_running_loop().create_future()
    await two.subscribe(lambda *args, **kwargs: heard.done() or heard.set_result([args, kwargs]), "gone")
    await one.call("wamp.session.add_testament", "gone", ["bye"], {"at": 1})
    await three.call("wamp.session.kill", one.session_details.session, reason="app.out", message="go")
    return [answers, await asyncio.wait_for(heard, 5)]


async def concurrency(one, two, three):
    started, finish = asyncio.Event(), asyncio.Event()

    async def slow():
        started.set()
        await finish.wait()
        return "one"

    await one.register(slow, "slow", options=RegisterOptions(concurrency=1))
    first = asyncio.ensure_future(three.call("slow"))
    await started.wait()
    busy = await error_of(three.call("slow"))
    await two.register(lambda: "two", "slow", options=RegisterOptions(force_reregister=True))
    finish.set()
    return [busy, await first, await three.call("slow")]


async def endings(one, two, _three):
    parts, started, interrupted = [], asyncio.Event(), asyncio.Event()

    def count(details):
        for part in (1, 2):
            details.progress and details.progress(part)
        return "done" if details.progress else "at once"

    async def hang():
        started.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            interrupted.set()
            raise

    await one.register(count, "count", options=RegisterOptions(details=True))
    await one.register(hang, "hang")
    result = await two.call("count", options=CallOptions(on_progress=parts.append))
    late = await error_of(two.call("hang", options=CallOptions(timeout=50)))
    await asyncio.wait_for(interrupted.wait(), 5)
    started.clear()
    interrupted.clear()
    hanging = two.call("hang")
    await asyncio.wait_for(started.wait(), 5)
    txaio.cancel(hanging)
    await asyncio.wait_for(interrupted.wait(), 5)
    return [parts, result, late, hanging.cancelled(), await two.call("count")]


async def sealing(one, two, three):
    """Payloads that only sessions with the key can read: the router passes them on as they are."""
    key, _ = KeyRing().generate_key()
    for session in (one, two):
        session.set_payload_codec(KeyRing(key))
    heard = asyncio.get_running_loop().create_future()

    def fails():
        raise ApplicationError("app.no", "secret", more=1)

    await one.subscribe(lambda *args, **kwargs: heard.done() or heard.set_result([args, kwargs]), "sealed.t")
    await one.register(lambda a, b=0: a + b, "sealed.add")
    await one.register(fails, "sealed.fails")
    await two.publish("sealed.t", 1, "two", three=3, options=PublishOptions(acknowledge=True))
    event = await asyncio.wait_for(heard, 5)
    try:
        await two.call("sealed.fails")
        failure = None
    except ApplicationError as error:
        failure = [error.error, list(error.args), error.kwargs]
    return [event, await two.call("sealed.add", 1, b=2), failure]


async def main():
    kind, _, batched = name.partition(".")

    async def join():
        joined = asyncio.get_running_loop().create_future()

        class Client(ApplicationSession):
            def onJoin(self, details):
                joined.set_result(self)

        runner = ApplicationRunner(url, "realm1", serializers=[kinds[kind](batched=batched != "")])
        await runner.run(Client, start_loop=False)
        return await asyncio.wait_for(joined, 5)

    for scene in (patterns, receivers, disclosure, sharing, policies, meta, concurrency, endings, sealing):
        sessions = [await join() for _ in range(3)]
        try:
            answer = await asyncio.wait_for(scene(*sessions), 10)
        except Exception as error:
            answer = repr(error)
        print(json.dumps([scene.__name__, answer]), flush=True)
        await asyncio.gather(*(session.leave() for session in sessions if session.is_attached()))


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
