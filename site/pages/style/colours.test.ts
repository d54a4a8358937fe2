import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const pairs = [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)]
const themes = ['light', 'dark'].map((name, index) => ({
  name,
  colours: new Map(pairs.map(([, key = '', ...values]) => [key, values[index] ?? ''])),
}))

const texts = ['ink', 'ink-2', 'accent', 'session', 'publish', 'call', 'error', 'good', 'warn']
const grounds = ['paper', 'paper-2', 'paper-3']

test('every text colour has a contrast of 4.5:1 on every ground, in every theme', () => {
  for (const { name, colours } of themes) {
    const together = [
      ...texts.flatMap((text) => grounds.map((ground) => [text, ground])),
      ['on-accent', 'accent'],
      ['ink-2', 'marked'],
      ['paper', 'warn'],
    ]
    for (const [text = '', ground = ''] of together) {
      const ratio = contrast(colours.get(text), colours.get(ground))
      assert.ok(ratio >= 4.5, `${name}: ${text} on ${ground} has ${ratio.toFixed(2)}`)
    }
  }
})

/** By the formula of the Web Content Accessibility Guidelines. */
function contrast(one: string | undefined, other: string | undefined): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour = ''): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
