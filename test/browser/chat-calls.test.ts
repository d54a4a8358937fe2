/** Calls between two pages of the chat in real Chromium, with cameras that need no hardware. */
import { after, test } from 'node:test'
import { Caller } from './chat-callers.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

test('a member is called and answers: both see each other, until one hangs up', { skip }, async () => {
  const [ada, ben] = await Caller.pair(stage, 'ada', 'ben')
  await ada.call('ben')
  await ben.sees('ada is calling, in')
  await ada.sees('It rings at ben’s')
  await ben.press('Answer')
  await ada.seesPictureOf('ben')
  await ben.seesPictureOf('ada')

  await ben.press('Hang up')
  await ada.sees('ben has hung up.')
  await ada.isQuiet()
  await ben.isQuiet()
})

after(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
