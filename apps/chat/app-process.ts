/** The app as a process of the chat: it also stops when its supervisor is gone. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref() // listening to the channel must not keep the process alive
await import('./http/main.ts')
