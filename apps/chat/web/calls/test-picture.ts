/** A picture that is drawn, in place of a camera's: the name, and a bar that moves, so that one sees that it lives. */

const WIDTH = 320
const HEIGHT = 240
const PER_SECOND = 10

/** Null where the browser cannot draw one. It is drawn until the track is stopped. */
export function testPicture(name: string): MediaStreamTrack | null {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (context === null || typeof canvas.captureStream !== 'function') return null
  const [track] = canvas.captureStream(PER_SECOND).getVideoTracks()
  if (track === undefined) return null
  let turn = 0
  const draw = (): void => {
    if (track.readyState === 'ended') return clearInterval(drawing)
    context.fillStyle = '#26333f'
    context.fillRect(0, 0, WIDTH, HEIGHT)
    context.fillStyle = '#f5f1e8'
    context.textAlign = 'center'
    context.font = '28px system-ui, sans-serif'
    context.fillText(name.slice(0, 20), WIDTH / 2, HEIGHT / 2)
    context.font = '16px system-ui, sans-serif'
    context.fillText('test picture', WIDTH / 2, HEIGHT / 2 + 30)
    context.fillRect((turn++ * 8) % WIDTH, HEIGHT - 16, 40, 8)
  }
  const drawing = setInterval(draw, 1_000 / PER_SECOND)
  draw()
  return track
}
