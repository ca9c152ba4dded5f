'use strict'

// Whether archives are well-formed HAR 1.2, as npm's har-validator says. usage: archive.js FILE...

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')

const load = createRequire(path.join(path.resolve(process.env.SFPY_ENDPOINT_MODULES), 'index.js'))
const validate = load('har-validator')

async function check(file) {
    const archive = JSON.parse(fs.readFileSync(file, 'utf8'))
    try {
        await validate.har(archive)
    } catch (error) {
        console.log(`${file}: ${JSON.stringify(error.errors ?? error.message)}`)
        process.exitCode = 1
    }
}

Promise.all(process.argv.slice(2).map(check))
