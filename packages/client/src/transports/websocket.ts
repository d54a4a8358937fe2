/** WebSocket (*WebSocket Transport*), by the global that browsers and Node have. */
import type { TransportFactory } from './transport.ts'

/** Frames over a WebSocket. The serializer is agreed on as its subprotocol. */
export const websocket: TransportFactory = ({ url, serializers }, sink) => {
  const protocols = serializers.map(({ name }) => `wamp.2.${name}`)
  const socket = new WebSocket(url, protocols)
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    const agreed = serializers[protocols.indexOf(socket.protocol)]
    if (agreed === undefined) socket.close()
    else sink.opened(agreed)
  }
  socket.onmessage = ({ data }: { data: string | ArrayBuffer }) =>
    sink.frame(typeof data === 'string' ? data : new Uint8Array(data))
  socket.onclose = ({ code, reason }) => sink.closed(reason || `connection closed (${code})`)
  return {
    send: (data) => socket.send(data as string),
    close: () => socket.close(),
  }
}
