'use strict';
// Endpoints to test `smoke` with, in Node with nothing installed: one that does all right, and for each mistake that
// people make one that makes this one.
//
//   node zoo.js FOLDER [OPTION=VALUE]...
//
// It writes its port to FOLDER/port once it listens on 127.0.0.1; at /NAME is the endpoint of that name (zoo/faults.js;
// `careful` is the good one). SFPY_WEBHOOK_SECRET has the secrets, the newest first, a line each. Options:
// port; record=1 (FOLDER/requests.jsonl gets a line {path, method, headers, body} a request, the body as latin1);
// crash=1 (the process ends where an endpoint would drop the connection); child=1 (starts another process, its pid in
// FOLDER/child); stubborn=1 (does not end at SIGTERM); after=MS (listens after so long); end=STATUS (says a lot, and
// ends instead of listening).
const fs = require('fs');
const http = require('http');
const { spawn } = require('child_process');
const { careful, DROP, HANG } = require('./zoo/careful.js');
const faults = require('./zoo/faults.js');

const [folder, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.map((word) => [word.split('=')[0], word.slice(word.indexOf('=') + 1)]));
const secrets = (process.env.SFPY_WEBHOOK_SECRET || '').split('\n');
const endpoints = new Map();
for (const [name, fault] of Object.entries({ careful: {}, ...faults }))
    endpoints.set(name, { steps: { ...careful, ...fault }, state: new Map() });
const nobody = { steps: { serve: () => [404, 'no such endpoint'] } };

function put(name, content) {
    fs.writeFileSync(`${folder}/.${name}`, content);
    fs.renameSync(`${folder}/.${name}`, `${folder}/${name}`);
}

function record(request) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        const { url: path, method, rawHeaders: headers } = request;
        const body = Buffer.concat(chunks).toString('latin1');
        fs.appendFileSync(`${folder}/requests.jsonl`, `${JSON.stringify({ path, method, headers, body })}\n`);
    });
}

async function answer(request, response) {
    const { steps, state } = endpoints.get(request.url.slice(1).split(/[/?]/)[0]) || nobody;
    const call = { request, response, secrets, state };
    let result;
    if (options.record)
        record(request);
    try {
        result = await steps.serve(call);
    } catch (error) {
        console.error(`with the secret ${secrets[0]}: ${error.stack}`);
        result = request.complete ? steps.failed(call, error) : HANG;
    }
    if (result === DROP && options.crash)
        throw new TypeError("Cannot read properties of undefined (reading 'length')");
    if (result === DROP)
        request.socket.destroy();
    if (result === DROP || result === HANG || response.destroyed)
        return;
    const [status, text, headers] = result;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(text);
}

function start() {
    const server = http.createServer({ keepAliveTimeout: 60000 }, answer);
    server.listen({ port: Number(options.port || 0), host: '127.0.0.1', backlog: 1024 }, () => {
        put('port', String(server.address().port));
        console.log('the zoo is open');
    });
}

if (options.child)
    put('child', String(spawn('sleep', ['300'], { stdio: 'inherit' }).pid));
if (options.stubborn)
    process.on('SIGTERM', () => console.log('I stay'));
if (options.end) {
    for (let line = 1; line <= 30; line++)
        console.log(`line ${line}, the secret is ${secrets[0]}`);
    process.exitCode = Number(options.end);
} else
    setTimeout(start, Number(options.after || 0));
