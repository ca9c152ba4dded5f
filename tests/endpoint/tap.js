'use strict'

// What npm's tap-parser says of a report in TAP: a line `OK PASSED FAILED TODO SKIPPED`, FAILED
// having the TODO ones, too, PASSED not the SKIPPED ones. Ends with 1 where it is no TAP.
//
// usage: node tap.js REPORT
//
// SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')

const modules = path.resolve(
    process.env.SFPY_ENDPOINT_MODULES || path.join(__dirname, '../../build/endpoint')
)
const { Parser } = createRequire(path.join(modules, 'package.json'))('tap-parser')

const events = Parser.parse(fs.readFileSync(process.argv[2], 'utf8'))
const of = (kind) => events.filter((event) => event[0] === kind).map((event) => event[1])
const [{ ok, failures }] = of('complete')
const results = of('assert')
const count = (fits) => results.filter(fits).length

assert.deepEqual(of('version'), [14])
assert.deepEqual(of('extra'), [])
assert.deepEqual(failures.filter((failure) => failure.tapError), [])
assert.equal(results.length, of('plan')[0].end)
console.log(
    ok,
    count((result) => result.ok && !result.skip),
    count((result) => !result.ok),
    count((result) => result.todo),
    count((result) => result.skip)
)
