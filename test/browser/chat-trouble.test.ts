/** What the chat's page shows while parts of the chat are away. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Person } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

process.env['CHAT_SPOOL_BYTES'] = '65536'
const stage = useWorkshop([])
const { skip } = stage

/** Sends a signal to a part of the chat. */
async function signal(part: string, name: NodeJS.Signals): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${stage.workshop.env['CHAT_OPERATION_PORT']}/ready`)
  const { [part]: found } = (await response.json()) as Record<string, { pid: number } | undefined>
  if (found === undefined) throw new Error(`there is no part ${part}`)
  process.kill(found.pid, name)
}

test(
  'while storage is away messages wait; a full spool refuses with its reason; afterwards all can be stored, once',
  { skip },
  async () => {
    const jim = await Person.come(stage, 'jim')
    const kay = await Person.come(stage, 'kay')
    for (const one of [jim, kay]) await one.open('Drought')
    await signal('storage', 'SIGSTOP')
    try {
      await jim.say('kept')
      await jim.sees('waiting to be stored')
      await kay.message('kept').waitFor()
      for (let count = 0; count < 5; count++) await jim.say(`${count} ${'x'.repeat(16_000)}`)
      const refused = jim.page.locator('.message.failed')
      await refused.getByText('too many messages wait to be stored; send it again later').first().waitFor()
      assert.match((await refused.first().locator('.text').textContent()) ?? '', /^\d x{16000}$/)
    } finally {
      await signal('storage', 'SIGCONT')
    }
    const again = jim.page.getByRole('button', { name: 'Try again' })
    const refusals = jim.page.locator('.message.failed')
    await jim.page.getByText('waiting to be stored').first().waitFor({ state: 'detached' })
    while ((await again.count()) > 0) {
      await again.first().click()
      await jim.page.getByText('sending …').first().waitFor({ state: 'detached' })
    }
    assert.equal(await refusals.count(), 0)
    await jim.page.reload()
    await jim.logIn()
    await jim.isIn('Drought')
    await jim.message('kept').waitFor()
    const texts = (await jim.page.locator('.message .text').allTextContents()).map((text) => text.slice(0, 4))
    assert.deepEqual([texts[0], texts.slice(1).toSorted()], ['kept', ['0 xx', '1 xx', '2 xx', '3 xx', '4 xx']])
  },
)

test('after the presence worker was killed the page learns anew who is here', { skip }, async () => {
  const lea = await Person.come(stage, 'lea')
  const max = await Person.come(stage, 'max')
  for (const one of [lea, max]) await one.open('Roll call')
  await lea.sees('Here now: 2')
  await signal('presence', 'SIGKILL')
  await max.page.close() // nobody tells it: the worker is not there
  await lea.sees('Here now: 1')
  assert.equal(await lea.page.locator('.thread-head').getByText('here: lea', { exact: true }).count(), 1)
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
