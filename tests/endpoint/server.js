'use strict'

// A merchant's webhook endpoint: Express, and SFPY's official SDK to check the signature.
//
// usage: SFPY_WEBHOOK_SECRET=... node server.js READY_FILE
//
// Takes a free port of 127.0.0.1 and writes its URL and a newline to READY_FILE. Each
// delivery is a line of JSON on standard output. Ends with 0 at SIGTERM or SIGINT.
// SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')

const modules = path.resolve(
    process.env.SFPY_ENDPOINT_MODULES || path.join(__dirname, '../../build/endpoint')
)
const requireInstalled = createRequire(path.join(modules, 'package.json'))
const express = requireInstalled('express')
const { Safepay } = requireInstalled('@sfpy/node-sdk')

// Whoever started us may be killed before it can stop us.
const LIFETIME_MS = 15 * 60 * 1000

const readyFile = process.argv[2]
const webhookSecret = process.env.SFPY_WEBHOOK_SECRET
if (!readyFile || !webhookSecret) {
    console.error('usage: SFPY_WEBHOOK_SECRET=... node server.js READY_FILE')
    process.exit(2)
}

// The SDK insists on all four; only webhookSecret has a part in checking a delivery.
const safepay = new Safepay({
    environment: 'sandbox',
    apiKey: 'sec_unused',
    v1Secret: 'unused',
    webhookSecret
})

function log(type, accepted) {
    console.log(JSON.stringify({ type, accepted }))
}

// The SDK answers true or false, but throws a TypeError at a body without `data`.
async function isSigned(request) {
    try {
        return await safepay.verify.webhook(request)
    } catch {
        return false
    }
}

const app = express()
app.use(express.json({ limit: '2mb' }))

app.post('*', async (request, response) => {
    const accepted = await isSigned(request)
    log(request.body?.data?.type ?? null, accepted)
    if (accepted) {
        response.status(200).json({ received: true })
    } else {
        response.status(401).json({ error: 'invalid signature' })
    }
})

// A body that is no JSON never reaches the SDK: express.json() refuses it with 400.
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
