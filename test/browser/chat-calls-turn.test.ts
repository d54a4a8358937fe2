/** Calls by a TURN server only: a real coturn, which the tests stop and start. The path between two pages is cut so. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Coturn, hasCoturn } from '../support/coturn.ts'
import { Caller } from './chat-callers.ts'
import { useWorkshop } from './workshop-tests.ts'

if (!hasCoturn && process.env['CI'] === 'true') throw new Error('coturn is missing: apt-get install coturn')
const coturn = hasCoturn ? await Coturn.prepared() : undefined
if (coturn !== undefined)
  Object.assign(process.env, { TURN_URL: coturn.url, TURN_SECRET: coturn.secret, TURN_ONLY: 'yes', TURN_SECONDS: '60' })
const stage = useWorkshop([])
const skip = stage.skip || (coturn === undefined && 'coturn is missing: apt-get install coturn')
before(() => coturn?.start())

test('a call goes by the TURN server, with the credentials of the app, and hides addresses', { skip }, async () => {
  const [ada, ben] = await Caller.talking(stage, 'ada', 'ben')
  assert.deepEqual(await ada.page.evaluate('counted.ways()'), ['relay'])
  const sdp = await ada.page.evaluate<string>('counted.sdp()')
  assert.doesNotMatch(sdp, /typ host|typ srflx/)
  assert.match(coturn?.log ?? '', new RegExp(`user <\\d+:${Buffer.from('ada').toString('base64url')}>`))
  await ben.press('Hang up')
  await ada.isQuiet()
})

test('credentials that are over, or made up, are refused by the TURN server', { skip }, async () => {
  const eve = await Caller.come(stage, 'eve')
  for (const username of ['1:eve', `${Math.floor(Date.now() / 1_000) + 60}:eve`]) {
    const code = await eve.page.evaluate<number>(`new Promise((resolve) => {
      const made = new RTCPeerConnection({
        iceServers: [{ urls: '${coturn?.url}', username: '${username}', credential: 'made up' }],
        iceTransportPolicy: 'relay',
      })
      made.onicecandidateerror = ({ errorCode }) => (made.close(), resolve(errorCode))
      made.createDataChannel('x')
      made.setLocalDescription()
    })`)
    assert.equal(code, 401)
  }
})

test('the path is cut and comes back: frames are decoded again, in the same call', { skip }, async () => {
  const [fay, gus] = await Caller.talking(stage, 'fay', 'gus')
  for (let turn = 1; turn <= 3; turn++) {
    const cut = Date.now()
    await coturn?.stop()
    await coturn?.start()
    await fay.page.waitForTimeout(700) // what was on its way, and waited for its time, has been decoded
    await Promise.all([fay.decodesMore(), gus.decodesMore()])
    console.log(`# cut ${turn}: frames again after ${Date.now() - cut} ms`)
    await fay.page.waitForTimeout(2_000)
  }
  assert.equal(await fay.page.evaluate('counted.connections()'), 1)
  await gus.press('Hang up')
  await fay.sees('gus has hung up.')
})

test('while there is no path the page says so; a long cut is survived too', { skip }, async () => {
  const [hal, ida] = await Caller.talking(stage, 'hal', 'ida')
  await coturn?.stop()
  await hal.sees('connection lost; searching another way')
  await ida.sees('connection lost; searching another way')
  await hal.page.waitForTimeout(5_000)
  await coturn?.start()
  const back = Date.now()
  await Promise.all([hal.decodesMore(), ida.decodesMore()])
  console.log(`# after a cut of five seconds: frames again ${Date.now() - back} ms after its end`)
  await hal.until(`!document.body.innerText.includes('connection lost')`)
  await ida.press('Hang up')
  await hal.isQuiet()
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
after(() => coturn?.[Symbol.asyncDispose]())
