'use strict';
// The endpoints of zoo.js by name: in which steps each differs from the careful one, and why somebody has it so.
const crypto = require('crypto');
const rewriting = require('./rewriting.js');
const { careful, valuesOf, isSame, read, DROP, HANG } = require('./careful.js');
const { bytesOfData } = require('./members.js');

const OK = [200, '{"received":true}'];
const refused = careful.refuse();
const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const hmac = (hash, secret, bytes) => crypto.createHmac(hash, secret).update(bytes).digest('hex');
const rewritten = (by) => ({ body }) => Buffer.from(by(bytesOfData(body).toString()));

// What a step throws is shown to the sender, as frameworks do unless told that this is production.
const trace = (_call, error) => [500, `<pre>${error.stack}</pre>`, { 'Content-Type': 'text/html' }];
// A 500 wherever the careful one finds no JSON.
const throwing = { malformed(call, error) { return this.failed(call, error); } };

// Otherwise than the careful one, but not wrong.
const right = {
    no_content: { accept: () => [204] },
    accepted_202: { accept: () => [202, 'queued', { 'Content-Type': 'text/plain' }] },
    forbidden: { refuse: () => [403, 'no'], otherMethod: () => [404, 'no such page'] },
    unknown_refused: {
        accept: (call) => (/^(payment|refund):created$/.test(call.event?.type) ? careful.accept(call) : [422, 'unknown type'])
    },
    // 413 as soon as the head says how much there is, and the rest is not taken.
    closes_early: {
        limit: 1 << 19,
        serve(call) {
            if (Number(call.request.headers['content-length']) <= this.limit || call.request.method !== 'POST')
                return careful.serve.call(this, call);
            call.response.writeHead(413, { Connection: 'close', 'Content-Length': 0 });
            call.response.end(() => call.request.socket.destroySoon());
            return HANG;
        }
    },
    early_hints: {
        serve(call) {
            call.response.writeEarlyHints({ link: '</style.css>; rel=preload' });
            return careful.serve.call(this, call);
        }
    },
    x_header: { given: ({ request }) => valuesOf(request, 'x-sfpy-signature') },
    plain_header: { given: ({ request }) => valuesOf(request, 'sfpy-signature') },
    only_json: {
        serve(call) {
            const isJson = /^application\/json\b/.test(call.request.headers['content-type'] || '');
            return isJson || call.request.method !== 'POST' ? careful.serve.call(this, call) : [415, 'JSON, please'];
        }
    }
};

// What takes no good delivery, for whatever reason: the preflight finds it.
const refusing = {
    refuses_all: { serve: () => refused },
    hangs: { serve: () => HANG },
    hangs_after_body: { judge: () => HANG },
    drops: { serve: () => DROP },
    answers_without_end: {
        serve({ response }) {
            response.writeHead(200, { 'Content-Type': 'application/json' });
            const timer = setInterval(() => response.write('x'.repeat(1000)), 20);
            response.on('close', () => clearInterval(timer));
            return HANG;
        }
    },
    redirects: { serve: ({ request }) => [308, '', { Location: `${request.url}/` }] },
    not_found: { serve: () => [404, '<h1>Not Found</h1>', { 'Content-Type': 'text/html' }] },
    fails: { serve: () => [500, '{"error":"internal error"}'] },
    no_http: {
        serve({ request }) {
            request.socket.end('220 mail.example.com ESMTP\r\n');
            return HANG;
        }
    },
    whole_body: { signed: ({ body }) => body },
    // The secret's variable was not set in this environment.
    undefined_secret: { isSigned(call) { return careful.isSigned.call(this, { ...call, secrets: ['undefined'] }); } },
    secret_with_newline: {
        isSigned(call) { return careful.isSigned.call(this, { ...call, secrets: call.secrets.map((secret) => `${secret}\n`) }); }
    },
    python_spaced: { signed: rewritten(rewriting.pythonSpaced) },
    php_slashes: { signed: rewritten(rewriting.phpSlashes) },
    sorts_keys: { signed: rewritten(rewriting.sorted) },
    base64_signature: {
        same: isSame,
        expected(call, secret) { return crypto.createHmac('sha512', secret).update(this.signed(call)).digest('base64'); }
    },
    sha256_only: { expected(call, secret) { return hmac('sha256', secret, this.signed(call)); } }
};

// How it is decided whether a signature is right.
const signatures = {
    accepts_all: { isSigned: () => true },
    // The answer leaves before anything is looked at.
    answers_first: { judge: () => OK },
    // 200 for everything, since the sender repeats what is not taken.
    refuses_with_200: { refuse: () => [200, '{"error":"invalid signature"}'] },
    refuses_with_500: { refuse: () => [500, '{"error":"invalid signature"}'] },
    refuses_by_redirect: { refuse: () => [302, '', { Location: '/login' }] },
    refuses_by_silence: { refuse: () => HANG },
    refuses_by_drop: { refuse: () => DROP },
    only_presence: { same: () => true },
    only_not_empty: { same: (given) => given !== '' },
    only_length: { same: (given, expected) => given.length === expected.length },
    only_hex: { same: (given) => /^[0-9a-f]{128}$/.test(given) },
    // if (signature && signature !== expected) refuse
    unsigned_passes: {
        given: joined,
        isSigned(call) { return this.given(call).every((value) => !value) || careful.isSigned.call(this, call); }
    },
    prefix_of_16: { same: (given, expected) => given.slice(0, 16) === expected.slice(0, 16) },
    expected_begins_with: { same: (given, expected) => expected.startsWith(given) },
    begins_with_expected: { given: joined, same: (given, expected) => given.startsWith(expected) },
    contains_expected: { given: joined, same: (given, expected) => given.includes(expected) },
    // Buffer.from(…, 'hex') ends at the first character that is no digit.
    decodes_hex: { given: joined, same: (given, expected) => Buffer.from(given, 'hex').equals(Buffer.from(expected, 'hex')) },
    first_header: { given: ({ request }) => eachName(request).map((values) => values[0]) },
    last_header: { given: ({ request }) => eachName(request).map((values) => values.at(-1)) },
    // crypto.timingSafeEqual throws where the lengths differ.
    throws_on_length: {
        given: ({ request }) => [request.headers['x-sfpy-signature']],
        same: (given, expected) => crypto.timingSafeEqual(Buffer.from(given), Buffer.from(expected))
    },
    drops_unsigned: { refuse: ({ request }) => (eachName(request).length ? refused : DROP) },
    x_as_written: { given: ({ request }) => asWritten(request, 'X-SFPY-SIGNATURE') },
    plain_as_written: { given: ({ request }) => asWritten(request, 'SFPY-Signature') },
    sha256_too: {
        isSigned(call) {
            return careful.isSigned.call(this, call) ||
                this.given(call).some((given) => call.secrets.some((secret) => isSame(given, hmac('sha256', secret, this.signed(call)))));
        }
    },
    empty_object_too: {
        isSigned(call) {
            return careful.isSigned.call(this, call) ||
                this.given(call).some((given) => call.secrets.some((secret) => isSame(given, hmac('sha512', secret, '{}'))));
        }
    },
    newest_secret: { isSigned(call) { return careful.isSigned.call(this, { ...call, secrets: call.secrets.slice(0, 1) }); } },
    stale_secret: { isSigned(call) { return careful.isSigned.call(this, { ...call, secrets: call.secrets.slice(1) }); } },
    // A signature that was right once is not computed again.
    remembers_signatures: {
        isSigned(call) {
            const given = this.given(call).join();
            const known = given && call.state.has(given);
            if (!known && !careful.isSigned.call(this, call))
                return false;
            call.state.set(given, true);
            return true;
        }
    }
};

// Node joins the lines of an unknown header.
function joined({ request }) {
    return ['x-sfpy-signature', 'sfpy-signature'].map((name) => request.headers[name]).filter((value) => value !== undefined);
}

function asWritten({ rawHeaders }, name) {
    return rawHeaders.filter((_value, i) => i % 2 && rawHeaders[i - 1] === name);
}

function eachName(request) {
    return ['x-sfpy-signature', 'sfpy-signature'].map((name) => valuesOf(request, name)).filter((values) => values.length);
}

// What is hashed.
const bytes = {
    node: { signed: rewritten(rewriting.node) },
    python: { signed: rewritten(rewriting.python) },
    php: { signed: rewritten(rewriting.php) },
    go: { signed: rewritten(rewriting.go) },
    latin1: { signed: ({ body }) => Buffer.from(bytesOfData(body).toString('latin1')) },
    ascii: { signed: ({ body }) => Buffer.from(bytesOfData(body).toString().replace(/[^\0-\x7f]/g, '?')) }
};

// What comes of requests that no good sender makes.
const errors = {
    malformed_500: throwing,
    malformed_trace: { malformed: (_call, error) => [400, `<pre>${error.stack}</pre>`, { 'Content-Type': 'text/html' }] },
    malformed_hang: { malformed: () => HANG },
    malformed_drop: { malformed: () => DROP },
    // Parsed first, as express.json() does, and whatever goes wrong is a 500 with a trace.
    parses_first: {
        judge(call) {
            call.event = JSON.parse(call.body).data;
            return careful.judge.call(this, call);
        },
        failed: trace
    },
    empty_500: { judge(call) { return call.body.length ? careful.judge.call(this, call) : this.failed(); } },
    empty_hang: { judge(call) { return call.body.length ? careful.judge.call(this, call) : HANG; } },
    null_500: { accept(call) { return call.event === null ? this.failed() : careful.accept(call); } },
    other_type_500: {
        judge(call) { return call.request.headers['content-type'] === 'application/json' ? careful.judge.call(this, call) : this.failed(); }
    },
    unknown_500: {
        accept(call) { return /^(payment|refund):created$/.test(call.event?.type) ? careful.accept(call) : this.failed(); }
    },
    limit_500: { limit: 100 << 10, tooLarge() { return this.failed(); } },
    limit_drop: { limit: 100 << 10, tooLarge: () => DROP },
    // A parser that calls itself, in a stack that holds a thousand of its frames.
    deep_500: {
        judge(call) {
            let depth = 0;
            let most = 0;
            for (const c of call.body)
                most = Math.max(most, (depth += c === 0x7b || c === 0x5b ? 1 : c === 0x7d || c === 0x5d ? -1 : 0));
            return most > 1000 ? this.failed() : careful.judge.call(this, call);
        }
    },
    utf8_500: {
        judge(call) {
            try {
                new TextDecoder('utf-8', { fatal: true }).decode(call.body);
            } catch {
                return this.failed();
            }
            return careful.judge.call(this, call);
        }
    },
    needs_length: {
        serve(call) { return call.request.headers['transfer-encoding'] ? this.failed() : careful.serve.call(this, call); }
    },
    expectation_500: { serve(call) { return call.request.headers.expect ? this.failed() : careful.serve.call(this, call); } },
    get_200: { otherMethod: () => [200, 'the endpoint is up', { 'Content-Type': 'text/plain' }] },
    get_500: { otherMethod() { return this.failed(); } },
    get_redirect: { otherMethod: () => [302, '', { Location: '/login' }] },
    get_hang: { otherMethod: () => HANG }
};

// What is said, when, and what of it the second time.
const deliveries = {
    counts: {
        accept({ state }) {
            state.set('count', (state.get('count') || 0) + 1);
            return [200, JSON.stringify({ processed: state.get('count') })];
        }
    },
    duplicates_409: { accept: (call) => (call.state.has(call.event?.token) ? [409, 'known'] : careful.accept(call)) },
    duplicates_500: { accept(call) { return call.state.has(call.event?.token) ? this.failed() : careful.accept(call); } },
    duplicates_drop: { accept: (call) => (call.state.has(call.event?.token) ? DROP : careful.accept(call)) },
    // What is older than what came last, by more than a request takes.
    in_order: {
        accept(call) {
            const last = call.state.get('last') || 0;
            const time = Date.parse(call.event?.created_at) || last;
            call.state.set('last', time);
            return time < last - 1000 ? [409, 'too late'] : careful.accept(call);
        }
    },
    one_at_a_time: oneAtATime(() => [503, 'busy']),
    one_at_a_time_drop: oneAtATime(() => DROP),
    slow: { accept: (call) => later(call.event?.data?.notification?.smoke === undefined ? 0 : 10500, careful.accept(call)) },
    closes_each: {
        serve(call) {
            call.response.setHeader('Connection', 'close');
            return careful.serve.call(this, call);
        }
    },
    tells_secret: { refuse: ({ secrets }) => [401, JSON.stringify({ error: 'invalid signature', secret: secrets[0] })] },
    tells_signature: {
        refuse(call) { return [401, JSON.stringify({ error: 'invalid signature', expected: careful.expected(call, call.secrets[0]) })]; }
    },
    tells_secret_when_good: { accept: (call) => [200, '{"received":true}', { 'X-Debug-Secret': call.secrets[0] }] },
    refusal_trace: { refuse: () => [401, new Error('invalid signature').stack, { 'Content-Type': 'text/plain' }] },
    // Answers that want to be taken for something else: terminal sequences, commands of a CI service.
    hostile: {
        refuse: ({ secrets }) => [200, [
            'taken', '::error file=a,line=1::pwned', '##[group]pwned', '::stop-commands::x', `::add-mask::${secrets[0]}`, '\u001b[2J\u001b]0;x\u0007',
            '\u202epwned', '</failure><pwned>]]>', '| a | <img src=x> `b` |', 'not ok 1 - pwned', 'Bail out!'
        ].join('\r\n'), { 'Content-Type': 'text/plain' }]
    },
    // More than anybody reads.
    huge_answer: { accept: () => [200, 'x'.repeat(3 << 20)] }
};

function oneAtATime(otherwise) {
    return {
        async serve(call) {
            if (call.state.get('busy'))
                return otherwise();
            call.state.set('busy', true);
            try {
                return await later(20, await careful.serve.call(this, call));
            } finally {
                call.state.set('busy', false);
            }
        }
    };
}

// Schemes that sign a time. The tolerance is in seconds: of the past, of the future.
function timed(name, parts) {
    const row = (tolerance) => ({
        isSigned({ request, body, secrets }) {
            const { id, time, values } = parts(request);
            if (!/^\d{1,12}$/.test(time) || !values.length)
                return false;
            const age = Date.now() / 1000 - Number(time);
            return age <= tolerance[0] && -age <= tolerance[1] && secrets.some((secret) => {
                const expected = name === 'stripe'
                    ? hmac('sha256', secret, Buffer.concat([Buffer.from(`${time}.`), body]))
                    : crypto.createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
                          .update(Buffer.concat([Buffer.from(`${id}.${time}.`), body])).digest('base64');
                return values.some((value) => isSame(value, expected));
            });
        },
        parse: ({ body }) => JSON.parse(body),
        accept: () => OK
    });
    return {
        [name]: row([300, 300]),
        [`${name}_hour`]: row([3600, 3600]),
        [`${name}_10s`]: row([10, 10]),
        [`${name}_timeless`]: row([Infinity, Infinity]),
        [`${name}_future`]: row([300, Infinity])
    };
}

function ofStripe(request) {
    const [value, ...more] = valuesOf(request, 'stripe-signature');
    const pairs = (more.length ? '' : value || '').split(',').map((pair) => pair.split('='));
    return {
        time: pairs.find(([key]) => key === 't')?.[1] ?? '',
        values: pairs.filter(([key]) => key === 'v1').map(([_key, text]) => text || '')
    };
}

function ofStandard(request) {
    const [id, time, list] = ['id', 'timestamp', 'signature'].map((part) => valuesOf(request, `webhook-${part}`));
    const isWhole = [id, time, list].every((lines) => lines.length === 1);
    return {
        id: id[0],
        time: isWhole ? time[0] : '',
        values: isWhole ? list[0].split(' ').filter((value) => value.startsWith('v1,')).map((value) => value.slice(3)) : []
    };
}

module.exports = {
    ...right, ...refusing, ...signatures, ...bytes, ...errors, ...deliveries, ...timed('stripe', ofStripe), ...timed('standard', ofStandard)
};
