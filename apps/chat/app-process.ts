/** The app as a process of the chat: it also stops when its supervisor is gone. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
await import('./http/main.ts')
