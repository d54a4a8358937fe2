/** Calls between two pages of the chat in real Chromium, with cameras that need no hardware. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Caller } from './chat-callers.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

test('a member is called and answers: both see each other, until one hangs up', { skip }, async () => {
  const [ada, ben] = await Caller.pair(stage, 'ada', 'ben')
  await ben.person.open('Another thread') // one is rung in all threads, not only in the open one
  await ada.call('ben')
  await ben.sees('ada is calling, in ada and ben.')
  assert.match(await ben.page.title(), /^ada is calling/)
  await ada.sees('It rings at ben’s')
  await ben.press('Answer')
  await ada.seesPictureOf('ben')
  await ben.seesPictureOf('ada')

  await ben.press('Hang up')
  await ada.sees('ben has hung up.')
  await ada.isQuiet()
  await ben.isQuiet()
})

test('a call is declined, or given up before it is answered', { skip }, async () => {
  const [cid, dan] = await Caller.pair(stage, 'cid', 'dan')
  await cid.call('dan')
  await dan.press('Decline')
  await cid.sees('dan has declined.')
  await cid.call('dan')
  await dan.sees('cid is calling')
  await cid.press('Hang up')
  await dan.sees('You missed a call of cid.')
  await cid.isQuiet()
})

test('a ring in the background is a notification', { skip }, async () => {
  const before = `{
    globalThis.notices = []
    globalThis.Notification = class { static permission = 'granted'; constructor(title) { notices.push(title) } }
    Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden === true })
  }`
  const eve = await Caller.come(stage, 'eve')
  const fay = await Caller.come(stage, 'fay', { before })
  for (const { person } of [eve, fay]) await person.open('Far')
  await fay.page.evaluate('globalThis.isHidden = true')
  await eve.call('fay')
  await fay.until(`notices.includes('eve is calling')`)
  await eve.press('Hang up')
})

test('microphone and camera are switched off and on, and the other side is told', { skip }, async () => {
  const [gus, hal] = await Caller.talking(stage, 'gus', 'hal')
  await gus.press('Mute')
  await hal.sees(': muted')
  await gus.press('Unmute the microphone')
  await gus.press('Camera off')
  await hal.sees(': camera off')
  await gus.until('counted.devices() === 1') // the microphone: the camera's light is off
  await gus.press('Camera on')
  await hal.until(`!document.body.innerText.includes('camera off')`)
  await hal.decodesMore()
  await hal.press('Hang up')
})

test('the screen is shared in place of the camera, and no longer', { skip }, async () => {
  const [ida, jon] = await Caller.talking(stage, 'ida', 'jon')
  await ida.press('Share the screen')
  await jon.sees(': shows the screen')
  await jon.decodesMore()
  await ida.press('Stop sharing')
  await jon.until(`!document.body.innerText.includes('shows the screen')`)
  await jon.decodesMore()
  await ida.press('Hang up')
  await ida.isQuiet()
})

test('another camera is chosen during the call', { skip }, async () => {
  const [kim, leo] = await Caller.talking(stage, 'kim', 'leo')
  await kim.page.getByText('Devices').click()
  const cameras = kim.page.getByLabel('Camera', { exact: true })
  await kim.until(`document.querySelectorAll('#choose-camera option').length > 0`)
  const opened = await kim.page.evaluate<number>('counted.opened()')
  await cameras.selectOption({ index: 0 })
  await cameras.dispatchEvent('change')
  await kim.until(`counted.opened() > ${opened}`)
  await leo.decodesMore()
  await kim.press('Hang up')
  await kim.isQuiet()
})

const failing = (name: string): string =>
  `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '${name}') }`

const FAILURES = [
  [failing('NotAllowedError'), 'have not allowed the camera'],
  [failing('NotFoundError'), 'No camera was found.'],
  [failing('NotReadableError'), 'another program may be using it'],
  // A page of http:// on another machine
  [`Object.defineProperty(navigator, 'mediaDevices', { value: undefined })`, 'only to pages of https:// or of this'],
] as const

test('a camera that cannot be had: a test picture is sent instead, and the page says why', { skip }, async () => {
  const [mia, ned] = await Caller.pair(stage, 'mia', 'ned')
  for (const [script, sentence] of FAILURES) {
    await mia.page.evaluate(script)
    await mia.call('ned')
    await ned.press('Answer')
    await mia.sees(sentence)
    await mia.sees('The others see a test picture.')
    await mia.sees('The others do not hear you.')
    await ned.sees('muted, test picture')
    await ned.seesPictureOf('mia')
    await mia.seesPictureOf('ned')
    await mia.press('Hang up')
    await ned.sees('mia has hung up.')
  }
})

test('a browser that is never asked for permission refuses the camera: the call goes on', { skip }, async () => {
  const ola = await Caller.come(stage, 'ola', { permissions: [] })
  const pia = await Caller.come(stage, 'pia')
  for (const { person } of [ola, pia]) await person.open('No permission')
  await pia.call('ola')
  await ola.press('Answer')
  await ola.sees('have not allowed the camera')
  await pia.seesPictureOf('ola')
  await pia.press('Hang up')
})

test('a camera that is unplugged during the call: the next one is taken, or a test picture', { skip }, async () => {
  const [quin, rob] = await Caller.talking(stage, 'quin', 'rob')
  await quin.page.evaluate(`{
    navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }
    counted.unplug()
  }`)
  await quin.sees('No camera was found. The others see a test picture.')
  await rob.sees('test picture')
  await rob.decodesMore()
  await quin.press('Hang up')
  await quin.isQuiet()
})

test('without WebRTC the chat goes on by text, and says so', { skip }, async () => {
  const sam = await Caller.come(stage, 'sam', { before: 'delete globalThis.RTCPeerConnection' })
  const tom = await Caller.come(stage, 'tom')
  for (const { person } of [sam, tom]) await person.open('Text only')
  await sam.sees('Calls are not possible in this browser')
  assert.equal(await sam.page.getByRole('button', { name: 'Call tom' }).count(), 0)
  await tom.call('sam')
  await sam.person.say('by text, please')
  await tom.person.message('by text, please').waitFor()
  await tom.press('Hang up')
})

test('nothing of a call’s content passes the router’s log, or any other', { skip }, () => {
  const { output } = stage.workshop
  assert.match(output, /router joined as "ada"/, 'the log is there')
  assert.doesNotMatch(output, /a=candidate|candidate:|ice-ufrag|fingerprint|m=video|"kind"|eligible|workshop\.signal/)
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
