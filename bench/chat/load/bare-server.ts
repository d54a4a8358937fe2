/**
 * The floor of bench/chat/latency.ts: a chat over bare `ws`. Each message goes to everybody in its thread. There are no
 * users, no permissions and no history. Tells its parent the port.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

/** Like the chat's page: a list of messages, and a field whose Enter sends. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bare WebSockets</title>
<main><div class="messages"></div><textarea></textarea></main>
<script>
const list = document.querySelector('.messages')
const field = document.querySelector('textarea')
const socket = new WebSocket('ws://' + location.host + '/?thread=pages')
socket.onopen = () => (document.title = 'connected')
socket.onmessage = ({ data }) => {
  const { author, text } = JSON.parse(data)
  const message = document.createElement('article')
  message.append(author, ': ', text)
  list.append(message)
}
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  socket.send(JSON.stringify({ author: 'somebody', text: field.value }))
  field.value = ''
})
</script>
</html>
`

const threads = new Map<string, Set<WebSocket>>()
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
})
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
  const name = new URL(request.url ?? '/', 'http://bare').searchParams.get('thread') ?? ''
  const thread = threads.get(name) ?? new Set()
  threads.set(name, thread.add(socket))
  socket.on('message', (data) => {
    const text = String(data)
    for (const other of thread) other.send(text)
  })
  socket.on('close', () => thread.delete(socket))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
