/** Served files: clients that do not read them, and links that lead out of the folder. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startRouter } from '../support/router.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-downloads-'))
const web = join(folder, 'web')
mkdirSync(join(web, 'inner'), { recursive: true })
writeFileSync(join(web, 'large'), '')
truncateSync(join(web, 'large'), 64 * 1024 * 1024)
after(() => rmSync(folder, { recursive: true }))

const GET_LARGE = 'GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const files = (directory: string, options = {}) => ({ '/': { type: 'static', directory, options } })

test('a response that its client does not read is ended, counted and logged', async () => {
  const lines: string[] = []
  const log = { isDebug: false, write: (_level: string, text: string) => void lines.push(text) }
  const limits = { response_timeout: 200 }
  await using running = await startRouter({ paths: files(web), endpoint: { limits }, log })
  const socket = connect(running.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(GET_LARGE) // Node does not read a socket without listeners
  while (running.router.counters.get('responses_stalled') === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.match(
    lines.join('\n'),
    /a response was ended: its client read nothing of it for too long \(limits\.response_timeout\)/,
  )
  const closed = once(socket, 'close')
  socket.resume()
  await closed
})

test('a client that reads slowly, and one that keeps a WebSocket silent, are not ended', async () => {
  // The WebSocket stays for as long as the download takes.
  const options = { limits: { handshake_timeout: 600_000 } }
  const endpoint = { limits: { response_timeout: 700 } }
  await using running = await startRouter({ paths: files(web), endpoint, options })
  const silent = new WebSocket(running.url, ['wamp.2.json'])
  await new Promise((resolve) => (silent.onopen = resolve))
  const socket = connect(running.port, '127.0.0.1')
  socket.write(GET_LARGE)
  let bytes = 0
  for await (const chunk of socket) {
    bytes += chunk.length
    if (bytes < 16 * 1024 * 1024) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.ok(bytes > 64 * 1024 * 1024)
  assert.equal(silent.readyState, silent.OPEN)
  silent.close()
})

test('a link that leads out of the folder is not found, unless the config allows it', async () => {
  writeFileSync(join(folder, 'secret.txt'), 'outside')
  writeFileSync(join(web, 'page.txt'), 'inside')
  mkdirSync(join(folder, 'elsewhere'))
  writeFileSync(join(folder, 'elsewhere', 'index.html'), 'outside')
  symlinkSync(join(folder, 'secret.txt'), join(web, 'link.txt'))
  symlinkSync(join(folder, 'elsewhere'), join(web, 'elsewhere'))
  symlinkSync(join(folder, 'secret.txt'), join(web, 'inner', 'index.html'))
  symlinkSync('page.txt', join(web, 'inside.txt'))
  symlinkSync(web, join(folder, 'current'))
  const outside = ['/link.txt', '/elsewhere/', '/elsewhere/index.html', '/inner/', '/inner/index.html']
  const listing = { enable_directory_listing: true }
  for (const directory of [web, join(folder, 'current')]) {
    await using running = await startRouter({ paths: files(directory, listing) })
    const at = async (path: string) => (await fetch(`http://127.0.0.1:${running.port}${path}`)).text()
    for (const path of outside) assert.doesNotMatch(await at(path), /outside/, path)
    for (const path of ['/page.txt', '/inside.txt']) assert.equal(await at(path), 'inside', path)
  }
  await using following = await startRouter({ paths: files(web, { follow_links: true }) })
  for (const path of outside)
    assert.equal(await (await fetch(`http://127.0.0.1:${following.port}${path}`)).text(), 'outside', path)
})

test('a default file that is a link out of the folder is not served', async () => {
  writeFileSync(join(folder, 'app.html'), 'outside')
  symlinkSync(join(folder, 'app.html'), join(web, 'app.html'))
  await using running = await startRouter({ paths: files(web, { default_file: 'app.html' }) })
  assert.equal((await fetch(`http://127.0.0.1:${running.port}/nothing`)).status, 404)
})
