const pieceBytes = 16 * 1024
const mostWaiting = 256 * 1024 // bytes in the channel's buffer
const mostBytes = 100 * 1024 * 1024 // of a file that is taken

/** Returns a function that sends a file. A file that arrives is shown beside the text. */
export function shareFiles(connection) {
  const channel = connection.createDataChannel('file', { negotiated: true, id: 2 })
  channel.binaryType = 'arraybuffer'
  channel.bufferedAmountLowThreshold = mostWaiting / 2
  receive(channel)
  return async (file) => {
    channel.send(JSON.stringify({ name: file.name, size: file.size }))
    for (let at = 0; at < file.size; at += pieceBytes) {
      if (channel.bufferedAmount > mostWaiting) await drained(channel)
      channel.send(await file.slice(at, at + pieceBytes).arrayBuffer())
    }
  }
}

function drained(channel) {
  return new Promise((resolve) => {
    for (const event of ['bufferedamountlow', 'close']) channel.addEventListener(event, resolve, { once: true })
  })
}

function receive(channel) {
  let file
  channel.onmessage = ({ data }) => {
    if (typeof data === 'string') {
      const { name, size } = JSON.parse(data)
      file = size <= mostBytes ? { name, size, pieces: [], got: 0 } : undefined
      return
    }
    if (file === undefined) return
    file.pieces.push(data)
    file.got += data.byteLength
    if (file.got < file.size) return
    stage.received(new File(file.pieces, file.name))
    file = undefined
  }
}
