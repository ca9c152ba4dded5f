'use strict';
// How other languages write again the JSON that they read: what an endpoint hashes that parses before it verifies.
const { membersOf } = require('./members.js');

// Replaces the texts, numbers and empty objects of a compact JSON text, leaving order and punctuation as they are.
function rewrite(json, { text = (value) => JSON.stringify(value), number = (digits) => digits, empty = '{}' }) {
    return json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\{\}/g, (token) =>
        token === '{}' ? empty : token[0] === '"' ? text(JSON.parse(token)) : number(token));
}

// Integers stay, however large; the others become doubles.
const decimals = (digits) => (/[.eE]/.test(digits) ? String(Number(digits)) : digits);
const ascii = (value) =>
    JSON.stringify(value).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const forHtml = (json) => json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

// The members of Go's structs in their order; what is in none is dropped, `raw` is taken over as it came.
const EVENT = ['token', 'client_id', 'type', 'status', 'endpoint', 'data', 'delivery_attempts', 'resource', 'resource_path',
               'next_attempt_at', 'created_at', 'updated_at'];
const DATA = ['token', 'event_id', 'notification', 'resource', 'resource_path', 'created_at', 'updated_at'];

function struct(json, order, inner = {}) {
    const members = new Map(membersOf(json).list.map(({ name, start, end }) => [name, json.slice(start, end)]));
    return `{${order
        .filter((name) => members.has(name))
        .map((name) => `"${name}":${(inner[name] || ((value) => forHtml(rewrite(value, {}))))(members.get(name))}`)
        .join(',')}}`;
}

// A space behind each colon and comma that is in no text.
const spaced = (json) => json.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token[0] === '"' ? token : `${token} `));

function sorted(value) {
    if (Array.isArray(value))
        return value.map(sorted);
    if (value && typeof value === 'object')
        return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
    return value;
}

// From the JSON of `data`, as it came, to the JSON that is hashed.
module.exports = {
    node: (json) => JSON.stringify(JSON.parse(json)),
    // json.dumps(data, separators=(',', ':'))
    python: (json) => rewrite(json, { text: ascii, number: decimals }),
    // json.dumps(data)
    pythonSpaced: (json) => spaced(rewrite(json, { text: ascii, number: decimals })),
    // json_encode(json_decode($body, true)['data'], JSON_UNESCAPED_SLASHES)
    php: (json) => rewrite(json, { text: ascii, number: decimals, empty: '[]' }),
    // The same without the flag.
    phpSlashes: (json) => rewrite(json, { text: (value) => ascii(value).replaceAll('/', '\\/'), number: decimals, empty: '[]' }),
    // json.Marshal(event) of go-sfpy
    go: (json) => struct(json, EVENT, { data: (data) => struct(data, DATA, { notification: forHtml }) }),
    sorted: (json) => JSON.stringify(sorted(JSON.parse(json)))
};
