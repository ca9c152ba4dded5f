'use strict'

// Who says whether a delivery is rightly signed: a row for each scheme, {verify, type}.
//
// verify(delivery) answers true or false, perhaps later, or throws, which is a no too;
// type(delivery) is what the receiver takes for the event's type. A delivery is {body, headers,
// json, url}: the bytes, Express's headers, the parsed body, the URL as the vendor knows it.
// Where a vendor publishes a library, that is the judge; where it publishes only its rule, the
// rule is written here as the vendor has it, with nothing but Node's crypto.

const crypto = require('node:crypto')
const { isDeepStrictEqual } = require('node:util')

const FIVE_MINUTES_MS = 5 * 60 * 1000

function isRecent(milliseconds) {
    return Math.abs(Date.now() - milliseconds) <= FIVE_MINUTES_MS
}

function isSame(expected, given) {
    const bytes = [Buffer.from(expected), Buffer.from(given ?? '')]
    return bytes[0].length === bytes[1].length && crypto.timingSafeEqual(...bytes)
}

// The bytes of the member `data` of {"data":...}, the only member there is, just as they came.
function bytesOfData({ body, json }) {
    const before = '{"data":'
    const data = body.subarray(before.length, -1)
    if (body.subarray(0, before.length).toString() !== before || body.at(-1) !== 0x7d) {
        throw new Error('data is not the only member')
    }
    if (!isDeepStrictEqual(JSON.parse(data), json.data)) {
        throw new Error('these are not the bytes of data')
    }
    return [data]
}

// A rule of the common kind. signed: what is hashed, in pieces; key: what the secret's text
// stands for; time: when it was signed, in milliseconds, for a rule that limits the age.
function hmac({ header, hash, signed, key, encoding = 'hex', prefix = '', time }) {
    return (secret) => (delivery) => {
        const mac = crypto.createHmac(hash, key ? key(secret) : secret)
        for (const piece of signed(delivery)) {
            mac.update(piece)
        }
        const expected = prefix + mac.digest(encoding)
        return isSame(expected, delivery.headers[header]) && (!time || isRecent(time(delivery)))
    }
}

const wholeBody = ({ body }) => [body]
const ofBase64 = (secret) => Buffer.from(secret, 'base64')

const documented = {
    // The rule that SFPY's SDK comes close to, by the header's documented name.
    'sfpy-bytes': hmac({ header: 'sfpy-signature', hash: 'sha512', signed: bytesOfData }),
    'safepay-v2': hmac({ header: 'x-sfpy-signature', hash: 'sha512', signed: wholeBody }),
    'safepay-raast': hmac({
        header: 'x-sfpy-signature',
        hash: 'sha256',
        key: ofBase64,
        prefix: 'sha256=',
        signed: ({ headers, body }) => [headers['x-sfpy-timestamp'], '.', body],
        time: ({ headers }) => Date.parse(headers['x-sfpy-timestamp'])
    }),
    shopify: hmac({
        header: 'x-shopify-hmac-sha256',
        hash: 'sha256',
        encoding: 'base64',
        signed: wholeBody
    }),
    slack: hmac({
        header: 'x-slack-signature',
        hash: 'sha256',
        prefix: 'v0=',
        signed: ({ headers, body }) => ['v0:', headers['x-slack-request-timestamp'], ':', body],
        time: ({ headers }) => Number(headers['x-slack-request-timestamp']) * 1000
    }),
    coinbase: hmac({ header: 'x-cc-webhook-signature', hash: 'sha256', signed: wholeBody }),
    btcpay: hmac({ header: 'btcpay-sig', hash: 'sha256', prefix: 'sha256=', signed: wholeBody }),
    paystack: hmac({ header: 'x-paystack-signature', hash: 'sha512', signed: wholeBody }),
    square: hmac({
        header: 'x-square-hmacsha256-signature',
        hash: 'sha256',
        encoding: 'base64',
        signed: ({ url, body }) => [url, body]
    }),
    'standard-v1a': standardByKeyPair
}

// Standard Webhooks' asymmetric signatures, which the vendor's library for Node leaves out.
function standardByKeyPair(publicKey) {
    const spki = Buffer.from('302a300506032b6570032100', 'hex') // RFC 8410: what precedes the key
    const key = crypto.createPublicKey({
        key: Buffer.concat([spki, ofBase64(publicKey.replace(/^whpk_/, ''))]),
        format: 'der',
        type: 'spki'
    })
    return ({ headers, body }) => {
        const id = headers['webhook-id']
        const timestamp = headers['webhook-timestamp']
        const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
        const isSigned = headers['webhook-signature'].split(' ').some((signature) => {
            const [version, value] = signature.split(',')
            return version === 'v1a' && crypto.verify(null, signed, key, ofBase64(value))
        })
        return isSigned && isRecent(Number(timestamp) * 1000)
    }
}

// The vendors' own libraries. Each row: given the library's require, then the secret.
const libraries = {
    sfpy: safepay,
    'safepay-v1': safepay,
    standard: (load) => (secret) => webhook(new (load('standardwebhooks').Webhook)(secret)),
    svix: (load) => (secret) => webhook(new (load('svix').Webhook)(secret)),
    stripe: (load) => (secret) => ({ body, headers }) => {
        load('stripe').webhooks.constructEvent(body, headers['stripe-signature'], secret)
        return true
    },
    github: (load) => (secret) => ({ body, headers }) => {
        const { verify } = load('@octokit/webhooks-methods')
        return verify(secret, body.toString(), headers['x-hub-signature-256'])
    }
}

function webhook(library) {
    return ({ body, headers }) => {
        library.verify(body.toString(), headers)
        return true
    }
}

// The SDK hashes JSON.stringify of the parsed body's data, and throws where there is none.
function safepay(load) {
    return (webhookSecret) => {
        // It insists on all four; only webhookSecret has a part in checking a delivery.
        const sdk = new (load('@sfpy/node-sdk').Safepay)({
            environment: 'sandbox',
            apiKey: 'sec_unused',
            v1Secret: 'unused',
            webhookSecret
        })
        return ({ headers, json }) => sdk.verify.webhook({ headers, body: json })
    }
}

// Where the receiver looks for the type, unless it is the body's member `type`.
const types = {
    sfpy: ({ json }) => json.data?.type,
    'sfpy-bytes': ({ json }) => json.data?.type,
    'safepay-v1': ({ json }) => json.data?.type,
    coinbase: ({ json }) => json.event?.type,
    paystack: ({ json }) => json.event,
    github: ({ headers }) => headers['x-github-event'],
    shopify: ({ headers }) => headers['x-shopify-topic']
}

// judges(load, secrets): the rows by scheme. load: requires a package; secrets: by scheme.
module.exports = function judges(load, secrets) {
    const rules = { ...documented }
    for (const [scheme, withLibrary] of Object.entries(libraries)) {
        rules[scheme] = withLibrary(load)
    }
    const rows = new Map()
    for (const [scheme, rule] of Object.entries(rules)) {
        if (secrets[scheme]) {
            rows.set(scheme, {
                verify: rule(secrets[scheme]),
                type: types[scheme] ?? (({ json }) => json.type)
            })
        }
    }
    return rows
}
