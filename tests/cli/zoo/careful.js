'use strict';
// The endpoint that does all right, in steps of which a faulty one (faults.js) replaces some.
//
// A call is {request, response, body, event, secrets, state}, state being what the endpoint remembers. An answer is
// [status, body, headers]; DROP and HANG are no answers.
const crypto = require('crypto');
const { bytesOfData } = require('./members.js');

const DROP = Symbol('the connection is closed');
const HANG = Symbol('nothing is said');

const careful = {
    limit: 2 << 20,
    otherMethod: () => [405, '{"error":"POST it"}', { Allow: 'POST' }],
    tooLarge: () => [413, '{"error":"too large"}'],
    refuse: () => [401, '{"error":"invalid signature"}'],
    malformed: () => [400, '{"error":"not the JSON of an event"}'],
    failed: () => [500, '{"error":"internal error"}'],

    // The signatures that are there; none where a header is doubled. Both names may be used, and both must be right.
    given({ request }) {
        const found = ['x-sfpy-signature', 'sfpy-signature'].map((name) => valuesOf(request, name));
        return found.some((values) => values.length > 1) ? [] : found.flat();
    },
    signed: ({ body }) => bytesOfData(body),
    expected(call, secret) {
        return crypto.createHmac('sha512', secret).update(this.signed(call)).digest('hex');
    },
    same: (given, expected) => isSame(given.toLowerCase(), expected),
    isSigned(call) {
        const given = this.given(call);
        return given.length > 0 && call.secrets.some((secret) => {
            const expected = this.expected(call, secret);
            return given.every((value) => this.same(value, expected));
        });
    },

    parse: ({ body }) => JSON.parse(bytesOfData(body).toString()),
    // An event's second delivery is answered like the first, and does nothing.
    accept({ event, state }) {
        const token = event && event.token;
        if (!state.has(token))
            state.set(token, 'processed');
        return [200, '{"received":true}'];
    },

    async serve(call) {
        if (call.request.method !== 'POST')
            return this.otherMethod(call);
        call.body = await read(call.request, this.limit);
        return call.body ? this.judge(call) : this.tooLarge(call);
    },
    judge(call) {
        try {
            if (!this.isSigned(call))
                return this.refuse(call);
            call.event = this.parse(call);
        } catch (error) {
            if (error instanceof SyntaxError)
                return this.malformed(call, error);
            throw error;
        }
        return this.accept(call);
    }
};

// The values of a header, one a line in which it came.
function valuesOf(request, name) {
    const raw = request.rawHeaders;
    return raw.filter((_value, i) => i % 2 && raw[i - 1].toLowerCase() === name);
}

function isSame(given, expected) {
    const both = [Buffer.from(given), Buffer.from(expected)];
    return both[0].length === both[1].length && crypto.timingSafeEqual(...both);
}

// The body; null where it is larger than the limit, of which all is taken nevertheless.
async function read(request, limit) {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) {
        size += chunk.length;
        if (size <= limit)
            chunks.push(chunk);
    }
    return size > limit ? null : Buffer.concat(chunks);
}

module.exports = { careful, valuesOf, isSame, read, DROP, HANG };
