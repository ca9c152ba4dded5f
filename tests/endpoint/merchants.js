'use strict'

// Two merchants' webhook endpoints, as `smoke` may meet them:
//   /careful  Express with express.raw(), and the rule over the bytes as they came;
//   /sdk      Express with express.json() and SFPY's official SDK, as its README has it.
//
// usage: node merchants.js READY_FILE
//
// The secret is SFPY_WEBHOOK_SECRET. Takes a free port of 127.0.0.1 and writes its URL, without a
// path, to READY_FILE. Ends with 0 at SIGTERM or SIGINT.
// SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const { bytesOfData } = require('../cli/zoo/members.js')

const modules = path.resolve(
    process.env.SFPY_ENDPOINT_MODULES || path.join(__dirname, '../../build/endpoint')
)
const requireInstalled = createRequire(path.join(modules, 'package.json'))
const express = requireInstalled('express')
const { Safepay } = requireInstalled('@sfpy/node-sdk')

// Whoever started us may be killed before it can stop us.
const LIFETIME_MS = 15 * 60 * 1000

const [readyFile] = process.argv.slice(2)
const secret = process.env.SFPY_WEBHOOK_SECRET
if (!readyFile || !secret) {
    console.error('usage: SFPY_WEBHOOK_SECRET=SECRET node merchants.js READY_FILE')
    process.exit(2)
}

const app = express()

// Both of the names that SFPY uses may be there, and what is there must be right. Node joins the
// lines of a header that is there twice, and what it makes of them is no signature.
function isSigned(request, data) {
    const given = [request.get('x-sfpy-signature'), request.get('sfpy-signature')].filter(
        (value) => value !== undefined
    )
    const expected = crypto.createHmac('sha512', secret).update(data).digest()
    return (
        given.length > 0 &&
        given.every(
            (value) =>
                /^[0-9a-f]{128}$/i.test(value) &&
                crypto.timingSafeEqual(Buffer.from(value, 'hex'), expected)
        )
    )
}

const processed = new Set()

app.post('/careful', express.raw({ type: () => true, limit: '2mb' }), (request, response) => {
    // Without a body, Express gives an object.
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    let data
    let event
    try {
        data = bytesOfData(body)
        event = JSON.parse(data)
    } catch {
        response.status(400).json({ error: 'not the JSON of an event' })
        return
    }
    if (!isSigned(request, data)) {
        response.status(401).json({ error: 'invalid signature' })
        return
    }
    // An event that came before was processed then.
    processed.add(event?.token)
    response.json({ received: true })
})

app.use('/careful', (_request, response) => {
    response.status(405).set('Allow', 'POST').json({ error: 'POST it' })
})

// What body-parser refuses, without a word about how.
app.use('/careful', (error, _request, response, _next) => {
    response.status(error.status ?? 500).json({ error: error.type ?? 'error' })
})

// It insists on all four; only webhookSecret has a part in checking a delivery.
const safepay = new Safepay({
    environment: 'sandbox',
    apiKey: 'sec_unused',
    v1Secret: 'unused',
    webhookSecret: secret
})

app.post('/sdk', express.json(), (request, response) => {
    if (!safepay.verify.webhook(request)) {
        response.status(401).json({ error: 'invalid signature' })
        return
    }
    console.log(`an event of type ${request.body.data.type}`)
    response.json({ received: true })
})

const server = app.listen(0, '127.0.0.1', () => {
    const unfinished = `${readyFile}.new`
    fs.writeFileSync(unfinished, `http://127.0.0.1:${server.address().port}\n`)
    fs.renameSync(unfinished, readyFile)
})

function stop() {
    server.close(() => process.exit(0))
    server.closeAllConnections()
}

process.on('SIGTERM', stop)
process.on('SIGINT', stop)
setTimeout(stop, LIFETIME_MS).unref()
