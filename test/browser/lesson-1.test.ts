/** Lesson 1 in two tabs: all its steps, by the buttons and by the console. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat']) // as a learner has it: the router starts with the page
const { skip } = stage

async function tab(): Promise<LessonPage> {
  const opened = await LessonPage.open(stage.browser, `${stage.workshop.url}/1/`)
  await opened.check('look-around')
  return opened
}

test('the steps can be done with the buttons, and each check turns green', { skip }, async () => {
  const page = await tab()
  await page.run('subscribe')
  await page.check('subscribe')
  await page.run('publish')
  await page.check('publish', 1)
  await page.printed('subscribe', /Subscriber: a message arrived: \["abc"\]/)
  await page.run('publish', 1)
  await page.check('publish', 2)
  await page.run('register-a-procedure')
  await page.check('register-a-procedure')
  await page.run('call-it')
  await page.check('call-it')
  await page.printed('register-a-procedure', /I was called with \[1, "abc"\]/)
  await page.printed('call-it', /Caller: the answer is 1/)
  await page.run('register-a-procedure')
  await page.check('make-it-fail', 1)
  await page.printed('register-a-procedure', /refused\. wamp\.error\.procedure_already_exists/)
  await page.run('make-it-fail')
  await page.check('make-it-fail', 2)
  await page.printed('make-it-fail', /it failed\. wamp\.error\.no_such_procedure/)
  assert.deepEqual(page.complaints, [])
  await page.page.close()
})

test('one tab gets the events of the other, and a publisher does not get its own', { skip }, async () => {
  const [here, there] = [await tab(), await tab()]
  for (const page of [here, there]) await page.run('subscribe')
  await Promise.all([here.check('subscribe'), there.check('subscribe')])
  await there.run('speak-from-tab-to-tab')
  await here.check('speak-from-tab-to-tab')

  await here.printed('subscribe', /hello from the other tab/)
  assert.doesNotMatch(await there.output('subscribe').innerText(), /hello/)
  await Promise.all([here.page.close(), there.page.close()])
})

test('the console of the browser does the same', { skip }, async () => {
  const [here, there] = [await tab(), await tab()]
  await here.type(`session.subscribe('console', (args) => console.log('heard', args[0])).then(() => true)`)
  await there.type(`session.publish('console', ['from there'])`)
  await here.consoleSays(/heard from there/)
  await here.type(`session.publish('console', ['from me'], {}, { exclude_me: false })`)
  await here.consoleSays(/heard from me/)

  await here.type(`session.register('add', ([a, b]) => a + b).then(() => true)`)
  assert.equal(await there.type(`session.call('add', [1, 2])`), 3)
  assert.equal(await there.type(`session.register('add', () => 0)`), 'wamp.error.procedure_already_exists')
  assert.equal(await there.type(`session.call('subtract', [1, 2])`), 'wamp.error.no_such_procedure')
  assert.deepEqual(await there.type(`session.call('add', [{ deep: [1, [2]] }, ''])`), '[object Object]')

  await here.page.close()
  // Until the router has seen that the tab is gone, a call may still be sent to it; then it ends as canceled.
  const answers = new Set<unknown>()
  for (let tries = 0; tries < 50 && !answers.has('wamp.error.no_such_procedure'); tries++) {
    answers.add(await there.type(`session.call('add', [1, 2])`))
  }
  assert.ok(answers.has('wamp.error.no_such_procedure'))
  answers.delete('wamp.error.no_such_procedure')
  answers.delete('wamp.error.canceled')
  assert.deepEqual([...answers], [])
  await there.page.close()
})

test('the step explains to a publisher why it hears nothing', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/1/`)
  await page.check('look-around')
  await page.run('subscribe')
  await page.check('subscribe')
  await page.rewrite('publish', ['exclude_me: false', ''])
  await page.run('publish')

  assert.match(await page.check('publish', 1, 'trouble'), /Not yet: a publisher does not hear itself/)
  await page.page.context().close()
})

test('progress survives a reload, and can be started over', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/1/`)
  await page.run('subscribe')
  await page.check('subscribe')
  await page.page.reload()
  await page.check('subscribe')
  await page.page.getByRole('button', { name: 'Start this lesson over' }).click()
  await page.page.getByRole('button', { name: 'Start over', exact: true }).click()
  await page.check('subscribe', 1, 'waiting')
  await page.check('look-around')
  await page.page.context().close()
})

test('when the router is restarted the page comes back by itself, with nothing subscribed', { skip }, async () => {
  const page = await tab()
  await page.run('subscribe')
  await page.check('subscribe')
  const mark = page.console.length
  await stage.workshop.restart(1)
  await page.consoleSays(/wamp\.close\.system_shutdown/, mark)
  await page.consoleSays(/Connected to the realm ws-workshop/, mark)
  assert.deepEqual(page.complaints, [])
  await page.page.close()
})

test('code that throws shows its error; a cyclic value does no harm', { skip }, async () => {
  const page = await tab()
  await page.rewrite('publish', ['session.publish', 'nothing.publish'])
  await page.run('publish')
  await page.printed('publish', /Uncaught ReferenceError: nothing is not defined/)
  await page.rewrite('publish', ['nothing.publish', 'window.me = { me: window.me }; session.publish'])
  await page.run('publish')
  assert.deepEqual(page.complaints, [])
  await page.page.close()
})

test('an argument of a wrong type is told at the block, and the session goes on', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/1/`)
  await page.check('look-around')
  await page.write('publish', "session.publish('test', 'abc')")
  await page.run('publish')
  await page.printed('publish', /TypeError: .*args/)
  assert.equal(await page.type('session.isOpen'), true)
  await page.page.context().close()
})

test('what a publication causes in another block is seen at the block that was run', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/1/`)
  await page.run('subscribe')
  await page.check('subscribe')
  await page.run('publish')
  await page.printed('publish', /Subscribe: Subscriber: a message arrived: \["abc"\]/)
  await page.page.context().close()
})
