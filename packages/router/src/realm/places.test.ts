import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Places } from './places.ts'

test('each thing has a place of its own, and a free place is taken again', () => {
  const places = new Places()
  const [one, two, three] = [{ name: 'one' }, { name: 'two' }, { name: 'three' }]
  const place = places.add(one)
  places.add(two)
  places.remove(one, place)
  assert.deepEqual([places.at(place), [...places], places.size], [undefined, [two], 1])
  assert.equal(places.add(three), place)
  assert.deepEqual([...places], [three, two])
})

test('a thing that is removed twice does not free the place of another', () => {
  const places = new Places()
  const [one, two] = [{ name: 'one' }, { name: 'two' }]
  const place = places.add(one)
  places.remove(one, place)
  places.remove(one, place)
  assert.deepEqual([places.add(two), places.size], [place, 1])
  places.remove(one, place)
  assert.deepEqual([places.at(place), places.size], [two, 1])
})

test('a thing that goes while others are looked at is not met', () => {
  const places = new Places()
  const [one, two] = [{ name: 'one' }, { name: 'two' }]
  places.add(one)
  const place = places.add(two)
  const met: object[] = []
  for (const thing of places) {
    met.push(thing)
    places.remove(two, place)
  }
  assert.deepEqual(met, [one])
})

test('things that come and go leave nothing behind', () => {
  const places = new Places()
  places.add({})
  for (let count = 0; count < 10_000; count++) {
    const thing = {}
    places.remove(thing, places.add(thing))
  }
  assert.equal(places.places, 2)
})

test('the last thing that goes gives back the places of a crowd', () => {
  const places = new Places()
  const crowd = Array.from({ length: 2_000 }, () => ({}))
  const taken = crowd.map((thing) => places.add(thing))
  for (const [index, thing] of crowd.entries()) places.remove(thing, taken[index] ?? -1)
  assert.deepEqual([places.places, places.size, places.add({})], [0, 0, 0])
})
