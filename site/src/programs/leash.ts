/**
 * Loaded into a router's process before its own program (`node --import`). A workshop that is killed cannot stop its
 * routers, and they would keep their ports for ever. But its end of this channel closes with it, and then the routers
 * stop themselves in the normal way.
 */

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref() // the channel itself must not keep an ended router alive
