/** A picture that needs no camera: a clock that runs, in a colour of its own for each tab. */

const WIDTH = 320
const HEIGHT = 240
const EVERY_MS = 50

/** `label` is written into the picture. Its track ends like that of a camera, by `stop()`. */
export function testPicture(label: string): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')
  const hue = Math.floor(Math.random() * 360)
  const begun = performance.now()
  const draw = (): void => {
    if (pen === null) return
    const seconds = (performance.now() - begun) / 1_000
    pen.fillStyle = `hsl(${hue} 45% 25%)`
    pen.fillRect(0, 0, WIDTH, HEIGHT)
    pen.strokeStyle = pen.fillStyle = `hsl(${hue} 80% 85%)`
    pen.lineWidth = 6
    pen.beginPath()
    pen.arc(WIDTH / 2, HEIGHT / 2 - 15, 60, 0, 2 * Math.PI)
    pen.moveTo(WIDTH / 2, HEIGHT / 2 - 15)
    const angle = (seconds / 4) * 2 * Math.PI
    pen.lineTo(WIDTH / 2 + 52 * Math.sin(angle), HEIGHT / 2 - 15 - 52 * Math.cos(angle))
    pen.stroke()
    pen.font = '20px sans-serif'
    pen.textAlign = 'center'
    pen.fillText(`${label} · ${seconds.toFixed(1)} s`, WIDTH / 2, HEIGHT - 20, WIDTH - 20)
  }
  draw()
  const stream = canvas.captureStream(1_000 / EVERY_MS)
  // No animation frames: a tab that cannot be seen gets none, and its picture would stand still.
  const timer = setInterval(() => {
    if (stream.getTracks().every(({ readyState }) => readyState === 'ended')) clearInterval(timer)
    else draw()
  }, EVERY_MS)
  return stream
}
