/** A drawing that all pages of a call share. Each stroke goes to the others directly. */
const channels = new Set()

const drawing = stage.drawing((stroke) => {
  for (const channel of channels) channel.send(JSON.stringify(stroke))
})

export function shareDrawing(connection) {
  // Both sides open it with the same number, so that they need not tell each other.
  const channel = connection.createDataChannel('drawing', { negotiated: true, id: 1 })
  channel.onopen = () => channels.add(channel)
  channel.onclose = () => channels.delete(channel)
  channel.onmessage = ({ data }) => drawing.draw(JSON.parse(data))
}
