'use strict'

// A merchant's webhook endpoint: Express, and at each path /SCHEME the judge of that scheme, for
// most the vendor's own library (judges.js). The path / is the one of sfpy: SFPY's official SDK.
//
// usage: node server.js READY_FILE SECRETS_FILE
//
// SECRETS_FILE: JSON, the secret (or public key) by scheme; a scheme without one has no path.
// Takes a free port of 127.0.0.1 and writes its URL and a newline to READY_FILE. Each
// delivery is a line of JSON on standard output. Ends with 0 at SIGTERM or SIGINT.
// SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const judges = require('./judges.js')

const modules = path.resolve(
    process.env.SFPY_ENDPOINT_MODULES || path.join(__dirname, '../../build/endpoint')
)
const requireInstalled = createRequire(path.join(modules, 'package.json'))
const express = requireInstalled('express')

// Whoever started us may be killed before it can stop us.
const LIFETIME_MS = 15 * 60 * 1000

const [readyFile, secretsFile] = process.argv.slice(2)
if (!readyFile || !secretsFile) {
    console.error('usage: node server.js READY_FILE SECRETS_FILE')
    process.exit(2)
}
const rows = judges(requireInstalled, JSON.parse(fs.readFileSync(secretsFile)))

function log(type, accepted) {
    console.log(JSON.stringify({ type, accepted }))
}

// Libraries differ in whether they answer false or throw.
async function isSigned(judge, delivery) {
    try {
        return await judge.verify(delivery)
    } catch {
        return false
    }
}

const app = express()
app.use(
    express.json({
        limit: '2mb',
        verify: (request, _response, body) => {
            request.rawBody = body
        }
    })
)

app.post('/:scheme?', async (request, response, next) => {
    const judge = rows.get(request.params.scheme ?? 'sfpy')
    if (!judge || !request.rawBody) {
        next()
        return
    }
    const delivery = {
        body: request.rawBody,
        headers: request.headers,
        json: request.body,
        url: `http://127.0.0.1:${server.address().port}${request.originalUrl}`
    }
    const accepted = await isSigned(judge, delivery)
    log(judge.type(delivery) ?? null, accepted)
    if (accepted) {
        response.status(200).json({ received: true })
    } else {
        response.status(401).json({ error: 'invalid signature' })
    }
})

// No judge is of that name, or there is nothing to judge.
app.use((_request, response) => {
    log(null, false)
    response.status(404).json({ error: 'no such endpoint' })
})

// A body that is no JSON never reaches a judge: express.json() refuses it with 400.
app.use((error, _request, response, _next) => {
    log(null, false)
    response.status(error.status ?? 500).json({ error: error.type ?? 'error' })
})

const server = app.listen(0, '127.0.0.1', () => {
    const unfinished = `${readyFile}.new`
    fs.writeFileSync(unfinished, `http://127.0.0.1:${server.address().port}/\n`)
    fs.renameSync(unfinished, readyFile)
})

function stop() {
    server.close(() => process.exit(0))
    server.closeAllConnections()
}

process.on('SIGTERM', stop)
process.on('SIGINT', stop)
setTimeout(stop, LIFETIME_MS).unref()
