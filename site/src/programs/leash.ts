/**
 * Loaded into a router's process before its own program (`node --import`). A workshop that is killed cannot stop its
 * routers, and they would keep their ports for ever; but its end of this channel closes with it, and then they stop
 * themselves, politely.
 */

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref() // and otherwise it must not keep a router alive that has ended
