import assert from 'node:assert/strict'
import test from 'node:test'
import { CheckError, readCheckComment } from './check-comment.ts'
import { lessonText } from './lesson-text.ts'

test('a second-level heading begins a step, and its checks are counted', () => {
  const { body, steps } = lessonText(
    '# Title\n\n## One `x`\n\ntext\n\n<!-- check: EVENT uri=test | waiting for `test` | done -->\n\n## One `x`\n',
  )

  assert.deepEqual(steps, [
    { id: 'one-x', title: 'One x', checks: 1 },
    { id: 'one-x-2', title: 'One x', checks: 0 },
  ])
  assert.match(body.source, /id="check-one-x-1" data-check="EVENT" data-facts="\{&#34;uri&#34;:&#34;test&#34;\}"/)
  assert.match(body.source, /waiting for <code>test<\/code>/)
})

test('text cannot become a tag, an attribute or a script', () => {
  const { body } = lessonText(
    '<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](http://z/"onerror=1)\n\n```js browser\n</code><b>\n```\n',
  )

  assert.doesNotMatch(body.source, /<script|javascript:|<img|<b>/)
})

test('code blocks are of three kinds', () => {
  const { body } = lessonText(
    '```js browser\n1\n```\n\n```json file=a/b.json\n2\n```\n\n```sh\n3\n```\n\n```\n4\n```\n',
  )

  assert.deepEqual(
    [...body.source.matchAll(/data-block="(\w+)"/g)].map(([, kind]) => kind),
    ['browser', 'file', 'shell', 'reading'],
  )
})

test('a malformed check is an error, and another comment is no check', () => {
  assert.throws(() => readCheckComment('<!-- check: EVENT uri=test | waiting -->'), CheckError)
  assert.throws(() => readCheckComment('<!-- check: EVENT test | waiting | done -->'), CheckError)
  assert.equal(readCheckComment('<!-- todo -->'), undefined)
})

test('“this page” opens in a second tab, and no other link does', () => {
  const { body } = lessonText('Open [this page](/2/) in a second tab, or [that](/1/).\n')

  assert.match(body.source, /<a href="\/2\/" target="_blank" rel="noopener">this page/)
  assert.match(body.source, /<a href="\/1\/">that/)
})
