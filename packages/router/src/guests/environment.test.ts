import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guestEnvironment, pathWith } from './environment.ts'

const ours = { PATH: '/bin:/usr/bin', HOME: '/home/barry', SECRET: 'x' }
const none = new Map<string, string>()

test('true passes on all variables, a list the named ones, false none', () => {
  const given = ([true, ['HOME'], false] as const).map((inherit) =>
    Object.keys(guestEnvironment({ inherit, vars: none }, ours, '/node')).toSorted(),
  )
  assert.deepEqual(given, [
    ['HOME', 'PATH', 'PYTHONUNBUFFERED', 'SECRET'],
    ['HOME', 'PYTHONUNBUFFERED'],
    ['PYTHONUNBUFFERED'],
  ])
})

test('variables of the config win over inherited ones', () => {
  const vars = new Map([
    ['HOME', '/elsewhere'],
    ['PATH', '/mine'],
  ])
  const { HOME, PATH } = guestEnvironment({ inherit: true, vars }, ours, '/node')
  assert.deepEqual([HOME, PATH], ['/elsewhere', '/mine'])
})

test('PYTHONUNBUFFERED is 1 unless it is inherited or set', () => {
  const inherited = guestEnvironment({ inherit: true, vars: none }, { PYTHONUNBUFFERED: '' }, '/node')
  const set = guestEnvironment({ inherit: false, vars: new Map([['PYTHONUNBUFFERED', '2']]) }, {}, '/node')
  assert.deepEqual([inherited['PYTHONUNBUFFERED'], set['PYTHONUNBUFFERED']], ['', '2'])
})

test('the router’s own Node comes first on the PATH, unless its folder is there already', () => {
  assert.equal(pathWith('/project/node/bin', '/bin:/usr/bin'), '/project/node/bin:/bin:/usr/bin')
  assert.equal(pathWith('/usr/bin', '/venv/bin:/usr/bin'), '/venv/bin:/usr/bin')
  assert.equal(pathWith('/usr/bin', undefined), '/usr/bin')
})
